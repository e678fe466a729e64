import type { LonLat, Shape, Tags } from './feature.ts';

/** Closed ways of these are lines in OSM, unless `area=yes` (https://wiki.openstreetmap.org/wiki/Key:area). */
const LINES = ['highway', 'barrier', 'railway', 'waterway', 'aerialway', 'power', 'route'] as const;

const isArea = (tags: Tags): boolean => {
  if (tags['area'] === 'yes' || tags['building'] !== undefined) return true;
  return tags['area'] !== 'no' && !LINES.some(key => tags[key] !== undefined);
};

/** What a way draws: two points at least. `closed`: it ends where it begins, and no point of it is missing. */
export const wayShape = (tags: Tags, points: readonly LonLat[], closed: boolean): Shape =>
  closed && points.length >= 4 && isArea(tags)
    ? { type: 'Polygon', coordinates: [points] }
    : { type: 'LineString', coordinates: points };
