import { METRES_PER_DEGREE, metres, wrap } from '../../../backend/core/geo.ts';
import { type Wind, windOf } from '../../../backend/core/wind.ts';
import type { LonLat } from '../map/place.ts';

/** Where a place lies from another: metres, and the wind of a compass. */
export function compass(from: LonLat, to: LonLat): Readonly<{ metres: number; wind: Wind }> {
  const east = wrap(to[0] - from[0]) * METRES_PER_DEGREE * Math.cos((from[1] * Math.PI) / 180);
  const north = (to[1] - from[1]) * METRES_PER_DEGREE;
  return { metres: metres(from, to), wind: windOf(east, north) };
}
