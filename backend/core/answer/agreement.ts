import type { Answer, Outcome } from './answer.ts';
import { answersApart } from './answers-apart.ts';

/** One person's counted answer. `weight`: how much it counts, 1 where nothing is said. */
export type Vote = Readonly<{ answer: Answer; weight?: number }>;

export type AgreementOptions = Readonly<{
  /** agreeing answers that settle a task */
  needed: number;
  /** metres; two positions closer than this say the same */
  tolerance: number;
}>;

export type Agreement =
  | 'short'
  | 'disagree'
  /** `answer` is the one that is kept, `by` the indexes of the votes that agree with it. */
  | Readonly<{ settled: Outcome; answer: Answer; by: readonly number[] }>;

const weightOf = ({ weight = 1 }: Vote): number => weight;

const outcomeOf = (answer: Answer): Outcome => (answer.say === 'fix' ? 'fixed' : answer.say);

/** How much an answer tells: of equal groups, the one that knows the right value is kept. */
const detail = (answer: Answer): number => (answer.say === 'official-wrong' && answer.correction ? 1 : 0);

type Group = Readonly<{ centre: Answer; by: readonly number[]; weight: number; metres: number }>;

const groupAround = ({ answer: centre }: Vote, votes: readonly Vote[], tolerance: number): Group => {
  const apart = votes.map(({ answer }) => answersApart(centre, answer));
  const by = votes.map((_, i) => i).filter(i => apart[i] !== null && apart[i]! <= tolerance);
  return {
    centre,
    by,
    weight: by.reduce((sum, i) => sum + weightOf(votes[i]!), 0),
    metres: by.reduce((sum, i) => sum + apart[i]!, 0),
  };
};

/** The heaviest; of equals the most detailed, then the one in the middle, then the one that was given first. */
const best = (groups: readonly Group[]): Group | undefined =>
  groups.reduce<Group | undefined>((a, b) => {
    if (!a) return b;
    const order = b.weight - a.weight || detail(b.centre) - detail(a.centre) || a.metres - b.metres;
    return order > 0 ? b : a;
  }, undefined);

/**
 * Whether the answers of a task agree, in the order in which they were given, one for each person. The answer that is
 * kept is the medoid of the largest group: the one whose position has the least way to all that agree with it, each
 * within `tolerance` of it; so it is always something that a person really said. Can't-tell agrees with can't-tell alone.
 * Disagreement is called when one answer more than needed could no longer bring the needed number together.
 */
export const agreement = (votes: readonly Vote[], { needed, tolerance }: AgreementOptions): Agreement => {
  const group = best(votes.map(vote => groupAround(vote, votes, tolerance)));
  if (!group) return 'short';
  if (group.weight >= needed) return { settled: outcomeOf(group.centre), answer: group.centre, by: group.by };
  const cast = votes.reduce((sum, vote) => sum + weightOf(vote), 0);
  return group.weight + Math.max(0, needed + 1 - cast) < needed ? 'disagree' : 'short';
};
