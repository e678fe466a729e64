/** Whom a file is for, by which it is known who may take it and what is in it. */
export type Audience = 'map' | 'wikidata' | 'agency' | 'tools';
type About = Readonly<{ for: Audience; contentType: string; ending: string }>;

/**
 * What settled answers can be written as. Files for the map hand their edits over to whoever takes them; those for tools have everything,
 * and are anybody's; the others leave for others' work, in our name.
 */
export const ABOUT_FORMATS = {
  osc: { for: 'map', contentType: 'application/xml', ending: '.osc' },
  // JOSM opens .osm files; the doubled ending keeps it apart from a plain extract.
  josm: { for: 'map', contentType: 'application/xml', ending: '.josm.osm' },
  // A line is a task; .geojsonl would not be taken there.
  maproulette: { for: 'map', contentType: 'application/geo+json-seq', ending: '.maproulette.geojson' },
  quickstatements: { for: 'wikidata', contentType: 'text/plain', ending: '.quickstatements.txt' },
  corrections: { for: 'agency', contentType: 'text/csv', ending: '.corrections.csv' },
  geojson: { for: 'tools', contentType: 'application/geo+json', ending: '.geojson' },
  csv: { for: 'tools', contentType: 'text/csv', ending: '.csv' },
} as const satisfies Readonly<Record<string, About>>;

export type Format = keyof typeof ABOUT_FORMATS;
export const FORMATS = Object.keys(ABOUT_FORMATS) as [Format, ...Format[]];
/** Those for one audience. */
export type FormatFor<A extends Audience> = {
  [F in Format]: (typeof ABOUT_FORMATS)[F]['for'] extends A ? F : never;
}[Format];

export const isFor = <A extends Audience>(format: Format, audience: A): format is FormatFor<A> =>
  ABOUT_FORMATS[format].for === audience;
