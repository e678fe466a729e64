import { readFileSync } from 'node:fs';
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
