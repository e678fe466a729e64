/** What the publisher of a dataset allows, by name. `unknown` allows nothing. */
export const LICENCES = [
  'CC0-1.0',
  'PDDL-1.0',
  'public-domain',
  'Licence-Ouverte-2.0',
  'OGL-UK-2.0',
  'OGL-UK-3.0',
  'Modellicentie-Gratis-Hergebruik',
  'ODbL-1.0',
  'CC-BY-4.0',
  'CC-BY-NC',
  'CC-BY-ND',
  'OSM',
  'Wikidata',
  /** Seen or known by the volunteer, given under the contribution terms. */
  'observation',
  /** Traced from imagery: the layer's own terms decide. */
  'imagery',
  /** Made up by us for a sample: goes nowhere in production. */
  'fictional',
  'unknown',
] as const;
export type Licence = (typeof LICENCES)[number];

export const DESTINATIONS = ['osm', 'wikidata', 'agency', 'public-file', 'internal'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Where one value (a position or a tag value) comes from. It travels with the value through answers and merges. */
export type Origin = Readonly<{
  licence: Licence;
  /** Who to name: "SNCB/NMBS open data, 2024-05". */
  attribution?: string;
  /** With licence `imagery`: the id of the layer, and where its terms allow a derived value to go. */
  layer?: Readonly<{ id: string; may: readonly Destination[] }>;
}>;

/** What a publisher said beyond the licence, kept on file by staff. */
export type Statement = Readonly<{ licence: Licence; to: Destination; url: string; note?: string }>;
