import type { Challenge } from '../challenge/challenge.ts';
import { compareText } from '../compare-text.ts';
import type { Feature } from '../feature.ts';
import type { Match, MatchResult } from '../match/match.ts';
import { type Discrepancy, type Finding, KINDS } from './discrepancy.ts';
import { duplicates, type Twins } from './duplicate.ts';
import { identifierConflicts } from './identifier-conflict.ts';
import { misclassified } from './misclassified.ts';
import { missing } from './missing.ts';
import { moved } from './moved.ts';
import { possibleMatch } from './possible-match.ts';
import { tagsDiffer } from './tags-differ.ts';
import { unlisted } from './unlisted.ts';

type Rules = Pick<Challenge, 'rules' | 'classes'>;
type ById = ReadonlyMap<string, Feature>;

/** Places that only the map knows come after the official ones. */
const byIds = (a: Finding, b: Finding): number =>
  Number(a.official === null) - Number(b.official === null) ||
  compareText(a.official?.id ?? '', b.official?.id ?? '') ||
  compareText(a.community?.id ?? '', b.community?.id ?? '');

const byKind = (a: Discrepancy, b: Discrepancy): number => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);

/** The best first: with several features of one place, that is the one a volunteer is shown beside the official one. */
const byWorth = (a: Match, b: Match): number =>
  b.probability - a.probability || a.distance - b.distance || compareText(a.community, b.community);

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
};

const mapOf = (features: readonly Feature[]): ById => new Map(features.map(f => [f.id, f]));

const matchOf = ({ probability, distance, evidence }: Match): Finding['match'] => ({
  probability,
  distance,
  evidence,
});

/** A pair, or several community features of one official one: position and tags agree when one of them does. */
const agreed = (
  { rules, classes }: Rules,
  official: Feature,
  matches: readonly Match[],
  theirs: ById,
): Finding => {
  const ordered = [...matches].sort(byWorth);
  const best = ordered[0]!;
  const [community, ...more] = ordered.map(match => theirs.get(match.community)!);
  const nearest = Math.min(...ordered.map(({ distance }) => distance));
  return {
    official,
    community: community!,
    others: more,
    match: matchOf(best),
    discrepancies: [
      ...moved(rules, nearest),
      ...misclassified(rules, classes, official, community!),
      ...tagsDiffer(rules, official, community!),
    ],
  };
};

const undecided = ({ rules }: Rules, official: Feature, match: Match, theirs: ById): Finding => ({
  official,
  community: null,
  others: [theirs.get(match.community)!],
  match: matchOf(match),
  discrepancies: possibleMatch(rules, match),
});

const withTwins = (finding: Finding, twins: Twins | undefined): Finding =>
  twins
    ? {
        ...finding,
        others: [...finding.others, ...twins.others],
        discrepancies: [...finding.discrepancies, twins.discrepancy],
      }
    : finding;

/** One finding for each place that the two sides' features describe, and what the rules say is wrong with it. */
export const findingsOf = (
  rules: Rules,
  official: readonly Feature[],
  community: readonly Feature[],
  result: MatchResult,
): readonly Finding[] => {
  const ours = mapOf(official);
  const theirs = mapOf(community);
  const matches = grouped(result.matches, match => match.official);
  const conflicts = grouped(result.conflicts, conflict => conflict.official);

  const open = result.matches.filter(({ verdict }) => verdict === 'possible');
  const sure = result.matches.filter(({ verdict }) => verdict === 'match');
  const twinsOf = (side: 'official' | 'community'): readonly Twins[] =>
    duplicates(
      rules.rules,
      side,
      result.duplicates[side],
      side === 'official' ? ours : theirs,
      new Set(sure.map(match => match[side])),
      new Set(open.map(match => match[side])),
    );
  const twins = { official: twinsOf('official'), community: twinsOf('community') };
  const byKept = (side: 'official' | 'community') => new Map(twins[side].map(t => [t.kept, t]));
  const kept = { official: byKept('official'), community: byKept('community') };
  // A feature that is asked about in another one's finding has none of its own.
  const elsewhere = {
    official: new Set(twins.official.flatMap(t => t.others.map(({ id }) => id))),
    community: new Set([
      ...twins.community.flatMap(t => t.others.map(({ id }) => id)),
      ...result.matches.map(match => match.community),
    ]),
  };

  const findingOf = (feature: Feature): Finding => {
    const found = matches.get(feature.id) ?? [];
    const certain = found.filter(({ verdict }) => verdict === 'match');
    if (certain.length > 0) return agreed(rules, feature, certain, theirs);
    if (found[0]) return undecided(rules, feature, [...found].sort(byWorth)[0]!, theirs);
    return {
      official: feature,
      community: null,
      others: [],
      match: null,
      discrepancies: missing(rules.rules),
    };
  };

  const withConflicts = (finding: Finding): Finding => {
    const known = new Set([finding.community?.id, ...finding.others.map(({ id }) => id)]);
    const found = identifierConflicts(rules.rules, conflicts.get(finding.official?.id ?? '') ?? []).filter(
      ({ other }) => theirs.has(other) && !known.has(other),
    );
    const bearers = [...new Set(found.map(({ other }) => other))].map(id => theirs.get(id)!);
    return {
      ...finding,
      others: [...finding.others, ...bearers],
      discrepancies: [...finding.discrepancies, ...found],
    };
  };

  const listed = official.filter(({ id }) => !elsewhere.official.has(id)).map(findingOf);
  const only = community
    .filter(({ id }) => !elsewhere.community.has(id))
    .map(
      (feature): Finding => ({
        official: null,
        community: feature,
        others: [],
        match: null,
        discrepancies: unlisted(rules.rules),
      }),
    );
  return [...listed, ...only]
    .map(finding => withTwins(finding, kept.official.get(finding.official?.id ?? '')))
    .map(finding => withTwins(finding, kept.community.get(finding.community?.id ?? '')))
    .map(withConflicts)
    .map(finding => ({ ...finding, discrepancies: [...finding.discrepancies].sort(byKind) }))
    .sort(byIds);
};
