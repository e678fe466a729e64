import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Bbox } from '../../core/feature.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { type Actor, allowed, ofOrganisation } from '../../core/policy/may.ts';
import { OWNED_ACTIONS } from '../../core/policy/policy.ts';
import type { Owner } from '../../store/challenges.ts';
import type { RunRow } from '../../store/runs/runs.ts';
import type { Measured } from '../../store/tasks/measure-challenges.ts';
import type { TaskCount } from '../../store/tasks/task-counts.ts';
import type { ChallengeView } from '../contract/challenge.ts';
import { presentRun } from './run.ts';

export type ChallengeFacts = Readonly<{
  counts: readonly TaskCount[];
  measured: Measured;
  featured: boolean;
  saved: boolean;
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
    topic: challenge.topic ?? null,
    difficulty: challenge.difficulty ?? null,
    featured: facts.featured,
    saved: facts.saved,
    lately: [...facts.measured.days],
    secondsPerTask: facts.measured.seconds,
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
    kinds: kindsOf(facts.counts),
    classes: challenge.classes?.classes.map(({ id, label, tags }) => ({ id, label, tags })),
    changeset: changesetOf(challenge, lookHere),
    box: facts.box && [...facts.box],
    lastRun: facts.lastRun && presentRun(facts.lastRun, lookHere),
    nextRunAt: facts.nextRun?.toISOString() ?? null,
  };
}

function countsOf(rows: readonly TaskCount[]): ChallengeView['counts'] {
  const counts = { total: 0, open: 0, pending: 0, settled: 0, closed: 0, review: 0 };
  for (const { as, count } of rows) {
    counts.total += count;
    counts[as] += count;
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

/** Of tasks that still ask for something; one of two kinds counts for both. */
function kindsOf(rows: readonly TaskCount[]): ChallengeView['kinds'] {
  const counts: Record<string, number> = {};
  for (const { as, kinds, count } of rows)
    if (as === 'open' || as === 'pending')
      for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
}
