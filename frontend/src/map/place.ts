/** Degrees. */
export type LonLat = readonly [lon: number, lat: number];
export type Box = readonly [west: number, south: number, east: number, north: number];
