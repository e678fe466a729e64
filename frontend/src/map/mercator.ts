/** Beyond this latitude web Mercator ends. */
const LAST = 85.051128;

/** Degrees in web Mercator: from 0 in the west to 1 in the east, from 0 in the north to 1 in the south. */
export function mercator(lon: number, lat: number): [number, number] {
  const sine = Math.sin((Math.max(-LAST, Math.min(LAST, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}
