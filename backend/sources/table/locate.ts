import type { LonLat } from '../../core/feature.ts';
import type { RejectionReason } from '../../core/snapshot/snapshot.ts';
import type { Transform } from '../crs/transform.ts';
import type { Coordinate } from './coordinate.ts';

/** A position in degrees, or why there is none. `swapped`: it would be one with the two coordinates exchanged. */
export type Located = LonLat | Readonly<{ reason: RejectionReason; found?: string; swapped?: true }>;

/** Null: the coordinates are degrees already. */
export type ToDegrees = Transform | null;

/** degrees; a system is used somewhat beyond its area of use, but not further than this */
const BEYOND = 2;

const inRange = (lon: number, lat: number): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

const inArea = ([lon, lat]: LonLat, transform: Transform): boolean => {
  if (!Number.isFinite(lon) || !Number.isFinite(lat) || !inRange(lon, lat)) return false;
  if (transform.area === null) return true;
  const [west, south, east, north] = transform.area;
  const eastwards =
    west <= east
      ? lon >= west - BEYOND && lon <= east + BEYOND
      : lon >= west - BEYOND || lon <= east + BEYOND;
  return eastwards && lat >= south - BEYOND && lat <= north + BEYOND;
};

/** Seven decimals are a centimetre, and what OSM keeps. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

const outOfRange = (x: number, y: number, swapped: boolean): Located => {
  const found = `${x}, ${y}`;
  return swapped ? { reason: 'out-of-range', found, swapped } : { reason: 'out-of-range', found };
};

/** Judges one position. Zero on both axes of a national grid is what software writes where it knows none. */
export const located = (x: Coordinate, y: Coordinate, transform: ToDegrees): Located => {
  if (x === 'missing' || y === 'missing') return { reason: 'no-coordinates' };
  if (x === 'unreadable' || y === 'unreadable') return { reason: 'bad-coordinates' };
  if (transform === null) {
    if (inRange(x, y)) return [x, y];
    return outOfRange(x, y, inRange(y, x));
  }
  if (x === 0 && y === 0 && transform.projected) return { reason: 'no-coordinates', found: `${x}, ${y}` };
  const at = transform.toDegrees(x, y);
  if (inArea(at, transform)) return [rounded(at[0]), rounded(at[1])];
  return outOfRange(x, y, inArea(transform.toDegrees(y, x), transform));
};
