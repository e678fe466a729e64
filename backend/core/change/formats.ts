/**
 * What settled answers can be written as: osmChange, JOSM's own XML, MapRoulette's tasks, statements for Wikidata, corrections for
 * the agency, and two for people and other programs.
 */
export const FORMATS = [
  'osc',
  'josm',
  'maproulette',
  'quickstatements',
  'corrections',
  'geojson',
  'csv',
] as const;
export type Format = (typeof FORMATS)[number];

const FOR_THE_MAP = ['osc', 'josm', 'maproulette'] as const satisfies readonly Format[];
export type FormatForTheMap = (typeof FOR_THE_MAP)[number];

/** Files with which an edit goes into the map: taking one hands the edits over. */
export const isForTheMap = (format: Format): format is FormatForTheMap =>
  (FOR_THE_MAP as readonly Format[]).includes(format);

/** Files of everything for anybody's own tools; the others leave for others' work, in our name, and are not everybody's to take. */
export const isForTools = (format: Format): format is 'geojson' | 'csv' =>
  format === 'geojson' || format === 'csv';
