import type { Feature, LonLat } from '../../feature.ts';
import { metresToFeature } from '../../metres-to-feature.ts';
import { metresOf } from '../../sphere.ts';
import { float64, uint8, uint32 } from '../columns/columns.ts';
import { filled, type Growing, growingFloat64, growingUint32, push, reserve } from '../columns/growing.ts';
import { LIMITS } from '../match-options.ts';
import { inOrder, type Nearest, nearest } from './nearest.ts';
import type { Places } from './places.ts';
import { lookAround, type Rows } from './rows.ts';

/** Pairs worth comparing, those of official i from start[i] to start[i + 1], nearest first. */
export type Candidates = Readonly<{
  start: Uint32Array;
  official: Uint32Array;
  community: Uint32Array;
  /** from the official point to the community shape */
  metres: Float64Array;
  /** 1 where the pair is further apart than the radius and stands for a shared identifier only */
  far: Uint8Array;
  /** How many community features lie within the radius of each official one, more than are kept included (estimated). */
  nearby: Float64Array;
}>;

/** The feature that a number of the community's stands for, with its shape. */
export type ShapeOf = (community: number) => Pick<Feature, 'at' | 'shape'>;

/** Items from the nearest on, of equally near ones the first by number; as many as it holds. */
type ByDistance = { readonly items: Uint32Array; readonly metres: Float64Array; count: number };

const byDistance = (capacity: number): ByDistance => ({
  items: new Uint32Array(capacity),
  metres: new Float64Array(capacity),
  count: 0,
});

const keep = (into: ByDistance, item: number, distance: number): void => {
  const { items, metres } = into;
  const isAfter = (at: number): boolean =>
    metres[at]! < distance || (metres[at] === distance && items[at]! < item);
  if (into.count === items.length) {
    if (isAfter(into.count - 1)) return;
    into.count--;
  }
  let at = into.count++;
  for (; at > 0 && !isAfter(at - 1); at--) {
    items[at] = items[at - 1]!;
    metres[at] = metres[at - 1]!;
  }
  items[at] = item;
  metres[at] = distance;
};

/**
 * For each of some official places, from and to (left out), the community's within its radius (metres), as many of the
 * nearest as are worth it. Officials are numbered from `from` in the result, the community's as in `rows`.
 */
export const candidates = (
  official: Pick<Places, 'lon' | 'lat'>,
  [from, to]: readonly [number, number],
  rows: readonly Rows[],
  radii: Float64Array,
  shapeOf: ShapeOf,
): Candidates => {
  const count = to - from;
  const start = uint32(count + 1);
  const nearby = float64(count);
  const points = nearest(LIMITS.candidates);
  const shapes = nearest(LIMITS.shapes);
  const community = growingUint32(4 * count);
  const metres = growingFloat64(4 * count);
  const best = byDistance(rows.length * LIMITS.candidates);
  const own = byDistance(LIMITS.candidates);
  const onlyPoints = rows.length === 1 && rows[0]!.reach === 0;
  for (let i = 0; i < count; i++) {
    const lon = official.lon[from + i]!;
    const lat = official.lat[from + i]!;
    const radius = radii[from + i]!;
    if (onlyPoints) nearby[i] = nearestPoints(rows[0]!, lon, lat, radius, points, community, metres);
    else {
      best.count = 0;
      for (const layer of rows)
        nearby[i]! += nearestIn(
          layer,
          [lon, lat],
          radius,
          layer.reach === 0 ? points : shapes,
          shapeOf,
          own,
          best,
        );
      for (let n = 0; n < best.count; n++) {
        push(community, best.items[n]!);
        push(metres, best.metres[n]!);
      }
    }
    start[i + 1] = community.length;
  }
  const of = uint32(community.length);
  for (let i = 0; i < count; i++) of.fill(i, start[i]!, start[i + 1]!);
  return {
    start,
    official: of,
    community: filled(community),
    metres: filled(metres),
    far: uint8(community.length),
    nearby,
  };
};

/** Adds the nearest points of a layer that has nothing else, and says how many there are (estimated, where not all are kept). */
const nearestPoints = (
  layer: Rows,
  lon: number,
  lat: number,
  radius: number,
  into: Nearest,
  community: Growing<Uint32Array>,
  metres: Growing<Float64Array>,
): number => {
  into.count = 0;
  into.offered = 0;
  const all = lookAround(layer, lon, lat, radius, into);
  inOrder(into);
  const { items, chord2, count } = into;
  const numbers = reserve(community, count);
  const distances = reserve(metres, count);
  let at = community.length;
  for (let f = 0; f < count; f++) {
    const distance = metresOf(chord2[f]!);
    if (!(distance <= radius)) continue;
    numbers[at] = layer.items[items[f]!]!;
    distances[at++] = distance;
  }
  const within = at - community.length;
  community.length = at;
  metres.length = at;
  const furthest = count === 0 ? 0 : metresOf(chord2[count - 1]!);
  return all ? into.offered : estimated(layer, within, into, radius, furthest);
};

/** Keeps the nearest of a layer in `best`, and says how many there are (estimated, where not all are looked at). */
const nearestIn = (
  layer: Rows,
  at: LonLat,
  radius: number,
  into: Nearest,
  shapeOf: ShapeOf,
  own: ByDistance,
  best: ByDistance,
): number => {
  into.count = 0;
  into.offered = 0;
  own.count = 0;
  const all = lookAround(layer, at[0], at[1], radius, into);
  let within = 0;
  let furthest = 0;
  for (let f = 0; f < into.count; f++) {
    const j = layer.items[into.items[f]!]!;
    const point = metresOf(into.chord2[f]!);
    const distance = layer.reach === 0 ? point : metresToFeature(at, shapeOf(j));
    if (point > furthest) furthest = point;
    if (!(distance <= radius)) continue;
    within++;
    keep(own, j, distance);
  }
  for (let n = 0; n < own.count; n++) keep(best, own.items[n]!, own.metres[n]!);
  return all && layer.reach === 0 ? into.offered : estimated(layer, within, into, radius, furthest);
};

/** How many are within the radius, where those looked at are as many as can be: as dense all over as they are. */
const estimated = (
  { whole, reach }: Rows,
  within: number,
  { count, items }: Nearest,
  radius: number,
  furthest: number,
): number =>
  count < items.length ? within : Math.min(whole, within * ((radius + reach) / Math.max(1, furthest)) ** 2);
