import type { Flags } from '../flags.ts';
import type { Cities } from './cities.ts';

/** metres */
export const RADIUS = 500;

/** Who agrees with whom: official lists that the map knows nearly all of, and others. */
export const MIXES = {
  agreeing: { paired: 0.95, named: 0.9 },
  usual: { paired: 0.6, named: 0.7 },
  strange: { paired: 0.05, named: 0.5 },
} as const;

/** Sizes and repeats of one run of the benchmark; everything follows from the places a side of the files. */
export type Plan = Readonly<{
  repeat: number;
  files: number;
  /** Places a side that turf is tried on: its time grows with the square. */
  turf: number;
  /** The matching without files, and PostGIS's join on the same points. */
  alone: Cities;
  /** Places a side, growing. */
  growth: readonly number[];
}>;

export const planOf = ({ count = 50_000, repeat, quick = false }: Flags): Plan => ({
  repeat: repeat ?? (quick ? 1 : 3),
  files: count,
  turf: Math.min(count, quick ? 500 : 2_000),
  alone: { official: 2 * count, community: 20 * count, nearby: 30, radius: RADIUS, ...MIXES.agreeing },
  growth: [0.2, 0.6, 2, 6, 20].filter(share => !quick || share <= 2).map(share => Math.ceil(share * count)),
});

/** Of the growth: fewer neighbours than the rest, so that a million places a side have memory for their pairs. */
export const growing = (count: number): Cities => ({
  official: count,
  community: count,
  nearby: 8,
  radius: RADIUS,
  ...MIXES.usual,
});
