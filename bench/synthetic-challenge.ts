import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Challenge } from '../backend/core/challenge/challenge.ts';
import type { RunInputs } from '../backend/store/tables.ts';
import { fireStationsSample } from '../challenges/fire-stations/sample.ts';
import { type SyntheticPlace, syntheticPair } from './synthetic.ts';

export type SyntheticChallenge = Readonly<{ challenge: Challenge; inputs: RunInputs }>;

/** What a task is made of. */
export const TASKS = {
  /** Whatever is not within a metre, and every other name: more tasks than official places. */
  many: { share: 0.7, tolerance: 1, names: true },
  /** Nine places in ten are on the map, near enough: about one official place in five has a task. */
  usual: { share: 0.9, tolerance: 100, names: false },
} as const;

/** A challenge over two made-up files of `count` places each. */
export function syntheticChallenge(
  folder: string,
  id: string,
  count: number,
  seed: number,
  { share, tolerance, names }: (typeof TASKS)[keyof typeof TASKS] = TASKS.many,
): SyntheticChallenge {
  const { official, community } = syntheticPair(count, seed, share);
  const inputs = { official: join(folder, `${id}.csv`), community: join(folder, `${id}.osm`) };
  writeFileSync(inputs.official, officialCsv(official));
  writeFileSync(inputs.community, communityXml(community));
  const fictional = { licence: 'fictional', attribution: 'Made up for a benchmark' } as const;
  const challenge: Challenge = {
    ...fireStationsSample,
    id,
    official: {
      ...fictional,
      id: 'CODE',
      map: { ref: 'CODE', name: 'NOM' },
      tags: { amenity: 'fire_station' },
    },
    community: { ...fictional, filter: ['amenity=fire_station'] },
    rules: [
      { kind: 'missing' },
      { kind: 'unlisted' },
      { kind: 'moved', tolerance },
      ...(names ? [{ kind: 'tags-differ' as const, keys: ['name'] }] : []),
      { kind: 'possible-match' },
    ],
  };
  return { challenge, inputs };
}

export function officialCsv(places: readonly SyntheticPlace[]): string {
  const lines = places.map(({ id, at: [lon, lat], tags }) =>
    [id, tags.name ?? '', lon.toFixed(7), lat.toFixed(7)].join(';'),
  );
  return `${['CODE;NOM;lon;lat', ...lines].join('\n')}\n`;
}

function communityXml(places: readonly SyntheticPlace[]): string {
  const nodes = places.map(({ id, at: [lon, lat], tags }) => {
    const pairs = Object.entries(tags).map(([key, value]) => `<tag k="${key}" v="${value}"/>`);
    return `<node id="${id.slice('node/'.length)}" version="1" timestamp="2025-01-01T00:00:00Z" lat="${lat.toFixed(7)}" lon="${lon.toFixed(7)}">${pairs.join('')}</node>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" timestamp="2026-01-01T00:00:00Z">
<bounds minlat="45" minlon="-2" maxlat="53" maxlon="9"/>
${nodes.join('\n')}
</osm>
`;
}
