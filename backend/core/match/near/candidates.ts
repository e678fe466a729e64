import type { Feature } from '../../feature.ts';
import { metresToFeature } from '../../metres-to-feature.ts';
import { metresOf } from '../../sphere.ts';
import { float64, uint8, uint32 } from '../columns/columns.ts';
import { filled, growingFloat64, growingUint32, push } from '../columns/growing.ts';
import { LIMITS } from '../match-options.ts';
import { nearest } from './nearest.ts';
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
  onProgress: (share: number) => void = () => {},
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
  for (let i = 0; i < count; i++) {
    const [lon, lat, radius] = [official.lon[from + i]!, official.lat[from + i]!, radii[from + i]!];
    best.count = 0;
    for (const layer of rows) {
      const into = layer.reach === 0 ? points : shapes;
      into.count = 0;
      into.offered = 0;
      own.count = 0;
      const all = lookAround(layer, lon, lat, radius, into);
      let within = 0;
      let furthest = 0;
      for (let f = 0; f < into.count; f++) {
        const j = layer.items[into.items[f]!]!;
        const point = metresOf(into.chord2[f]!);
        const distance = layer.reach === 0 ? point : metresToFeature([lon, lat], shapeOf(j));
        if (point > furthest) furthest = point;
        if (!(distance <= radius)) continue;
        within++;
        keep(own, j, distance);
      }
      for (let n = 0; n < own.count; n++) keep(best, own.items[n]!, own.metres[n]!);
      if (all && layer.reach === 0) nearby[i]! += into.offered;
      else if (into.count < into.items.length) nearby[i]! += within;
      else
        nearby[i]! += Math.min(layer.whole, within * ((radius + layer.reach) / Math.max(1, furthest)) ** 2);
    }
    for (let n = 0; n < best.count; n++) {
      push(community, best.items[n]!);
      push(metres, best.metres[n]!);
    }
    start[i + 1] = community.length;
    if (i % 8192 === 0) onProgress(i / count);
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
