import type { Challenge } from '../challenge/challenge.ts';
import { compareText } from '../compare-text.ts';
import type { Feature, Side } from '../feature.ts';
import { sortByText } from '../match/columns/sort-texts.ts';
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

const byKind = (a: Discrepancy, b: Discrepancy): number => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);

/** The best first: with several features of one place, that is the one a volunteer is shown beside the official one. */
const byWorth = (a: Match, b: Match): number =>
  b.probability - a.probability || a.distance - b.distance || compareText(a.community, b.community);

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const mapOf = (features: readonly Feature[]): ById => {
  const byId = new Map<string, Feature>();
  for (const feature of features) byId.set(feature.id, feature);
  return byId;
};

const NOBODY: readonly Feature[] = [];

const matchOf = ({ probability, distance, evidence, balance }: Match): Finding['match'] => ({
  probability,
  distance,
  evidence,
  balance,
});

/** A pair, or several community features of one official one: position and tags agree when one of them does. */
const agreed = (
  { rules, classes }: Rules,
  official: Feature,
  matches: readonly Match[],
  theirs: ById,
): Finding => {
  const [best, ...more] = matches.length === 1 ? matches : [...matches].sort(byWorth);
  const community = theirs.get(best!.community)!;
  return {
    official,
    community,
    others: more.length === 0 ? NOBODY : more.map(match => theirs.get(match.community)!),
    match: matchOf(best!),
    discrepancies: [
      ...moved(rules, Math.min(best!.distance, ...more.map(({ distance }) => distance))),
      ...misclassified(rules, classes, official, community),
      ...tagsDiffer(rules, official, community),
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

  const matchOfCommunity = new Map<string, Match>();
  for (const match of result.matches) matchOfCommunity.set(match.community, match);
  const isOf = {
    official: (id: string, verdict: Match['verdict']): boolean =>
      matches.get(id)?.some(match => match.verdict === verdict) ?? false,
    community: (id: string, verdict: Match['verdict']): boolean =>
      matchOfCommunity.get(id)?.verdict === verdict,
  };
  const twinsOf = (side: Side): readonly Twins[] =>
    duplicates(
      rules.rules,
      side,
      result.duplicates[side],
      side === 'official' ? ours : theirs,
      id => isOf[side](id, 'match'),
      id => isOf[side](id, 'possible'),
    );
  const twins = { official: twinsOf('official'), community: twinsOf('community') };
  const byKept = (side: Side) => new Map(twins[side].map(t => [t.kept, t]));
  const kept = { official: byKept('official'), community: byKept('community') };
  // A feature that is asked about in another one's finding has none of its own.
  const isAsTwin = {
    official: new Set(twins.official.flatMap(t => t.others.map(({ id }) => id))),
    community: new Set(twins.community.flatMap(t => t.others.map(({ id }) => id))),
  };

  const alone = { official: missing(rules.rules), community: unlisted(rules.rules) };
  const findingOf = (feature: Feature): Finding => {
    const found = matches.get(feature.id);
    if (!found)
      return {
        official: feature,
        community: null,
        others: NOBODY,
        match: null,
        discrepancies: alone.official,
      };
    const certain = found.filter(({ verdict }) => verdict === 'match');
    if (certain.length > 0) return agreed(rules, feature, certain, theirs);
    return undecided(rules, feature, [...found].sort(byWorth)[0]!, theirs);
  };

  /** With those of its side that describe it again, and those elsewhere that carry its identifier. */
  const withOthers = (finding: Finding): Finding => {
    const { official: own, community: other } = finding;
    const ourTwins = own ? kept.official.get(own.id) : undefined;
    const theirTwins = other ? kept.community.get(other.id) : undefined;
    const elsewhere = own ? conflicts.get(own.id) : undefined;
    if (!ourTwins && !theirTwins && !elsewhere) return finding;
    const doubled = [ourTwins, theirTwins].filter(one => one !== undefined);
    const others = [...finding.others, ...doubled.flatMap(twin => twin.others)];
    const known = new Set([other?.id, ...others.map(({ id }) => id)]);
    const found = identifierConflicts(rules.rules, elsewhere ?? []).filter(
      conflict => theirs.has(conflict.other) && !known.has(conflict.other),
    );
    const bearers = [...new Set(found.map(conflict => conflict.other))].map(id => theirs.get(id)!);
    return {
      ...finding,
      others: [...others, ...bearers],
      discrepancies: [
        ...finding.discrepancies,
        ...doubled.map(({ discrepancy }) => discrepancy),
        ...found,
      ].sort(byKind),
    };
  };

  const listed: Finding[] = [];
  for (const feature of official)
    if (!isAsTwin.official.has(feature.id)) listed.push(withOthers(findingOf(feature)));
  const only: Finding[] = [];
  for (const feature of community)
    if (!isAsTwin.community.has(feature.id) && !matchOfCommunity.has(feature.id))
      only.push(
        withOthers({
          official: null,
          community: feature,
          others: NOBODY,
          match: null,
          discrepancies: alone.community,
        }),
      );
  return [
    ...sortByText(listed, ({ official }) => official!.id),
    ...sortByText(only, ({ community }) => community!.id),
  ];
};
