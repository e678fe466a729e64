import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inputsOf } from '../../backend/cli/run/inputs.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { everyRow, type Jalon, openJalon, runOnce } from '../open-jalon.ts';
import { SETTINGS } from '../servers/setting.ts';
import { challengeOf, north, type Station, stations, writeCommunity, writeOfficial } from './sources.ts';

vi.setConfig({ testTimeout: 120_000 });

const all = stations(30);
const moved = (metres: number) => all.map(station => north(station, metres));
/** as if the area had been lost: the region's stations and those of the rest of the country */
const country = [
  ...all,
  ...stations(400)
    .slice(all.length)
    .map(station => north(station, 200_000)),
];
const exchanged = all.map((station): Station => ({ ...station, lon: station.lat, lat: station.lon }));

type Written = { folder: string; id: string };
const official = ({ folder, id }: Written, rows: readonly Station[]) =>
  writeOfficial(folder, `${id}.csv`, rows);
const community = ({ folder, id }: Written, nodes: readonly Station[]) =>
  writeCommunity(folder, `${id}.osm`, nodes, { bounds: [-180, -90, 180, 90] });
async function rewrite(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(from);
  await writeFile(file, text.replace(from, to));
}

/** What a source becomes that nobody should believe at once, and what staff are told. */
const BAD: readonly [string, RegExp, (of: Written) => Promise<unknown>][] = [
  ['official rows are gone', /official source has 20 places, it had 30/, of => official(of, all.slice(10))],
  [
    'official area is lost',
    /official source has 400 places, it had 30: as if its filter or its area had been lost/,
    of => official(of, country),
  ],
  [
    'official places moved',
    /official source has 30 of 30 places somewhere else, as by/,
    of => official(of, moved(1000)),
  ],
  [
    'official coordinates are exchanged',
    /30 of 30 places somewhere else, most of them as if longitude and latitude/,
    of => official(of, exchanged),
  ],
  [
    'official columns have other names',
    /official source has lost the columns lat, lon and has new ones: x, y/,
    async of => rewrite(await official(of, all.slice(1)), 'lon;lat', 'x;y'),
  ],
  ['elements are gone', /community source has 15 places, it had 29/, of => community(of, all.slice(15))],
  [
    'filter is lost',
    /community source has 399 places, it had 29: as if its filter/,
    of => community(of, country.slice(1)),
  ],
  [
    'elements moved',
    /community source has 29 of 29 places somewhere else/,
    of => community(of, moved(100).slice(1)),
  ],
  [
    'elements have lost a key',
    /community source has lost the columns name/,
    async of => rewrite(await community(of, all.slice(1)), /<tag k="name" v="[^"]*"\/>/g, ''),
  ],
];

describe.each(SETTINGS)('on the %s setting', setting => {
  let jalon: Jalon;
  beforeAll(async () => {
    jalon = await openJalon(setting, { fetching: { url: { may: address => address === '127.0.0.1' } } });
    await jalon.work();
  });
  afterAll(() => jalon?.close());

  it('an address that sends other bytes each time is accepted as it was seen', async () => {
    let rows = all;
    let asked = 0;
    const server = createServer((_, response) => {
      const lines = rows.map(({ n, lon, lat, name }) => `S${n};${name};${lon};${lat};${asked}`);
      asked++;
      response.end(`${['CODE;NOM;lon;lat;asked', ...lines].join('\n')}\n`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const definition = challengeOf(`${setting}-live`);
      await saveChallenge(jalon.store, definition, {});
      const of = { folder: jalon.folder, id: definition.id };
      const inputs = {
        official: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stations.csv`,
        community: await community(of, all.slice(1)),
      };
      expect(await runOnce(jalon, of.id, inputs)).toMatchObject({ state: 'done', error: null });
      rows = all.slice(10);
      const held = await runOnce(jalon, of.id, inputs);
      expect(held.state).toBe('held');
      const seen = asked;
      const accepted = await runOnce(jalon, of.id, inputsOf(definition, { accept: true }, held));
      expect(accepted).toMatchObject({ state: 'done', summary: { official: held.summary.official } });
      expect(asked).toBe(seen);
      rows = all.slice(11);
      expect(await runOnce(jalon, of.id, inputs)).toMatchObject({
        state: 'done',
        summary: { official: { rows: 19 } },
      });
    } finally {
      server.close();
    }
  });

  describe.each(BAD)('a source whose %s', (_, words, spoil) => {
    let count = 0;
    async function hold() {
      const definition = challengeOf(
        `${setting}-${BAD.findIndex(([, known]) => known === words)}-${++count}`,
      );
      const of = { folder: jalon.folder, id: definition.id };
      await saveChallenge(jalon.store, definition, {});
      const inputs = { official: await official(of, all), community: await community(of, all.slice(1)) };
      expect((await runOnce(jalon, of.id, inputs)).state).toBe('done');
      const before = await everyRow(jalon.store);
      await spoil(of);
      const held = await runOnce(jalon, of.id, inputs);
      expect(held.error).toMatch(words);
      expect(held.state).toBe('held');
      const after = await everyRow(jalon.store);
      for (const table of ['features', 'findings', 'places', 'tasks', 'task_events'])
        expect(after[table], table).toEqual(before[table]);
      return { definition, of, inputs, held };
    }
    const states = async (challenge: string) => {
      const { rows } = await sql<{ side: string; state: string }>`
        select side, state from snapshots where challenge_id = ${challenge} and state in ('current', 'held', 'next')
        order by side`.execute(jalon.store);
      return rows.map(({ side, state }) => `${side} ${state}`);
    };

    it('is held until it is accepted', async () => {
      const { definition, held } = await hold();
      const accepted = await runOnce(jalon, definition.id, inputsOf(definition, { accept: true }, held));
      expect(accepted).toMatchObject({ state: 'done', error: null });
      expect(await states(definition.id)).toEqual(['community current', 'official current']);
    });

    it('is held until better data comes', async () => {
      const { definition, of, inputs } = await hold();
      await official(of, all.slice(0, 29));
      await community(of, all.slice(2));
      const better = await runOnce(jalon, definition.id, inputs);
      expect(better).toMatchObject({ state: 'done', error: null });
      expect(await states(definition.id)).toEqual(['community current', 'official current']);
    });
  });
});
