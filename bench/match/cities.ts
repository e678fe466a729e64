import type { Feature, LonLat, Side } from '../../backend/core/feature.ts';
import { METRES_PER_DEGREE } from '../../backend/core/geo.ts';
import { seeded } from '../seeded.ts';

/** What cities are made of. Two shares say how hard the data is: how many places have a partner, and how many of those its name. */
export type Cities = Readonly<{
  official: number;
  community: number;
  /** Mean number of community places within `radius` of a place. */
  nearby: number;
  /** metres */
  radius: number;
  /** Share of official places that the community has. */
  paired: number;
  /** Share of those that bear the name there, in one of the ways in which people write it. */
  named: number;
  seed?: number;
}>;

export type CitiesPair = Readonly<{
  official: readonly Feature[];
  community: readonly Feature[];
  /** Official id to the community id of the same place. */
  truth: ReadonlyMap<string, string>;
}>;

/** Community places of a city; metres of noise of most pairs and of every tenth; degrees between two cities. */
const CITY = { places: 12_000, noise: 15, far: 90, apart: 0.6 };

const KINDS =
  'Restaurant Café Apotheke School Bakkerij Hôtel Bibliothèque Garage Tandarts Kapper Slagerij Bank'.split(
    ' ',
  );
const SYLLABLES =
  'ba bel bru cha cor da del dor fau ga gra hal han jo ka lan lou mar mer mo neu nor per pra ro sa tel val ver wes'.split(
    ' ',
  );
const SHORT: Readonly<Record<string, string>> = {
  Restaurant: 'Rest.',
  Bibliothèque: 'Bib.',
  Café: 'Cafe',
  Hôtel: 'HOTEL',
};

/** A text in one piece, as whoever reads a file has it; one that was put together is put together when it is first read. */
const asRead = (text: string): string => Buffer.from(text).toString();

/**
 * Two datasets in cities as dense as asked for, evenly spread over round cities. Names are a kind and one or two words, and
 * words are as unequally common as in life (Zipf): a city has many a Café Central.
 */
export const citiesPair = (spec: Cities): CitiesPair => {
  const next = seeded(spec.seed ?? 1);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const most = Math.max(spec.official, spec.community);
  const vocabulary = Array.from({ length: Math.max(60, Math.round(most / 5)) }, (_, n) => {
    const text = Array.from(
      { length: 2 + (n % 2) },
      () => SYLLABLES[Math.floor(next() * SYLLABLES.length)],
    ).join('');
    return text[0]!.toUpperCase() + text.slice(1);
  });
  const word = (): string => vocabulary[Math.floor(vocabulary.length ** next()) - 1] ?? vocabulary[0]!;
  const kind = (): string => KINDS[Math.floor(KINDS.length * next() ** 2)]!;
  const name = (): string => (next() < 0.4 ? `${kind()} ${word()}` : `${kind()} ${word()} ${word()}`);

  const perCity = Math.min(CITY.places, Math.max(1, spec.community));
  const cities = Math.max(1, Math.round(spec.community / perCity));
  const size = spec.radius * Math.sqrt(spec.community / cities / spec.nearby);
  const columns = Math.ceil(Math.sqrt(cities));
  const moved = ([lon, lat]: LonLat, east: number, north: number): LonLat => [
    lon + east / METRES_PER_DEGREE / Math.cos((lat * Math.PI) / 180),
    lat + north / METRES_PER_DEGREE,
  ];
  const somewhere = (): LonLat => {
    const city = Math.floor(next() * cities);
    const [x, y] = [city % columns, Math.floor(city / columns)];
    const [away, angle] = [size * Math.sqrt(next()), 2 * Math.PI * next()];
    const middle: LonLat = [-5 + 1.5 * CITY.apart * x, 42 + CITY.apart * y];
    return moved(middle, away * Math.cos(angle), away * Math.sin(angle));
  };
  const asWrittenElsewhere = (text: string): string => {
    const [first = '', ...rest] = text.split(' ');
    const way = next();
    if (way < 0.5) return text;
    if (way < 0.65) return [SHORT[first] ?? first, ...rest].join(' ');
    if (way < 0.8) return [...rest, first].join(' ');
    if (way < 0.9) return rest.join(' ');
    return text.replace(/.(?=.$)/u, '');
  };
  const feature = (side: Side, id: string, at: LonLat, text: string | null): Feature => ({
    side,
    id,
    at,
    tags: text === null ? { amenity: 'place' } : { amenity: 'place', name: asRead(text) },
  });

  const official: Feature[] = [];
  const community: Feature[] = [];
  const truth = new Map<string, string>();
  for (let n = 0; n < spec.official; n++) {
    const [at, text] = [somewhere(), name()];
    official.push(feature('official', `F${n}`, at, text));
    if (next() >= spec.paired || community.length >= spec.community) continue;
    const id = `node/${community.length}`;
    truth.set(`F${n}`, id);
    const noise = next() < 0.9 ? CITY.noise : CITY.far;
    const there = next() < spec.named ? asWrittenElsewhere(text) : next() < 0.5 ? null : name();
    community.push(feature('community', id, moved(at, normal() * noise, normal() * noise), there));
  }
  while (community.length < spec.community)
    community.push(feature('community', `node/${community.length}`, somewhere(), name()));
  return { official, community, truth };
};
