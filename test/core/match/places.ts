import type { Feature, Side, Tags } from '../../../backend/core/feature.ts';

/** Metres east and north of a point in Brussels. */
export const place = (side: Side, id: string, east: number, north: number, tags: Tags = {}): Feature => ({
  side,
  id,
  at: [4.35 + east / (111_195 * Math.cos((50.85 * Math.PI) / 180)), 50.85 + north / 111_195],
  tags,
});
export const official = (id: string, east: number, north: number, tags: Tags = {}): Feature =>
  place('official', id, east, north, tags);
export const community = (id: string, east: number, north: number, tags: Tags = {}): Feature =>
  place('community', id, east, north, tags);

/** Towns to name things after. */
export const TOWNS = [
  'Aalst',
  'Brugge',
  'Charleroi',
  'Dinant',
  'Eupen',
  'Gent',
  'Hasselt',
  'Ieper',
  'Jette',
  'Kortrijk',
];

/** Names that are alike in part, or told apart by a number. */
export const ALIKE = [
  'Nord',
  'Sud',
  'Caserne Nord',
  'Gare du Midi',
  'Zuidstation',
  'Station 7',
  'Station 8',
  'Café Nord',
  'Ster',
];
