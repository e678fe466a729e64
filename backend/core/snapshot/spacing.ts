import type { LonLat } from '../feature.ts';
import { METRES_PER_DEGREE } from '../geo.ts';
import { chord2Of, metresOf, onSphere } from '../sphere.ts';

const SPACING = {
  /** neighbours that a feature has within its spacing; the third steps over a twin and a pair */
  neighbours: 3,
  /** share of the features that have theirs within it; the rest lies alone (islands, slips of the pen) */
  share: 0.9,
  /** features that are looked at, evenly over the sorted positions: enough to tell a share to two in a hundred */
  sample: 2000,
  /** metres; where a single feature says nothing about spacing, and the least that is ever given back */
  alone: 10_000,
  least: 500,
} as const;

/** Points in columns, from south to north by steps of latitude; those of one step stay in their order. */
type Northwards = Readonly<{ step: Float64Array; lon: Float64Array; lat: Float64Array; xyz: Float64Array }>;

const northwards = (points: readonly LonLat[]): Northwards => {
  const count = points.length;
  // Numbers alone are sorted ten times faster than rows of a table: each is made of the latitude and of whose it is.
  const steps = Math.floor(2 ** 52 / count / 181);
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = Math.floor((points[i]![1] + 90) * steps) * count + i;
  keys.sort();
  const [lon, lat] = [new Float64Array(count), new Float64Array(count)];
  for (let n = 0; n < count; n++) {
    const at = points[keys[n]! % count]!;
    lon[n] = at[0];
    lat[n] = at[1];
    keys[n] = Math.floor(keys[n]! / count);
  }
  return { step: keys, lon, lat, xyz: onSphere(lon, lat) };
};

/** Each so many-th of the points from south to north and, within a step of latitude, from west to east. */
const evenly = ({ step, lon, lat }: Northwards, by: number): readonly LonLat[] => {
  const chosen: LonLat[] = [];
  let [first, end] = [0, 0];
  let lons = lon;
  let south = 0;
  for (let n = 0; n < step.length; n += by) {
    if (n >= end) {
      while (step[first] !== step[n]) first++;
      for (end = n + 1; step[end] === step[n]; ) end++;
      lons = lon.slice(first, end).sort();
      south = lat.subarray(first, end).reduce((a, b) => Math.min(a, b));
    }
    chosen.push([lons[n - first]!, south]);
  }
  return chosen;
};

/** degrees; more than `northwards` may be wrong in its order, also for a billion points */
const SLIP = 1e-3;

/**
 * Metres from a place to the k-th nearest of the points, or `enough` where it is nearer than that: a crowd at one spot is
 * not walked through.
 */
const reachAt = ({ lat, xyz }: Northwards, k: number, enough: number) => {
  const nearest = new Float64Array(k);
  const least = chord2Of(enough);
  return ([lon, north]: LonLat): number => {
    const [x = 0, y = 0, z = 0] = onSphere([lon], [north]);
    nearest.fill(Number.POSITIVE_INFINITY);
    let reach = 180;
    /** False where no point further on can be among the nearest. */
    const look = (i: number): boolean => {
      if (Math.abs(lat[i]! - north) > reach || nearest[k - 1]! <= least) return false;
      const [dx, dy, dz] = [xyz[3 * i]! - x, xyz[3 * i + 1]! - y, xyz[3 * i + 2]! - z];
      const chord2 = dx * dx + dy * dy + dz * dz;
      if (chord2 >= nearest[k - 1]!) return true;
      let at = k - 1;
      for (; at > 0 && nearest[at - 1]! > chord2; at--) nearest[at] = nearest[at - 1]!;
      nearest[at] = chord2;
      if (nearest[k - 1]! <= 4) reach = metresOf(nearest[k - 1]!) / METRES_PER_DEGREE + SLIP;
      return true;
    };
    let above = lowerBound(lat, north);
    let below = above - 1;
    for (let [up, down] = [true, true]; up || down; ) {
      up &&= above < lat.length && look(above++);
      down &&= below >= 0 && look(below--);
    }
    return Math.max(enough, metresOf(nearest[k - 1]!));
  };
};

/** Where a value belongs among ascending ones, as nearly as these ascend. */
const lowerBound = (values: Float64Array, value: number): number => {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
};

/**
 * Metres within which most features of a dataset have a few neighbours: how far one must walk from one to the next.
 * The same for any order of the features.
 */
export const spacingOf = (points: readonly LonLat[]): number => {
  const wanted = Math.min(SPACING.neighbours, points.length - 1);
  if (wanted < 1) return SPACING.alone;
  const step = Math.max(1, Math.floor(points.length / SPACING.sample));
  // A point is its own nearest one.
  const sorted = northwards(points);
  const reachOf = reachAt(sorted, wanted + 1, SPACING.least);
  const reaches = Float64Array.from(evenly(sorted, step), reachOf).sort();
  return reaches[Math.floor(SPACING.share * (reaches.length - 1))]!;
};
