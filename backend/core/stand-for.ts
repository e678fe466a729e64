import type { LonLat, Shape } from './feature.ts';
import { aroundOrigin, metres, partsOf, wrap, type XY } from './geo.ts';

type Ring = readonly LonLat[];

/** Halfway along a line. */
const halfway = (line: Ring): LonLat => {
  const lengths = line.slice(1).map((at, i) => metres(line[i] ?? at, at));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    const [from, to] = [line[i]!, line[i + 1]!];
    if (left <= length && length > 0) {
      const share = left / length;
      return [wrap(from[0] + wrap(to[0] - from[0]) * share), from[1] + (to[1] - from[1]) * share];
    }
    left -= length;
  }
  return line[0]!;
};

/** Twice the signed area, and the centroid, of a flat ring. */
const centroid = (ring: readonly XY[]): Readonly<{ area: number; x: number; y: number }> => {
  let [area, x, y] = [0, 0, 0];
  let [x1, y1] = ring.at(-1) ?? [0, 0];
  for (const [x2, y2] of ring) {
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
    x1 = x2;
    y1 = y2;
  }
  return { area, x: x / (3 * area), y: y / (3 * area) };
};

/** The middle of the widest stretch of a horizontal line that lies inside the rings; null where none does. */
const widest = (rings: readonly (readonly XY[])[], y: number): XY | null => {
  const crossings: number[] = [];
  for (const ring of rings) {
    let [x1, y1] = ring.at(-1) ?? [0, 0];
    for (const [x2, y2] of ring) {
      if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
      x1 = x2;
      y1 = y2;
    }
  }
  crossings.sort((a, b) => a - b);
  let best: readonly [number, number] | null = null;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const stretch = [crossings[i]!, crossings[i + 1]!] as const;
    if (!best || stretch[1] - stretch[0] > best[1] - best[0]) best = stretch;
  }
  return best && [(best[0] + best[1]) / 2, y];
};

/** The centroid where it lies inside, else a point inside at the height of the middle. */
const within = (rings: readonly Ring[]): Readonly<{ at: LonLat; size: number }> => {
  const [lon0, lat0] = rings[0]![0]!;
  const squeeze = Math.cos((lat0 * Math.PI) / 180) || 1;
  const flat = rings.map(ring => ring.map(([lon, lat]): XY => [wrap(lon - lon0) * squeeze, lat - lat0]));
  const { area, x, y } = centroid(flat[0]!);
  const heights = flat[0]!.map(([, height]) => height);
  const low = heights.reduce((a, b) => Math.min(a, b));
  const high = heights.reduce((a, b) => Math.max(a, b));
  const inside =
    area !== 0 &&
    flat.filter(ring => aroundOrigin(ring.map(([px, py]) => [px - x, py - y]))).length % 2 === 1;
  const [px, py] = inside ? [x, y] : (widest(flat, (low + high) / 2) ?? flat[0]![0]!);
  return { at: [wrap(lon0 + px / squeeze), lat0 + py], size: Math.abs(area) * squeeze };
};

/**
 * A point that stands for a shape: inside an area (the largest of several), halfway along a line (the longest of
 * several). A shape without a single coordinate is a RangeError.
 */
export const standFor = (shape: Shape): LonLat => {
  const { areas, lines } = partsOf(shape);
  const candidates = [
    ...areas.filter(rings => rings[0]?.length).map(within),
    ...lines
      .filter(line => line.length > 0)
      .map(line => ({
        at: halfway(line),
        size: line.slice(1).reduce((sum, at, i) => sum + metres(line[i]!, at), 0),
      })),
  ];
  const [first, ...rest] = candidates;
  if (!first) throw new RangeError(`${shape.type} without coordinates`);
  return rest.reduce((best, candidate) => (candidate.size > best.size ? candidate : best), first).at;
};
