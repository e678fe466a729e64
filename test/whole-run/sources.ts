import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { fireStationsSample } from '../../challenges/fire-stations/sample.ts';

/** A challenge over files that a test writes itself. */
export const challengeOf = (id: string): Challenge => ({
  ...fireStationsSample,
  id,
  official: {
    licence: 'fictional',
    attribution: 'a test',
    id: 'CODE',
    map: { ref: 'CODE', name: 'NOM' },
    tags: { amenity: 'fire_station' },
  },
  community: { licence: 'fictional', attribution: 'a test', filter: ['amenity=fire_station'] },
  rules: [{ kind: 'missing' }, { kind: 'unlisted' }, { kind: 'moved', tolerance: 100 }],
});

export type Station = Readonly<{ n: number; lon: number; lat: number; name: string }>;

/** Stations on a grid some 3 km wide, each with a name that no other has. */
export const stations = (count: number): Station[] =>
  Array.from({ length: count }, (_, i) => {
    const columns = Math.ceil(Math.sqrt(count));
    return {
      n: i + 1,
      lon: 4 + (i % columns) * 0.04 + ((i * 7) % 5) * 0.001,
      lat: 50 + Math.floor(i / columns) * 0.03 + ((i * 3) % 7) * 0.001,
      name: `Poste ${NAMES[i % NAMES.length]} ${Math.floor(i / NAMES.length) + 1}`,
    };
  });

const NAMES = ['Aulne', 'Bruyère', 'Charme', 'Digitale', 'Épine', 'Fougère', 'Genêt', 'Houx', 'If', 'Jonc'];

/** north by so many metres */
export const north = (station: Station, metres: number): Station => ({
  ...station,
  lat: station.lat + metres / 111_195,
});

export async function writeOfficial(folder: string, name: string, rows: readonly Station[]): Promise<string> {
  const lines = rows.map(({ n, lon, lat, name }) => `S${n};${name};${lon.toFixed(7)};${lat.toFixed(7)}`);
  const file = join(folder, name);
  await writeFile(file, `${['CODE;NOM;lon;lat', ...lines].join('\n')}\n`);
  return file;
}

/** @param time of the data, ISO 8601 @param bounds of the extract: west, south, east, north */
export async function writeCommunity(
  folder: string,
  name: string,
  nodes: readonly Station[],
  {
    time = '2026-01-01T00:00:00Z',
    bounds = [3.9, 49.9, 9, 55],
  }: { time?: string; bounds?: readonly number[] } = {},
): Promise<string> {
  const [west, south, east, north] = bounds;
  const elements = nodes.map(
    ({ n, lon, lat, name }) =>
      `<node id="${2e15 + n}" version="1" timestamp="2025-01-01T00:00:00Z" lat="${lat.toFixed(7)}" lon="${lon.toFixed(7)}"><tag k="amenity" v="fire_station"/><tag k="name" v="${name}"/></node>`,
  );
  const file = join(folder, name);
  await writeFile(
    file,
    `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" timestamp="${time}">
<bounds minlat="${south}" minlon="${west}" maxlat="${north}" maxlon="${east}"/>
${elements.join('\n')}
</osm>
`,
  );
  return file;
}
