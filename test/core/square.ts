import type { LonLat } from '../../backend/core/feature.ts';

/** A closed ring around a place; degrees. */
export const square = (lon: number, lat: number, half: number): LonLat[] => [
  [lon - half, lat - half],
  [lon + half, lat - half],
  [lon + half, lat + half],
  [lon - half, lat + half],
  [lon - half, lat - half],
];
