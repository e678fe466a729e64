import type { Answer, Outcome } from './answer.ts';
import { answersApart } from './answers-apart.ts';

/** One person's counted answer. `guest`: nobody is signed in behind it. */
export type Vote = Readonly<{ answer: Answer; guest: boolean }>;

export type AgreementOptions = Readonly<{
  /** agreeing answers that settle a task */
  needed: number;
  /** metres; two positions closer than this say the same */
  tolerance: number;
  /** above 0, at most 1: what a guest's answer counts until a signed-in person's agrees with it */
  guestWeight: number;
}>;

export type Agreement =
  | 'short'
  | 'disagree'
  /** `answer` is the one that is kept, `by` the indexes of the votes that agree with it. */
  | Readonly<{ settled: Outcome; answer: Answer; by: readonly number[] }>;

/**
 * People who are asked for each answer that is needed, at most. Guests whose weight is below a third settle nothing among
 * themselves: so many have looked by then that a reviewer's minute is cheaper than theirs.
 */
const PEOPLE_FOR_EACH = 3;
/** what adding up weights such as 0.1 may lose */
const NOTHING = 1e-9;

export const outcomeOf = (answer: Answer): Outcome => (answer.say === 'fix' ? 'fixed' : answer.say);

/** How much an answer tells: of equal groups, the one that knows the right value is kept. */
const detail = (answer: Answer): number => (answer.say === 'official-wrong' && answer.correction ? 1 : 0);

/** People who must say can't-tell before a task counts as one that nobody can settle from here: one may lack the view. */
const NOBODY_CAN_TELL = 2;
const neededFor = (centre: Answer, needed: number): number =>
  centre.say === 'cant-tell' ? Math.max(needed, NOBODY_CAN_TELL) : needed;

type Group = Readonly<{
  centre: Answer;
  by: readonly number[];
  weight: number;
  metres: number;
  /** So many of it, of such weight, that it settles the task. */
  settles: boolean;
  /** Nobody in it weighs less than 1. */
  full: boolean;
}>;

const groupAround = (
  { answer: centre }: Vote,
  votes: readonly Vote[],
  { needed, tolerance, guestWeight }: AgreementOptions,
): Group => {
  const apart = votes.map(({ answer }) => answersApart(centre, answer));
  const by = votes.map((_, i) => i).filter(i => apart[i] !== null && apart[i]! <= tolerance);
  const full = guestWeight === 1 || by.some(i => !votes[i]!.guest);
  const weight = full ? by.length : by.length * guestWeight;
  return {
    centre,
    by,
    weight,
    settles: weight >= needed - NOTHING && by.length >= neededFor(centre, needed),
    metres: by.reduce((sum, i) => sum + apart[i]!, 0),
    full,
  };
};

/**
 * One that settles the task before one that does not; then the heaviest; of equals the one that a signed-in person belongs
 * to, then the most detailed, then the one in the middle, then the one that was given first.
 */
const best = (groups: readonly Group[]): Group | undefined =>
  groups.reduce<Group | undefined>((a, b) => {
    if (!a) return b;
    const order =
      Number(b.settles) - Number(a.settles) ||
      b.weight - a.weight ||
      Number(b.full) - Number(a.full) ||
      detail(b.centre) - detail(a.centre) ||
      a.metres - b.metres;
    return order > 0 ? b : a;
  }, undefined);

const largest = (groups: readonly Group[]): number => Math.max(0, ...groups.map(({ by }) => by.length));

/**
 * How many more people may be asked. Among the signed-in, one more than needed in all: so many guests as may come, they
 * use none of that up. In all, one more than guests alone would need, and `PEOPLE_FOR_EACH` for each answer that is needed.
 */
const leftToAsk = (votes: readonly Vote[], { needed, guestWeight }: AgreementOptions): number => {
  const signedIn = votes.filter(({ guest }) => !guest).length;
  const most = Math.min(Math.ceil(needed / guestWeight - NOTHING), PEOPLE_FOR_EACH * needed) + 1;
  return Math.max(0, Math.min(most - votes.length, needed + 1 - signedIn));
};

/**
 * Whether the answers of a task agree, in the order in which they were given, one for each person. The answer that is
 * kept is the medoid of the heaviest group: the one whose position has the least way to all that agree with it, each
 * within `tolerance` of it; so it is always something that a person really said. Can't-tell agrees with can't-tell alone,
 * and settles nothing before a second person has said it (`NOBODY_CAN_TELL`): whoever comes next may have a better view.
 *
 * A group weighs as many as belong to it, or `guestWeight` of that while all of them are guests. So a guest alone settles
 * nothing where one answer is needed and guests weigh less than 1: others are asked, a signed-in person's answer settles
 * either way, and guests settle it when enough of them agree.
 *
 * Disagreement is called when those who may still be asked (see `leftToAsk`) could no longer bring the needed number
 * together, were they signed in and of one mind with the largest group; that makes its guests count in full.
 */
export const agreement = (votes: readonly Vote[], options: AgreementOptions): Agreement => {
  const groups = votes.map(vote => groupAround(vote, votes, options));
  const kept = best(groups);
  if (!kept) return 'short';
  if (kept.settles) return { settled: outcomeOf(kept.centre), answer: kept.centre, by: kept.by };
  const left = leftToAsk(votes, options);
  const mayCome = ({ centre, by }: Group) => by.length + left >= neededFor(centre, options.needed);
  return left > 0 && groups.some(mayCome) ? 'short' : 'disagree';
};

/**
 * How many people may be at a task at once: as many as settle it if all are signed in and agree with the largest group, and
 * one at least. A second guest is asked after the first where that group holds guests alone: whoever comes may be signed in.
 */
export const placesOf = (votes: readonly Vote[], options: AgreementOptions): number =>
  Math.max(1, options.needed - largest(votes.map(vote => groupAround(vote, votes, options))));
