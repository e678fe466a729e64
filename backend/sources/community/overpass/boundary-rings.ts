import type { LonLat } from '../../../core/feature.ts';
import { endOf, joinRings, type Piece } from '../rings.ts';

/** Members of a boundary with their points, null for one that is not there. */
export type Outline = readonly Readonly<{
  type: string;
  role: string;
  points?: readonly (LonLat | null)[];
}>[];

/** The rings of a boundary, outer and inner alike (they count even-odd); null where they are not all there and closed. */
export function boundaryRings(outline: Outline): LonLat[][] | null {
  const rings: LonLat[][] = [];
  for (const roles of [['outer', ''], ['inner']]) {
    const pieces: Piece[] = [];
    for (const { type, role, points = [] } of outline) {
      if (type !== 'way' || !roles.includes(role)) continue;
      const known = points.filter(point => point !== null);
      if (known.length < points.length || known.length < 2) return null;
      pieces.push({ first: endOf(known[0]!), last: endOf(known.at(-1)!), points: known });
    }
    const joined = joinRings(pieces);
    if (joined === null) return null;
    rings.push(...joined);
  }
  return rings.length > 0 ? rings : null;
}
