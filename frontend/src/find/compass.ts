import { METRES_PER_DEGREE, metres, wrap } from '../../../backend/core/geo.ts';
import type { LonLat } from '../map/place.ts';

/** Clockwise. */
export const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type Wind = (typeof WINDS)[number];

/** Where a place lies from another: metres, and the wind of a compass. */
export function compass(from: LonLat, to: LonLat): Readonly<{ metres: number; wind: Wind }> {
  const east = wrap(to[0] - from[0]) * METRES_PER_DEGREE * Math.cos((from[1] * Math.PI) / 180);
  const north = (to[1] - from[1]) * METRES_PER_DEGREE;
  const eighth = Math.round((Math.atan2(east, north) / Math.PI) * 4);
  return { metres: metres(from, to), wind: WINDS[(eighth + 8) % 8]! };
}
