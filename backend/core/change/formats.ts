/** What settled answers can be written as: osmChange, JOSM's own XML, and two for people and other programs. */
export const FORMATS = ['osc', 'josm', 'geojson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** Files with which an edit goes into the map: taking one hands the edits over. */
export const isForTheMap = (format: Format): format is 'osc' | 'josm' =>
  format === 'osc' || format === 'josm';
