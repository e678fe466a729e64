import type { Challenge } from '../challenge/challenge.ts';
import type { Discrepancy, Finding } from '../discrepancy/discrepancy.ts';
import { findingsOf } from '../discrepancy/findings-of.ts';
import type { Feature } from '../feature.ts';
import type { IdentifierConflict, Match, MatchResult } from '../match/match.ts';
import { metresToFeature } from '../metres-to-feature.ts';
import { anyHolds, sameValue } from '../tags.ts';
import { type ElementNow, freshFeature } from './fresh-feature.ts';

/** By community id: the element as it is now, or `gone`. What could not be read is not in it, and stays as it was. */
export type MapNow = ReadonlyMap<string, ElementNow | 'gone'>;

type Rules = Pick<Challenge, 'rules' | 'classes'> &
  Readonly<{ community: Pick<Challenge['community'], 'filter'> }>;
type Found<K extends Discrepancy['kind']> = Extract<Discrepancy, { kind: K }>;

const ofKind = <K extends Discrepancy['kind']>({ discrepancies }: Finding, kind: K): readonly Found<K>[] =>
  discrepancies.filter((one): one is Found<K> => one.kind === kind);

/** Null: it was deleted, or is no longer what the challenge is about. */
function nowOf(feature: Feature, now: MapNow, filter: Rules['community']['filter']): Feature | null {
  const read = now.get(feature.id);
  if (read === undefined) return feature;
  if (read === 'gone') return null;
  const fresh = freshFeature(feature, read);
  return anyHolds(filter, fresh.tags) ? fresh : null;
}

/** The identifier that another place bore wrongly is still there. */
const stillBears = (
  bearer: Feature,
  { key, value }: Found<'identifier-conflict'>,
  before: Feature,
): boolean => {
  const tag = bearer.tags[key];
  return tag !== undefined && (tag === before.tags[key] || sameValue(key, value, tag));
};

/**
 * A task's facts by the map of this moment: who is whom stays as the comparison found it, and the rules are asked again. The very
 * same facts where no element has changed; null where neither side has the place any more.
 */
export function freshFinding(rules: Rules, before: Finding, now: MapNow): Finding | null {
  const features = [before.community, ...before.others].filter(one => one?.side === 'community') as Feature[];
  const fresh = new Map(features.map(one => [one.id, nowOf(one, now, rules.community.filter)]));
  if (features.every(one => fresh.get(one.id) === one)) return before;
  const theirs = [...fresh.values()].filter(one => one !== null);
  const ours = [before.official, ...before.others].filter(one => one?.side === 'official') as Feature[];
  const { official } = before;

  const twins = ofKind(before, 'duplicate');
  const bearers = ofKind(before, 'identifier-conflict');
  const again = twins.filter(({ side }) => side === 'community').flatMap(({ others }) => others);
  // Where two were made one, the one that stayed is the place, whichever it was.
  const isGone = before.community !== null && fresh.get(before.community.id) === null;
  const stayed = isGone ? again.find(id => fresh.get(id)) : undefined;
  const elsewhere = new Set(
    [...twins.flatMap(one => one.others), ...bearers.map(({ other }) => other)].filter(id => id !== stayed),
  );
  const paired = official && before.match ? theirs.filter(({ id }) => !elsewhere.has(id)) : [];
  const matches = paired.map(
    (feature): Match => ({
      official: official!.id,
      community: feature.id,
      verdict: before.community ? 'match' : 'possible',
      probability: before.match!.probability,
      distance: metresToFeature(official!.at, feature),
      evidence: before.match!.evidence,
      balance: before.match!.balance ?? { prior: 0, rivals: 0 },
    }),
  );
  const conflicts = bearers.flatMap((one): IdentifierConflict[] => {
    const bearer = fresh.get(one.other);
    const was = features.find(({ id }) => id === one.other);
    if (!official || !bearer || !was || !stillBears(bearer, one, was)) return [];
    return [
      {
        official: official.id,
        community: bearer.id,
        key: one.key,
        value: one.value,
        distance: metresToFeature(official.at, bearer),
      },
    ];
  });
  const groups = (side: Feature['side']) =>
    twins
      .filter(one => one.side === side)
      .map(({ others }) => {
        const own = side === 'official' ? official?.id : (stayed ?? before.community?.id);
        return { keep: own ?? others[0]!, others: others.filter(id => id !== own) };
      });
  const result: MatchResult = {
    matches,
    conflicts,
    duplicates: { official: groups('official'), community: groups('community') },
    unmatchedOfficial: [],
    unmatchedCommunity: [],
    refused: [],
    asked: [],
    shift: null,
    running: [],
    candidatePairs: 0,
  };
  const findings = findingsOf(rules, ours, theirs, result);
  const isOurs = official
    ? (one: Finding) => one.official?.id === official.id
    : (one: Finding) => one.community !== null && fresh.has(one.community.id);
  return findings.find(isOurs) ?? null;
}
