import type { LonLat } from '../../core/feature.ts';

/** Whether degrees are a position at all. */
export const onEarth = ([lon, lat]: LonLat): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
