import type { LonLat } from '../../core/feature.ts';
import { inRing } from '../../core/geo.ts';

/** A way of a relation: its ends tell what it joins to. */
export type Piece = Readonly<{ first: string; last: string; points: readonly LonLat[] }>;

/** A position as text; ways that meet share a node, so their positions are equal. */
export const endOf = ([lon, lat]: LonLat): string => `${lon},${lat}`;

/** Joins pieces end to end into closed rings; null when something remains open. */
export const joinRings = (pieces: readonly Piece[]): LonLat[][] | null => {
  const left = [...pieces];
  const rings: LonLat[][] = [];
  while (left.length > 0) {
    const start = left.shift()!;
    const ring = [...start.points];
    let end = start.last;
    while (end !== start.first) {
      const next = left.findIndex(piece => piece.first === end || piece.last === end);
      if (next < 0) return null;
      const [piece] = left.splice(next, 1);
      const forward = piece!.first === end;
      const points = forward ? piece!.points : [...piece!.points].reverse();
      ring.push(...points.slice(1));
      end = forward ? piece!.last : piece!.first;
    }
    if (ring.length < 4) return null;
    rings.push(ring);
  }
  return rings;
};

/** Puts every inner ring into the outer one around it; one that lies in none is left out. */
export const polygonsOf = (outer: readonly LonLat[][], inner: readonly LonLat[][]): LonLat[][][] => {
  const polygons = outer.map(ring => [ring]);
  for (const hole of inner) {
    const around = polygons.find(([ring]) => hole.some(point => inRing(point, ring!)));
    around?.push(hole);
  }
  return polygons;
};
