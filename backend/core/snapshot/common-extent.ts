import type { Feature, LonLat, Side } from '../feature.ts';
import { covers, inferCoverage, inferOutline } from './coverage.ts';
import { nearby } from './nearby.ts';
import type { Coverage, Snapshot } from './snapshot.ts';

const EXTENT = {
  /** share of a dataset outside what the other side covers, above which it reaches far beyond it: the other is a part */
  farBeyond: 0.1,
} as const;

/** What each side is known to have spoken about before, by a snapshot that its guards let pass: positions of features. */
export type SpokeBefore = Readonly<Partial<Record<Side, readonly LonLat[]>>>;

/**
 * Where both sides speak, and which features may be matched. Those outside the coverage may be partners of one inside,
 * but their being alone says nothing.
 */
export type CommonExtent = Readonly<{
  coverage: Coverage;
  official: readonly Feature[];
  community: readonly Feature[];
}>;

type Sided = Pick<Snapshot, 'side' | 'coverage' | 'features'>;

const outside = (coverage: Coverage, features: readonly Feature[]): number =>
  features.reduce((n, { at }) => (covers(coverage, at) ? n : n + 1), 0);

const reachesFarBeyond = (features: readonly Feature[], coverage: Coverage): boolean =>
  outside(coverage, features) > EXTENT.farBeyond * features.length;

/**
 * What a silent side speaks about. When the other side reaches far beyond it, it is a part cut out of a larger region,
 * and its edge is taken to be sharp; otherwise the two are about the same region, and the edge is taken generously,
 * since a place that is missing near the edge is missing all the same.
 */
const inferAgainst = (silent: Sided, other: Sided, before: readonly LonLat[] = []): Coverage => {
  const generous = inferCoverage(silent.features, before);
  return reachesFarBeyond(other.features, generous) ? inferOutline(silent.features, before) : generous;
};

const allOf = (of: readonly Coverage[]): Coverage => (of.length === 1 ? of[0]! : { kind: 'all-of', of });

/**
 * Where a comparison may say that something is absent. A stated coverage counts as stated; `area` (drawn by a person)
 * stands for both sides; where neither is there, what the features show.
 */
const commonCoverage = (
  official: Sided,
  community: Sided,
  area?: Coverage,
  before: SpokeBefore = {},
): Coverage => {
  const stated = [area, official.coverage, community.coverage].filter(c => c !== undefined && c !== null);
  if (area) return allOf(stated);
  const inferred = [
    ...(official.coverage ? [] : [inferAgainst(official, community, before.official)]),
    ...(community.coverage ? [] : [inferAgainst(community, official, before.community)]),
  ];
  return allOf([...stated, ...inferred]);
};

/**
 * The features of one side that take part: those inside; of the others, all while they are few (a row with its digits
 * turned round is found again by its identifier), else only those within `radius` metres of a feature inside.
 */
const takePart = (
  features: readonly Feature[],
  others: readonly Feature[],
  coverage: Coverage,
  radius: number,
  drawn: boolean,
): readonly Feature[] => {
  if (!drawn && !reachesFarBeyond(features, coverage)) return features;
  const near = nearby(others.filter(({ at }) => covers(coverage, at)).map(({ at }) => at));
  return features.filter(({ at }) => covers(coverage, at) || near(at, radius).length > 0);
};

/** What two snapshots can be compared on. `radius` in metres: how far apart two features of one place may lie. */
export const commonExtent = (
  official: Sided,
  community: Sided,
  radius: number,
  area?: Coverage,
  before: SpokeBefore = {},
): CommonExtent => {
  const coverage = commonCoverage(official, community, area, before);
  const drawn = area !== undefined;
  return {
    coverage,
    official: takePart(official.features, community.features, coverage, radius, drawn),
    community: takePart(community.features, official.features, coverage, radius, drawn),
  };
};
