import { wrap } from '../../../backend/core/geo.ts';
import type { Box } from '../map/place.ts';

/** Decimals of a degree: about a metre. */
const DIGITS = 5;

/** What a map shows, as the server takes a box: within the one world, west of its east unless it crosses the antimeridian. */
export function askedBox([west, south, east, north]: Box): Box {
  const [w, e] = east - west >= 360 ? [-180, 180] : [turned(west), turned(east)];
  const cut = (degrees: number) => Number(degrees.toFixed(DIGITS));
  return [cut(w), cut(Math.max(-90, south)), cut(e), cut(Math.min(90, north))];
}

const turned = (lon: number): number => (Math.abs(lon) <= 180 ? lon : wrap(lon));
