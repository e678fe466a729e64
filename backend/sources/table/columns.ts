export type Row = Readonly<Record<string, unknown>>;
export type PointColumns = Readonly<{ x: string; y: string }>;

/** Words of a column name: lower case, no accents, and no type behind it in brackets. */
const wordsOf = (column: string): readonly string[] =>
  column
    .replace(/\s*\([^)]*\)\s*$/u, '')
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '');

// English, French, Dutch and German words for the two axes; German ones also as written without umlauts.
const LON = new Set([
  'lon',
  'long',
  'lng',
  'longitude',
  'longitud',
  'longitudine',
  'lengtegraad',
  'langengrad',
  'laengengrad',
  'geolange',
  'geolaenge',
]);
const LAT = new Set(['lat', 'latitude', 'latitud', 'latitudine', 'breedtegraad', 'breitengrad', 'geobreite']);
const X = new Set([
  'x',
  'easting',
  'eastings',
  'rechtswert',
  'ostwert',
  'xcoord',
  'xcoordinate',
  'coordx',
  'coordonneex',
  'xkoord',
  'xlambert',
  'xl93',
  'x72',
  'xrd',
  'pointx',
  'gpsx',
  'xwgs84',
  'wgs84x',
]);
const Y = new Set([
  'y',
  'northing',
  'northings',
  'hochwert',
  'nordwert',
  'ycoord',
  'ycoordinate',
  'coordy',
  'coordonneey',
  'ykoord',
  'ylambert',
  'yl93',
  'y72',
  'yrd',
  'pointy',
  'gpsy',
  'ywgs84',
  'wgs84y',
]);

/** What remains of the name when the word for the axis is taken out; null where it has none. Short remainders come first. */
const remainder = (column: string, axis: ReadonlySet<string>): string | null => {
  const words = wordsOf(column);
  if (axis.has(words.join(''))) return '';
  const at = words.findIndex(word => axis.has(word));
  return at < 0 ? null : words.toSpliced(at, 1).join(' ');
};

const pairs = (
  columns: readonly string[],
  xs: ReadonlySet<string>,
  ys: ReadonlySet<string>,
): PointColumns[] => {
  const found: { x: string; y: string; rest: string }[] = [];
  for (const x of columns) {
    const rest = remainder(x, xs);
    if (rest === null) continue;
    const y = columns.find(column => column !== x && remainder(column, ys) === rest);
    if (y !== undefined) found.push({ x, y, rest });
  }
  return found.sort((a, b) => a.rest.length - b.rest.length).map(({ x, y }) => ({ x, y }));
};

/** Pairs of columns that are named like longitude and latitude, the plainest name first. */
export const degreeColumns = (columns: readonly string[]): readonly PointColumns[] =>
  pairs(columns, LON, LAT);

/** Pairs of columns that are named like easting and northing. */
export const gridColumns = (columns: readonly string[]): readonly PointColumns[] => pairs(columns, X, Y);

const POINT =
  /^(?:geo ?point(?: 2d)?|geopoint2d|coordinates|coordonnees(?: geo| gps)?|coordonneesxy|latlon|latlng|lat lon|lat lng|gps|geo|geom|the geom|geometry|wkt|location|localisation|geolocalisation)$/u;

/** Columns that may hold both coordinates at once: Opendatasoft's `geo_point_2d`, WKT, "lat, lon". */
export const wholePointColumns = (columns: readonly string[]): readonly string[] =>
  columns.filter(column => POINT.test(wordsOf(column).join(' ')));

const IDENTIFIERS = [
  'id',
  '@id',
  'fid',
  'gml id',
  'ref',
  'uuid',
  'guid',
  'objectid',
  'object id',
  'globalid',
  'identifier',
  'identifiant',
  'identificatie',
  'kennung',
  'code',
];

/** Columns that are named like a row's identifier, the likeliest first. */
export const identifierColumns = (columns: readonly string[]): readonly string[] => {
  const rank = (column: string): number =>
    IDENTIFIERS.indexOf(column.startsWith('@') ? column.toLowerCase() : wordsOf(column).join(' '));
  const named = columns.filter(column => rank(column) >= 0).sort((a, b) => rank(a) - rank(b));
  const first = columns[0];
  if (first === undefined || named.includes(first)) return named;
  // `stop_id`, `station id`, `URI`: a table mostly begins with its key.
  return /^(?:id|uri|uuid)$/u.test(wordsOf(first).at(-1) ?? '') ? [...named, first] : named;
};

const NAMES = [
  'name',
  'nom',
  'naam',
  'libelle',
  'bezeichnung',
  'benaming',
  'designation',
  'denomination',
  'intitule',
  'label',
  'titre',
  'title',
  'titel',
  'nombre',
  'nome',
];
const NAME_WORDS = new Set(NAMES.slice(0, 8));
/** Words that make it the name of something else than the row's place. */
const OTHERS = new Set(
  'dept departement department commune com city ville town gemeinde gemeente municipality municipalite region province provincie kreis land country pays street rue voie straat strasse ort plaats epci canton arrondissement result user file contact person first last owner operator exploitant gestionnaire organisation organization org company layer type class category categorie groupe group source zone area district agency iso code'.split(
    ' ',
  ),
);
const LANGUAGE = /^(?:en|fr|nl|de)$/u;

/**
 * The column that holds the place's name: one of the usual words, in a language or not; else one with such a word in it
 * (`hospital_name`), unless its other words say that it names a town or a person. Null where there is none.
 */
export const nameColumn = (columns: readonly string[]): string | null => {
  const known = columns.map(column => ({ column, words: wordsOf(column) }));
  for (const name of NAMES) {
    const found = known.find(({ words }) => words.length === 1 && words[0] === name);
    if (found) return found.column;
  }
  for (const language of ['en', 'fr', 'nl', 'de']) {
    const found = known.find(
      ({ words }) =>
        words.length === 2 && words.some(w => w === language) && words.some(w => NAME_WORDS.has(w)),
    );
    if (found) return found.column;
  }
  const part = known.find(
    ({ words }) =>
      words.some(w => NAME_WORDS.has(w)) &&
      !words.some(w => OTHERS.has(w)) &&
      !words.some(w => LANGUAGE.test(w)),
  );
  return part?.column ?? null;
};
