import type { Bbox } from './feature.ts';

const DEGREES = /^[+-]?(\d{1,3}(\.\d*)?|\.\d+)$/;

/**
 * `W,S,E,N` in degrees: a box that may be as small as a point, and may cross the antimeridian (W > E). Null where it is none on
 * Earth, or no plain decimals.
 */
export function readBox(text: string): Bbox | null {
  const parts = text.split(',').map(part => part.trim());
  if (parts.length !== 4 || !parts.every(part => DEGREES.test(part))) return null;
  const [west, south, east, north] = parts.map(Number) as [number, number, number, number];
  const onEarth = Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && north <= 90;
  return onEarth && south <= north ? [west, south, east, north] : null;
}

/** Whether the box holds more than a line or a point. */
export const hasArea = ([west, south, east, north]: Bbox): boolean => south < north && west !== east;
