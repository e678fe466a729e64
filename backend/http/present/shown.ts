import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Discrepancy, Finding } from '../../core/discrepancy/discrepancy.ts';
import { gate, mustLookHere } from '../../core/licence/gate.ts';
import { lookHere } from '../../core/licence/look-here.ts';
import { areaSeed, keyed } from '../../handover/look-here-secret.ts';
import type { TaskView } from '../contract/task.ts';
import { pair, presentFeature } from './feature.ts';

/** What a task was made of: only `shown` decides which of it a person sees. */
export type Hidden = Readonly<{
  challenge: Challenge;
  facts: Finding;
  factsDigest: string;
  name: string | null;
}>;

export type Shown = Pick<
  TaskView,
  | 'name'
  | 'official'
  | 'community'
  | 'others'
  | 'area'
  | 'match'
  | 'discrepancies'
  | 'suggestedTags'
  | 'factsDigest'
>;

/**
 * The facts of a task for people: the one way in which any of them leaves by HTTP. Where the official data may not be
 * copied that is an area, and what the map has.
 * @param secret of this installation: whoever knew it could compute the hidden places back
 */
export function shown(task: Hidden, secret: string): Shown {
  return mustLookHere(task.challenge) ? shownArea(task, secret) : shownWhole(task);
}

function shownWhole({ challenge, facts, factsDigest, name }: Hidden): Shown {
  const feature = (one: Finding['official']) => one && presentFeature(one, challenge);
  return {
    name,
    official: feature(facts.official),
    community: feature(facts.community),
    others: facts.others.map(other => ({ ...presentFeature(other, challenge), side: other.side })),
    area: null,
    match: facts.match && { ...facts.match, evidence: facts.match.evidence.map(one => ({ ...one })) },
    discrepancies: facts.discrepancies.map(presentDiscrepancy),
    suggestedTags: suggestedTags(challenge, facts),
    factsDigest,
  };
}

function shownArea(task: Hidden, secret: string): Shown {
  const { challenge, facts } = task;
  const { area, community, others } = lookHere(facts, areaSeed(secret, challenge.id), challenge.match.radius);
  return {
    // The stored name may be the agency's.
    name: community?.tags['name'] ?? null,
    official: null,
    community: community && presentFeature(community, challenge),
    others: others.map(other => ({ ...presentFeature(other, challenge), side: other.side })),
    area: area && { centre: pair(area.centre), radius: area.radius },
    match: null,
    // Their values are the agency's; `kinds` says what is asked.
    discrepancies: [],
    suggestedTags: facts.official && !community ? { ...challenge.create.tags } : {},
    factsDigest: shownDigest(task, secret),
  };
}

/** A digest of hidden facts could be tried out against guessed ones: people get one that only this server can make. */
function shownDigest({ challenge, factsDigest }: Omit<Hidden, 'facts' | 'name'>, secret: string): string {
  return mustLookHere(challenge) ? keyed(secret, 'facts', factsDigest) : factsDigest;
}

/** The stored digest when the given one is what is shown of it, else null: the facts have changed since. */
export function storedDigest(
  task: Omit<Hidden, 'facts' | 'name'>,
  given: string,
  secret: string,
): string | null {
  return given === shownDigest(task, secret) ? task.factsDigest : null;
}

/** What an added place starts with: the challenge's own tags, and the official values that may go to the map. */
function suggestedTags(challenge: Challenge, { official, community }: Finding): Record<string, string> {
  if (!official || community) return {};
  const { licence, attribution } = challenge.official;
  const may = (key: string, value: string) =>
    gate([{ key, value, origin: { licence, attribution } }], 'osm', challenge).permit !== null;
  const taken = challenge.create.keys
    .map(key => [key, official.tags[key]] as const)
    .filter((tag): tag is [string, string] => tag[1] !== undefined && may(tag[0], tag[1]));
  return { ...Object.fromEntries(taken), ...challenge.create.tags };
}

function presentDiscrepancy(one: Discrepancy): TaskView['discrepancies'][number] {
  switch (one.kind) {
    case 'tags-differ':
      return { ...one, differences: one.differences.map(difference => ({ ...difference })) };
    case 'duplicate':
      return { ...one, others: [...one.others] };
    default:
      return { ...one };
  }
}
