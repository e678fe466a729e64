import type { Challenge } from '../challenge/challenge.ts';
import type { Bbox, Feature, LonLat, Side } from '../feature.ts';
import { boxOf } from '../geo.ts';
import type { Match, MatchResult } from '../match/match.ts';
import { matchFeatures } from '../match/match-features.ts';
import type { MatchOptions } from '../match/match-options.ts';
import { commonExtent, type SpokeBefore } from '../snapshot/common-extent.ts';
import { covers } from '../snapshot/coverage.ts';
import type { Coverage, Snapshot, Warning } from '../snapshot/snapshot.ts';
import { lookSwapped } from '../snapshot/swapped.ts';
import type { Finding } from './discrepancy.ts';
import { findingsOf } from './findings-of.ts';
import { noticed } from './noticed.ts';

export type CompareRules = Pick<Challenge, 'match' | 'rules' | 'classes'> &
  Readonly<{ labels?: MatchOptions['labels'] }>;

export type Comparison = Readonly<{
  /**
   * One for each place, by official id, then community id (places without an official feature come last). Every
   * feature that was compared is in one: as its own side, or in `others` as a duplicate or a possible match. Without
   * discrepancies where the two sides agree, and where no rule asks about what is wrong.
   */
  findings: readonly Finding[];
  result: MatchResult;
  /** Where absence was taken to mean something. */
  coverage: Coverage;
  compared: Readonly<{
    /** Around all features that were compared. */
    box: Bbox;
    official: number;
    community: number;
    /** Features that lie outside what both sides cover and have no partner inside. */
    cutOfficial: number;
    cutCommunity: number;
  }>;
  warnings: readonly Warning[];
  /** Pairs, and (`none`) features of either side without a partner. */
  verdicts: Readonly<{ match: number; possible: number; none: number }>;
  /** How many of those that were compared have no partner, by side. */
  alone: Readonly<Record<Side, number>>;
  /** Discrepancies by kind. */
  kinds: Readonly<Record<string, number>>;
}>;

/** metres; the widest radius of the challenge, its classes included */
const widestRadius = ({ match, classes }: CompareRules): number =>
  Math.max(match.radius, ...(classes?.classes ?? []).map(({ radius }) => radius ?? 0));

/** Features of one side that are in the coverage or have a partner. */
const compared = (
  features: readonly Feature[],
  matches: readonly Match[],
  side: Side,
  coverage: Coverage,
): readonly Feature[] => {
  const outside = new Set(features.filter(({ at }) => !covers(coverage, at)));
  if (outside.size === 0) return features;
  const paired = new Set(matches.map(match => match[side]));
  return features.filter(feature => !outside.has(feature) || paired.has(feature.id));
};

function* positionsOf(...sides: readonly (readonly Feature[])[]): Generator<LonLat> {
  for (const side of sides) for (const { at } of side) yield at;
}

const farBeyond = (side: Side, kept: number, cut: number): readonly Warning[] =>
  cut > 0 ? [{ kind: 'far-beyond-the-other-side', side, kept, cut }] : [];

/** How many features of each side are in a pair, of pairs by official id; a community feature is in one at most. */
const pairedIn = (matches: readonly Match[]): Record<Side, number> => {
  let official = 0;
  for (let n = 0; n < matches.length; n++)
    if (n === 0 || matches[n]!.official !== matches[n - 1]!.official) official++;
  return { official, community: matches.length };
};

/**
 * Compares two snapshots by a challenge's rules: the extent they have in common, who matches whom, what is wrong. `area`
 * was drawn by a person; `before` has what earlier snapshots of the same sources spoke about, as far as they passed
 * their guards: a silent source still covers it. Reports shares of the work from 0 to 1. Same inputs, same output.
 */
export const compare = (
  rules: CompareRules,
  official: Snapshot,
  community: Snapshot,
  area?: Coverage,
  onProgress?: (share: number) => void,
  before?: SpokeBefore,
): Comparison => {
  const begun = beginComparison(rules, official, community, area, before);
  return begun.end(matchFeatures(begun.official, begun.community, begun.options, onProgress));
};

/** A comparison but for the matching, which may be done elsewhere: of what, how, and what follows from its result. */
export type BegunComparison = Readonly<{
  official: readonly Feature[];
  community: readonly Feature[];
  options: Partial<MatchOptions>;
  end: (result: MatchResult) => Comparison;
}>;

export const beginComparison = (
  rules: CompareRules,
  official: Snapshot,
  community: Snapshot,
  area?: Coverage,
  before?: SpokeBefore,
): BegunComparison => {
  const extent = commonExtent(official, community, widestRadius(rules), area, before);
  const { match, classes, labels } = rules;
  const options = { ...match, ...(classes && { classes }), ...(labels && { labels }) };
  const end = (result: MatchResult): Comparison =>
    comparisonOf(rules, official, community, extent, area, result);
  return { official: extent.official, community: extent.community, options, end };
};

const comparisonOf = (
  rules: CompareRules,
  official: Snapshot,
  community: Snapshot,
  extent: ReturnType<typeof commonExtent>,
  area: Coverage | undefined,
  result: MatchResult,
): Comparison => {
  const { coverage } = extent;
  const ours = compared(extent.official, result.matches, 'official', coverage);
  const theirs = compared(extent.community, result.matches, 'community', coverage);
  const findings = findingsOf(rules, ours, theirs, result);

  const cutOfficial = official.features.length - ours.length;
  const cutCommunity = community.features.length - theirs.length;
  const kinds: Record<string, number> = {};
  for (const { discrepancies } of findings)
    for (const { kind } of discrepancies) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const possible = result.matches.filter(({ verdict }) => verdict === 'possible').length;
  const paired = pairedIn(result.matches);
  const alone = {
    official: ours.length - paired.official,
    community: theirs.length - paired.community,
  };

  return {
    findings,
    result,
    coverage,
    compared: {
      box: boxOf(positionsOf(ours, theirs)) ?? [0, 0, 0, 0],
      official: ours.length,
      community: theirs.length,
      cutOfficial,
      cutCommunity,
    },
    warnings: [
      ...lookSwapped(official, community),
      ...noticed(result),
      ...(area ? [] : farBeyond('official', ours.length, cutOfficial)),
      ...(area ? [] : farBeyond('community', theirs.length, cutCommunity)),
    ],
    verdicts: {
      match: result.matches.length - possible,
      possible,
      none: alone.official + alone.community,
    },
    alone,
    kinds,
  };
};
