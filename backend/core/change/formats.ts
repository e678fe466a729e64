/** What settled answers can be written as: osmChange, JOSM's own XML, and two for people and other programs. */
export const FORMATS = ['osc', 'josm', 'geojson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];
