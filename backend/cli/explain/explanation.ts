import { compareText } from '../../core/compare-text.ts';
import type { Discrepancy, Finding } from '../../core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, Side } from '../../core/feature.ts';
import type { Balance, Evidence, IdentifierConflict, MatchResult, Refused } from '../../core/match/match.ts';
import { metresToFeature } from '../../core/metres-to-feature.ts';
import type { Compared } from '../match/compare-files.ts';

/** A pair that was weighed for a feature, and what came of it. */
export type Weighed = Readonly<{
  /** The id of the other side's feature. */
  other: string;
  name: string | null;
  outcome: 'match' | 'possible' | Refused['because'];
  probability: number;
  /** metres */
  distance: number;
  evidence: readonly Evidence[];
  balance: Balance;
  /** Whom the other one was given to instead, and how probably. */
  takenBy: Readonly<{ id: string; name: string | null; probability: number }> | null;
}>;

/** All that the comparison of two files says about one feature. */
export type Explanation = Readonly<{
  side: Side;
  id: string;
  name: string | null;
  at: LonLat;
  /** `not-compared`: it lies outside what both files cover. */
  verdict: 'match' | 'possible' | 'none' | 'not-compared';
  /** Its pair (several, where one may have several), else its best candidate, if any. */
  weighed: readonly Weighed[];
  /** The nearest feature of the other side, however far (metres); null where there is none. */
  nearest: Readonly<{ id: string; name: string | null; distance: number }> | null;
  /** Features of the other side whose best candidate this was, and which were refused; the most probable first. */
  refusedFor: readonly Readonly<{
    id: string;
    name: string | null;
    probability: number;
    because: Refused['because'];
  }>[];
  conflicts: readonly IdentifierConflict[];
  /** Ids of the same side that describe the same place, this one left out. */
  duplicates: readonly string[];
  discrepancies: readonly Discrepancy[];
}>;

const nameOf = (feature: Feature | undefined): string | null => feature?.tags['name'] ?? null;

/** The sides on which an id is found: one, as a rule. Official first; none where there is no such feature. */
export const explanationsOf = (id: string, compared: Compared): readonly Explanation[] =>
  (['official', 'community'] as const).flatMap(side => {
    const feature = compared[side].features.find(one => one.id === id);
    return feature ? [explanationOf(feature, compared)] : [];
  });

const explanationOf = (feature: Feature, compared: Compared): Explanation => {
  const { side, id, at } = feature;
  const otherSide = side === 'official' ? 'community' : 'official';
  const { result, findings } = compared.comparison;
  const others = new Map(compared[otherSide].features.map(one => [one.id, one]));

  const pairs = result.matches.filter(match => match[side] === id);
  const refusals = result.refused.filter(one => one.side === side && one.id === id);
  const weighed: readonly Weighed[] = [
    ...pairs.map(
      (match): Weighed => ({
        other: match[otherSide],
        name: nameOf(others.get(match[otherSide])),
        outcome: match.verdict,
        probability: match.probability,
        distance: match.distance,
        evidence: match.evidence,
        balance: match.balance,
        takenBy: null,
      }),
    ),
    ...(pairs.length > 0 ? [] : refusals).map(
      (one): Weighed => ({
        other: one.candidate,
        name: nameOf(others.get(one.candidate)),
        outcome: one.because,
        probability: one.probability,
        distance: one.distance,
        evidence: one.evidence,
        balance: one.balance,
        takenBy: takerOf(one.candidate, otherSide, side, result, compared),
      }),
    ),
  ].sort((a, b) => b.probability - a.probability);

  const compares = findings.some(({ official, community, others: more }) =>
    [official, community, ...more].some(one => one?.side === side && one.id === id),
  );
  const group = result.duplicates[side].find(({ keep, others: more }) => keep === id || more.includes(id));
  return {
    side,
    id,
    name: nameOf(feature),
    at,
    verdict:
      pairs.length > 0
        ? pairs.some(({ verdict }) => verdict === 'match')
          ? 'match'
          : 'possible'
        : compares
          ? 'none'
          : 'not-compared',
    weighed,
    nearest: nearestOf(feature, compared[otherSide].features),
    refusedFor: result.refused
      .filter(one => one.side === otherSide && one.candidate === id)
      .map(one => ({
        id: one.id,
        name: nameOf(others.get(one.id)),
        probability: one.probability,
        because: one.because,
      }))
      .sort((a, b) => b.probability - a.probability || compareText(a.id, b.id)),
    conflicts: result.conflicts.filter(conflict => conflict[side] === id),
    duplicates: group ? [group.keep, ...group.others].filter(one => one !== id) : [],
    discrepancies: findings.flatMap(finding =>
      finding.discrepancies.filter(found => isAbout(found, finding, side, id)),
    ),
  };
};

const nearestOf = (feature: Feature, others: readonly Feature[]): Explanation['nearest'] => {
  let best: Explanation['nearest'] = null;
  for (const other of others) {
    const distance =
      feature.side === 'official' ? metresToFeature(feature.at, other) : metresToFeature(other.at, feature);
    if (!best || distance < best.distance) best = { id: other.id, name: nameOf(other), distance };
  }
  return best;
};

/** Whether what is wrong with a place is wrong with this feature: its own place's, or it is named as a double or a candidate. */
const isAbout = (found: Discrepancy, finding: Finding, side: Side, id: string): boolean =>
  finding[side]?.id === id ||
  (found.kind === 'duplicate' && found.side === side && found.others.includes(id)) ||
  (found.kind === 'possible-match' && side === 'community' && found.candidate === id);

/** Who was paired with a candidate. */
const takerOf = (
  candidate: string,
  candidateSide: Side,
  side: Side,
  { matches }: MatchResult,
  compared: Compared,
): Weighed['takenBy'] => {
  const match = matches.find(one => one[candidateSide] === candidate);
  if (!match) return null;
  const taker = compared[side].features.find(one => one.id === match[side]);
  return { id: match[side], name: nameOf(taker), probability: match.probability };
};
