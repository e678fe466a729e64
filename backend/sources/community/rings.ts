import type { LonLat } from '../../core/feature.ts';
import { inRing } from '../../core/geo.ts';

/** A way of a relation: its ends tell what it joins to. */
export type Piece = Readonly<{ first: string; last: string; points: readonly LonLat[] }>;

/** A position as text; ways that meet share a node, so their positions are equal. */
export const endOf = ([lon, lat]: LonLat): string => `${lon},${lat}`;

/** The pieces that have an end, the first of them last. */
const byEnd = (pieces: readonly Piece[]): ReadonlyMap<string, Piece[]> => {
  const at = new Map<string, Piece[]>();
  for (const piece of pieces.toReversed()) {
    for (const end of new Set([piece.first, piece.last])) {
      const list = at.get(end);
      if (list === undefined) at.set(end, [piece]);
      else list.push(piece);
    }
  }
  return at;
};

/** Joins pieces end to end into closed rings; null when something remains open. */
export const joinRings = (pieces: readonly Piece[]): LonLat[][] | null => {
  // By their ends, and not one by one: a relation may have tens of thousands of pieces.
  const at = byEnd(pieces);
  const taken = new Set<Piece>();
  const next = (end: string): Piece | undefined => {
    const list = at.get(end) ?? [];
    let piece = list.pop();
    while (piece !== undefined && taken.has(piece)) piece = list.pop();
    return piece;
  };
  const rings: LonLat[][] = [];
  for (const start of pieces) {
    if (taken.has(start)) continue;
    taken.add(start);
    const ring = [...start.points];
    let end = start.last;
    while (end !== start.first) {
      const piece = next(end);
      if (piece === undefined) return null;
      taken.add(piece);
      const forward = piece.first === end;
      const points = forward ? piece.points : [...piece.points].reverse();
      for (let i = 1; i < points.length; i++) ring.push(points[i]!);
      end = forward ? piece.last : piece.first;
    }
    if (ring.length < 4) return null;
    rings.push(ring);
  }
  return rings;
};

/** Square degrees; to tell which of two rings is the smaller one. */
const size = (ring: readonly LonLat[]): number => {
  let twice = 0;
  let [x1, y1] = ring.at(-1) ?? [0, 0];
  for (const [x2, y2] of ring) {
    twice += x1 * y2 - x2 * y1;
    x1 = x2;
    y1 = y2;
  }
  return Math.abs(twice) / 2;
};

/**
 * Puts every inner ring into the outer one around it, the smallest where there are several (an island in a lake on an
 * island); one that lies in none is left out.
 */
export const polygonsOf = (outer: readonly LonLat[][], inner: readonly LonLat[][]): LonLat[][][] => {
  const polygons = outer.map(ring => [ring]);
  if (inner.length === 0) return polygons;
  const bySize = polygons
    .map(polygon => ({ polygon, size: size(polygon[0]!) }))
    .toSorted((a, b) => a.size - b.size);
  for (const hole of inner) {
    const least = size(hole);
    const around = bySize.find(
      ({ polygon, size }) => size >= least && hole.some(point => inRing(point, polygon[0]!)),
    );
    around?.polygon.push(hole);
  }
  return polygons;
};
