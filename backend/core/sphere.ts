import { EARTH_RADIUS } from './geo.ts';

const RADIANS = Math.PI / 180;

/** Where points (degrees) are on the unit sphere: x, y, z of each, one after the other. */
export const onSphere = (
  lon: ArrayLike<number>,
  lat: ArrayLike<number>,
  xyz: Float64Array = new Float64Array(3 * lon.length),
): Float64Array => {
  for (let i = 0; i < lon.length; i++) {
    const cos = Math.cos(lat[i]! * RADIANS);
    xyz[3 * i] = cos * Math.cos(lon[i]! * RADIANS);
    xyz[3 * i + 1] = cos * Math.sin(lon[i]! * RADIANS);
    xyz[3 * i + 2] = Math.sin(lat[i]! * RADIANS);
  }
  return xyz;
};

/** Squared chord of the unit sphere for metres along the surface; 4 is as far as it gets. */
export const chord2Of = (metres: number): number =>
  (2 * Math.sin(Math.min(Math.PI / 2, metres / EARTH_RADIUS / 2))) ** 2;

/** Metres along the surface for a squared chord of the unit sphere. */
export const metresOf = (chord2: number): number =>
  2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord2) / 2));
