import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Bbox } from '../../core/feature.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { type Actor, allowed, ofOrganisation } from '../../core/policy/may.ts';
import { OWNED_ACTIONS } from '../../core/policy/policy.ts';
import type { TaskState } from '../../core/task/task.ts';
import type { Owner } from '../../store/challenges.ts';
import type { RunRow } from '../../store/runs/runs.ts';
import type { TaskCount } from '../../store/tasks/task-counts.ts';
import type { ChallengeView } from '../contract/challenge.ts';
import { presentRun } from './run.ts';

/** Which of the counts a task belongs to; every state has one. */
const COUNTED_AS: Readonly<Record<TaskState, 'open' | 'pending' | 'settled' | 'review' | 'closed'>> = {
  open: 'open',
  claimed: 'open',
  'agreed-so-far': 'open',
  pending: 'pending',
  'in-review': 'review',
  settled: 'settled',
  exported: 'settled',
  verified: 'settled',
  conflict: 'review',
  stale: 'closed',
};

export type ChallengeFacts = Readonly<{
  counts: readonly TaskCount[];
  kinds: readonly Readonly<{ kind: string; count: number }>[];
  box: Bbox | null;
  lastRun: RunRow | null;
  nextRun: Date | null;
  organisation: Owner | null;
  /** Who asks. */
  actor: Actor;
}>;

export function presentChallenge(challenge: Challenge, facts: ChallengeFacts): ChallengeView {
  const lookHere = mustLookHere(challenge);
  return {
    id: challenge.id,
    title: challenge.title,
    description: challenge.description,
    instructions: challenge.instructions,
    noun: challenge.noun,
    sample: challenge.sample,
    lookHere,
    officialAttribution: challenge.official.attribution,
    officialLicence: challenge.official.licence,
    communityAttribution: challenge.community.attribution,
    answersNeeded: challenge.answers.needed,
    guestWeight: challenge.answers.guestWeight,
    organisation: facts.organisation,
    may: allowed(facts.actor, OWNED_ACTIONS, ofOrganisation(facts.organisation?.id ?? null)),
    counts: countsOf(facts.counts),
    kinds: Object.fromEntries(facts.kinds.map(({ kind, count }) => [kind, count])),
    classes: challenge.classes?.classes.map(({ id, label, tags }) => ({ id, label, tags })),
    changeset: changesetOf(challenge, lookHere),
    box: facts.box && [...facts.box],
    lastRun: facts.lastRun && presentRun(facts.lastRun, lookHere),
    nextRunAt: facts.nextRun?.toISOString() ?? null,
  };
}

function countsOf(rows: readonly TaskCount[]): ChallengeView['counts'] {
  const counts = { total: 0, open: 0, pending: 0, settled: 0, closed: 0, review: 0 };
  for (const { state, byPeople, count } of rows) {
    const as = COUNTED_AS[state];
    counts.total += count;
    // Settled without anybody's answer: newer data showed that nothing is left to do.
    counts[as === 'settled' && !byPeople ? 'closed' : as] += count;
  }
  return counts;
}

/** Fiction is not edited into the map of the world, and what is compared with another map not into OpenStreetMap. */
function changesetOf(
  { sample, community, changeset }: Challenge,
  lookHere: boolean,
): ChallengeView['changeset'] {
  if (sample || community.licence !== 'OSM') return null;
  const { comment, source, hashtags } = changeset;
  return { comment, source: lookHere ? null : source, hashtags: [...hashtags] };
}
