import type { Feature, LonLat } from '../feature.ts';
import { metres, metresToFeature } from '../geo.ts';
import { LIMITS } from './match-options.ts';
import { around, type Found, found, type SphereIndex, sphereIndex } from './sphere-index.ts';

/** Pairs worth comparing, those of official i from start[i] to start[i + 1]. */
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

/** Community features by how far their shapes reach from their points, so that a huge one does not slow down all others. */
type Layer = Readonly<{ index: SphereIndex; reach: number }>;

const REACHES = [0, 50, 500, 5_000, 50_000, Number.POSITIVE_INFINITY];

/** metres from the point of a feature to the furthest vertex of its shape */
const reachOf = ({ at, shape }: Feature): number => {
  if (!shape) return 0;
  let furthest = 0;
  const visit = (part: readonly unknown[]): void => {
    if (typeof part[0] === 'number') furthest = Math.max(furthest, metres(at, part as unknown as LonLat));
    else for (const inner of part as readonly (readonly unknown[])[]) visit(inner);
  };
  visit(shape.coordinates);
  return furthest;
};

const layersOf = (community: readonly Feature[]): readonly Layer[] => {
  const at = community.map(feature => feature.at);
  const reaches = Float64Array.from(community, reachOf);
  return REACHES.flatMap((limit, l) => {
    const above = l === 0 ? -1 : REACHES[l - 1]!;
    const which: number[] = [];
    let reach = 0;
    for (let j = 0; j < reaches.length; j++)
      if (reaches[j]! > above && reaches[j]! <= limit) {
        which.push(j);
        reach = Math.max(reach, reaches[j]!);
      }
    return which.length > 0 ? [{ index: sphereIndex(at, which), reach }] : [];
  });
};

/** A list of numbers that grows; plain arrays of millions of numbers are slow to fill. */
const growing = (capacity: number) => {
  let values = new Float64Array(capacity);
  let length = 0;
  return {
    push(value: number): void {
      if (length === values.length) {
        const larger = new Float64Array(2 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    get length() {
      return length;
    },
    values: () => values.subarray(0, length),
  };
};

/**
 * For each official feature the community features within its radius, nearest first, and those `far` names for it. Where
 * a place is so crowded that not all within the radius can be kept, `crowded` may name more that are worth it.
 */
export const candidates = (
  official: readonly Feature[],
  community: readonly Feature[],
  radii: Float64Array,
  far: (official: number) => readonly number[],
  crowded: (official: number) => readonly number[],
  onProgress: (share: number) => void,
): Candidates => {
  const layers = layersOf(community);
  const into: Found = found(LIMITS.candidates);
  const start = new Uint32Array(official.length + 1);
  const nearby = new Float64Array(official.length);
  const pairs = { community: growing(1024), metres: growing(1024), far: growing(1024) };

  const near: number[] = [];
  const apart: number[] = [];
  for (let i = 0; i < official.length; i++) {
    const at = official[i]!.at;
    const radius = radii[i]!;
    near.length = 0;
    apart.length = 0;
    let count = 0;
    for (const { index, reach } of layers) {
      around(index, at, radius + reach, into);
      let within = 0;
      let furthest = 0;
      for (let f = 0; f < into.count; f++) {
        const j = into.items[f]!;
        const distance = reach === 0 ? into.metres[f]! : metresToFeature(at, community[j]!);
        if (into.metres[f]! > furthest) furthest = into.metres[f]!;
        if (distance > radius) continue;
        within++;
        near.push(j);
        apart.push(distance);
      }
      const full = into.count === LIMITS.candidates;
      count += full
        ? Math.min(index.items.length, within * ((radius + reach) / Math.max(1, furthest)) ** 2)
        : within;
    }
    nearby[i] = count;
    const isCrowded = near.length >= LIMITS.candidates;
    for (const j of isCrowded ? crowded(i) : []) {
      const distance = metresToFeature(at, community[j]!);
      if (distance > radius || near.includes(j)) continue;
      near.push(j);
      apart.push(distance);
    }
    const order = near.map((_, n) => n);
    if (near.length > 1) order.sort((a, b) => apart[a]! - apart[b]! || near[a]! - near[b]!);
    for (const n of order) {
      pairs.community.push(near[n]!);
      pairs.metres.push(apart[n]!);
      pairs.far.push(0);
    }
    for (const j of far(i)) {
      if (near.includes(j)) continue;
      pairs.community.push(j);
      pairs.metres.push(metresToFeature(at, community[j]!));
      pairs.far.push(1);
    }
    start[i + 1] = pairs.community.length;
    if (i % 8192 === 0) onProgress(i / official.length);
  }
  const of = new Uint32Array(pairs.community.length);
  for (let i = 0; i < official.length; i++) of.fill(i, start[i]!, start[i + 1]!);
  return {
    start,
    official: of,
    community: Uint32Array.from(pairs.community.values()),
    metres: pairs.metres.values().slice(),
    far: Uint8Array.from(pairs.far.values()),
    nearby,
  };
};
