import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Feature, LonLat, Side, Tags } from '../backend/core/feature.ts';
import { metres } from '../backend/core/geo.ts';

/** Two sides of which the true pairs are known. */
export type LabelledSet = Readonly<{
  name: string;
  official: readonly Feature[];
  community: readonly Feature[];
  isTrue: (official: string, community: string) => boolean;
  /** Official ids that have a true counterpart. */
  paired: ReadonlySet<string>;
}>;

type Dock = Readonly<{ geometry: { coordinates: LonLat }; properties: Record<string, string> }>;

/** FeatureCollections, one a line, with a byte-order mark. */
const docksIn = (file: string): readonly Dock[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map(line => line.slice(line.indexOf('{')).trim())
    .filter(line => line.startsWith('{'))
    .flatMap(line => JSON.parse(line).features as Dock[]);

/** Metres; the truth of the docks: one number within this distance is one dock. */
const SAME_DOCK = 300;

/** Cities whose bike docks are there. */
export const cities = (data: string): readonly string[] => {
  const folder = join(data, 'bike-docks');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter(city => existsSync(join(folder, city, 'official.geojsonl')))
        .sort()
    : [];
};

/** Bike docks of one city; the operator's number is the truth and hidden, or shown as `ref`. */
export const bikeDocks = (data: string, city: string, refs: 'hidden' | 'visible' = 'hidden'): LabelledSet => {
  const number = new Map<string, string>();
  const read = (file: string, side: Side): readonly Feature[] =>
    docksIn(join(data, 'bike-docks', city, file)).map(({ geometry, properties }, row) => {
      const { address = '', ...rest } = properties;
      const id = `${side === 'official' ? '#' : 'node/'}${row + 1}`;
      number.set(id, address);
      const tags: Tags = refs === 'visible' ? { ...rest, ref: address } : rest;
      return { side, id, at: geometry.coordinates, tags };
    });
  const official = read('official.geojsonl', 'official');
  const community = read('osm.geojson', 'community');
  const places = new Map([...official, ...community].map(({ id, at }) => [id, at]));
  const isTrue = (a: string, b: string): boolean =>
    number.get(a) === number.get(b) && metres(places.get(a)!, places.get(b)!) <= SAME_DOCK;
  const byNumber = new Map<string, Feature[]>();
  for (const dock of community) {
    const own = number.get(dock.id)!;
    byNumber.set(own, [...(byNumber.get(own) ?? []), dock]);
  }
  const paired = official.filter(({ id }) =>
    byNumber.get(number.get(id)!)?.some(other => isTrue(id, other.id)),
  );
  return {
    name: `bike docks ${city}, refs ${refs}`,
    official,
    community,
    isTrue,
    paired: new Set(paired.map(({ id }) => id)),
  };
};

/** Places of two lists, with pairs of them of which it is known whether they are one place. */
export type PairSet = Readonly<{
  name: string;
  official: readonly Feature[];
  community: readonly Feature[];
  pairs: readonly Readonly<{ official: string; community: string; isTrue: boolean }>[];
}>;

const PAIRS = 'matching-pairs';
const VALID = /^(?<name>.+)-valid\.txt$/u;

/** Names of the sets of labelled pairs that are there; of each the half that is for validation. */
export const pairSets = (data: string): readonly string[] => {
  const folder = join(data, PAIRS);
  return existsSync(folder)
    ? readdirSync(folder)
        .flatMap(file => VALID.exec(file)?.groups?.['name'] ?? [])
        .sort()
    : [];
};

/** `COL name VAL Al Dente COL latitude VAL 55.96 …`; keys as they are in OSM. */
const readRecord = (text: string): Readonly<{ at: LonLat; tags: Tags }> => {
  const fields = new Map<string, string>();
  for (const part of text.trim().split(/(?:^|\s)COL\s/u)) {
    const [, key = '', value = ''] = /^(\S+)\s+VAL\s?(.*)$/su.exec(part) ?? [];
    if (value.trim() !== '') fields.set(key, value.trim());
  }
  const tags = Object.fromEntries(
    [...fields]
      .filter(([key]) => key !== 'latitude' && key !== 'longitude')
      .map(([key, value]) => [key === 'postalCode' ? 'addr:postcode' : key, value]),
  );
  return { at: [Number(fields.get('longitude')), Number(fields.get('latitude'))], tags };
};

/** One set of labelled pairs: a line is left, right and label, with tabs between; equal records are one place. */
export const labelledPairs = (data: string, name: string): PairSet => {
  const sides = { official: new Map<string, Feature>(), community: new Map<string, Feature>() };
  const featureOf = (side: Side, text: string): string => {
    const key = text.trim();
    const known = sides[side].get(key);
    if (known) return known.id;
    const id = `${side === 'official' ? '#' : 'node/'}${sides[side].size + 1}`;
    sides[side].set(key, { side, id, ...readRecord(key) });
    return id;
  };
  const pairs = readFileSync(join(data, PAIRS, `${name}-valid.txt`), 'utf8')
    .split('\n')
    .map(line => line.split('\t'))
    .filter(fields => fields.length === 3)
    .map(([left = '', right = '', label = '']) => ({
      official: featureOf('official', left),
      community: featureOf('community', right),
      isTrue: label.trim() === '1',
    }));
  return { name, official: [...sides.official.values()], community: [...sides.community.values()], pairs };
};
