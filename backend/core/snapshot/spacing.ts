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

/** The points in columns, from south to north as nearly as a number that also holds their own tells. */
const northwards = (points: readonly LonLat[]): Readonly<{ lat: Float64Array; xyz: Float64Array }> => {
  const count = points.length;
  // Numbers alone are sorted ten times faster than rows of a table: each is made of the latitude and of whose it is.
  const steps = Math.floor(2 ** 52 / count / 181);
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = Math.floor((points[i]![1] + 90) * steps) * count + i;
  keys.sort();
  const [lon, lat] = [new Float64Array(count), new Float64Array(count)];
  for (let n = 0; n < count; n++) [lon[n], lat[n]] = points[keys[n]! % count]!;
  return { lat, xyz: onSphere(lon, lat) };
};

/** Each so many-th of the points, from west to east and, of equal longitude, from south to north. */
const evenly = (points: readonly LonLat[], step: number): readonly LonLat[] => {
  const lons = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) lons[i] = points[i]![0];
  lons.sort();
  const lats = new Map<number, number[]>();
  for (let i = 0; i < lons.length; i += step) lats.set(lons[i]!, []);
  for (const at of points) lats.get(at[0])?.push(at[1]);
  for (const list of lats.values()) list.sort((a, b) => a - b);
  const chosen: LonLat[] = [];
  let first = 0;
  for (let i = 0; i < lons.length; i += step) {
    const lon = lons[i]!;
    if (lons[first] !== lon) first = lons.indexOf(lon, first);
    chosen.push([lon, lats.get(lon)![i - first]!]);
  }
  return chosen;
};

/** degrees; more than `northwards` may be wrong in its order, also for a billion points */
const SLIP = 1e-3;

/**
 * Metres from a place to the k-th nearest of the points, or `enough` where it is nearer than that: a crowd at one spot is
 * not walked through.
 */
const reachAt = (points: ReturnType<typeof northwards>, k: number, enough: number) => {
  const { lat, xyz } = points;
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
  const reachOf = reachAt(northwards(points), wanted + 1, SPACING.least);
  const reaches = Float64Array.from(evenly(points, step), reachOf).sort();
  return reaches[Math.floor(SPACING.share * (reaches.length - 1))]!;
};
