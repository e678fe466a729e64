import { mkdtemp, rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OsmElement } from '../../backend/core/feature.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { findRun } from '../../backend/store/runs/runs.ts';
import type { FetchingOptions } from '../../jobs/bytes/fetching.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { ended, everyRow, type Jalon, openJalon, runOnce, tasksOf } from '../open-jalon.ts';
import { type Fault, type OverpassServer, startOverpass } from '../servers/overpass.ts';
import { killOne } from './killed-worker.ts';
import { boundaryOf, nodesOf } from './live-town.ts';
import { challengeOf, north, stations, writeOfficial } from './sources.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const BOX = [3.9, 49.9, 4.5, 50.5] as const;
const all = stations(40);
const map = [
  ...nodesOf(all.slice(5)),
  ...nodesOf([{ n: 900, lon: 8, lat: 52, name: 'Poste au loin' }]),
  ...boundaryOf(77, BOX, { name: 'Fictionland', 'ISO3166-1': 'XJ' }),
  ...boundaryOf(78, [3.95, 49.95, 4.4, 50.4], { name: 'Old Fictionland', 'ISO3166-1': 'XJ' }),
  ...boundaryOf(79, [3.9, 49.9, 4.5, 50.1], { 'ISO3166-2': 'XJ-SOU' }),
];

const quick: FetchingOptions = {
  overpass: {
    connect: 1_000,
    headers: 1_000,
    silence: 1_000,
    total: 4_000,
    attempts: 3,
    firstWait: 20,
    longestWait: 40,
    longestRetryAfter: 5_000,
  },
  turns: { look: 100 },
};
const settings = (...servers: readonly OverpassServer[]) => ({
  OVERPASS_URLS: servers.map(({ url }) => url).join(','),
  OVERPASS_PAUSE: '0',
  CONTACT: 'maps@agency.example',
});

let first: OverpassServer;
let second: OverpassServer;
let jalon: Jalon;
beforeAll(async () => {
  [first, second] = [await startOverpass(), await startOverpass()];
  // BullMQ wakes up for a delayed job to the millisecond on Redis, to several seconds on PostgreSQL.
  jalon = await openJalon('redis', { env: settings(first, second), fetching: quick });
  await jalon.work();
});
afterAll(async () => {
  await jalon?.close();
  await Promise.all([first?.close(), second?.close()]);
});
beforeEach(async () => {
  for (const server of [first, second]) {
    server.set({ elements: map, base: '2026-01-01T00:00:00Z', slotIn: 0, work: 0 });
    server.faults.length = 0;
    (server.queries as unknown[]).length = 0;
  }
  await sql`delete from source_turns`.execute(jalon.store);
});

let count = 0;
async function begin(area = 'XJ') {
  const id = `live-${++count}`;
  await saveChallenge(jalon.store, challengeOf(id), {});
  const official = await writeOfficial(jalon.folder, `${id}.csv`, all);
  return { id, inputs: { official, community: `overpass:${area}` } };
}
const coverageOf = async (id: string): Promise<unknown> => {
  const { rows } = await sql<{ coverage: unknown }>`
    select coverage from snapshots where challenge_id = ${id} and side = 'community' and state = 'current'`.execute(
    jalon.store,
  );
  return rows[0]?.coverage;
};

describe('a live source', () => {
  it('by the code of a country gives its elements, its boundary as coverage and the time of its data', async () => {
    const { id, inputs } = await begin('xj');
    const run = await runOnce(jalon, id, inputs);
    expect(run).toMatchObject({ state: 'done', error: null });
    expect(run.summary).toMatchObject({
      community: { features: 35, rows: 35, format: 'Overpass JSON', warnings: [] },
      kinds: { missing: 5 },
      tasks: { opened: 5 },
    });
    expect(first.queries).toHaveLength(1);
    expect(second.queries).toHaveLength(0);
    expect(first.queries[0]!.userAgent).toMatch(/^Jalon\/[\d.]+ \(maps@agency\.example\)$/);
    // Two boundaries carry the code, one of them inside the other: both are covered.
    expect(await coverageOf(id)).toMatchObject({
      kind: 'any-of',
      of: [
        {
          kind: 'polygons',
          rings: [
            [
              [3.9, 49.9],
              [4.5, 49.9],
              [4.5, 50.5],
              [3.9, 50.5],
              [3.9, 49.9],
            ],
          ],
        },
        { kind: 'polygons' },
      ],
    });
    const { rows } = await sql<object>`
      select s.data_time, f.element from snapshots s join features f on f.snapshot_id = s.id
      where s.challenge_id = ${id} and s.side = 'community' order by f.id limit 1`.execute(jalon.store);
    expect(rows).toEqual([
      {
        data_time: new Date('2026-01-01T00:00:00Z'),
        element: expect.objectContaining({ type: 'node', version: 1 }),
      },
    ]);
  });

  it('by a box covers the box, and by a relation its outline', async () => {
    const box = await begin('3.9,49.9,4.5,50.5');
    expect((await runOnce(jalon, box.id, box.inputs)).summary).toMatchObject({ community: { features: 35 } });
    expect(await coverageOf(box.id)).toEqual({ kind: 'box', box: [3.9, 49.9, 4.5, 50.5] });
    const relation = await begin('relation/77');
    expect((await runOnce(jalon, relation.id, relation.inputs)).summary).toMatchObject({
      community: { features: 35 },
    });
    expect(await coverageOf(relation.id)).toMatchObject({ kind: 'polygons' });
  });

  it.each([
    ['XX', 'there is no boundary with the code XX (ISO3166-1) on the map'],
    ['relation/5', 'there is no relation/5 on the map'],
    ['XJ-SOU', 'the server has made no area of a boundary with the code XJ-SOU'],
    ['Brussels', 'is no area: write overpass:W,S,E,N'],
    ['1,2,3', 'is no area'],
    ['4,50,3.9,49', 'is no area'],
  ])('of %s fails, instead of finding nothing', async (area, words) => {
    const { id, inputs } = await begin(area);
    const run = await runOnce(jalon, id, inputs);
    expect(run).toMatchObject({ state: 'failed', summary: { fault: 'input' } });
    expect(run.error).toContain(`overpass:${area}: `);
    expect(run.error).toContain(words);
  });

  it('is refused without a filter, without a contact, and for the agency', async () => {
    const { id, inputs } = await begin();
    const everything = { ...inputs, override: { community: { filter: [] } } };
    expect((await runOnce(jalon, id, everything)).error).toContain('nothing says which elements belong');
    const denying = { ...inputs, override: { community: { filter: ['!disused'] } } };
    expect((await runOnce(jalon, id, denying)).error).toContain('says only what does not belong');
    const nobody = await openJalon('postgres', { env: { ...settings(first), CONTACT: '' } });
    try {
      await nobody.work();
      await saveChallenge(nobody.store, challengeOf(id), {});
      expect((await runOnce(nobody, id, inputs)).error).toContain('set CONTACT to an e-mail or web address');
    } finally {
      await nobody.close();
    }
    expect(first.queries).toEqual([]);
    expect((await runOnce(jalon, id, { ...inputs, official: inputs.community })).error).toContain(
      'is a source of the community',
    );
  });

  it('of another minute leaves every row but its snapshot and its run as it is', async () => {
    const { id, inputs } = await begin();
    await runOnce(jalon, id, inputs);
    const before = await everyRow(jalon.store);
    first.set({ base: '2026-01-02T00:00:00Z' });
    const again = await runOnce(jalon, id, inputs);
    expect(again.summary).toMatchObject({ unchanged: true, tasks: { untouched: 5 } });
    const after = await everyRow(jalon.store);
    for (const table of Object.keys(before).filter(name => name !== 'snapshots'))
      expect(after[table], table).toEqual(before[table]);
    const times = async () => {
      const { rows } = await sql<{ data_time: Date }>`
        select data_time from snapshots where challenge_id = ${id} and side = 'community'`.execute(
        jalon.store,
      );
      return rows;
    };
    expect(await times()).toEqual([{ data_time: new Date('2026-01-02T00:00:00Z') }]);
    // A server that lags behind takes nothing back.
    first.set({ base: '2026-01-01T12:00:00Z' });
    expect(await runOnce(jalon, id, inputs)).toMatchObject({ state: 'done', summary: { unchanged: true } });
    expect(await times()).toEqual([{ data_time: new Date('2026-01-02T00:00:00Z') }]);
  });

  it('of a later minute opens a fix again that it still does not show', async () => {
    const { id, inputs } = await begin();
    await runOnce(jalon, id, inputs);
    const [task] = await tasksOf(jalon.store, id);
    await sql`
      update tasks set state = 'settled', outcome = 'fixed', settlement = '{"say":"cant-tell"}',
        settled_at = '2026-01-01T06:00:00Z', sent_at = '2026-01-01T06:00:00Z' where id = ${task!.id}`.execute(
      jalon.store,
    );
    first.set({ base: '2026-01-02T00:00:00Z' });
    expect((await runOnce(jalon, id, inputs)).summary.tasks).toMatchObject({ opened: 0, reopened: 1 });
  });

  it('that shows other places is held or followed like any other', async () => {
    const { id, inputs } = await begin();
    await runOnce(jalon, id, inputs);
    first.set({
      elements: map.map(one => (one.id === 2e9 + 9 ? moved(one) : one)),
      base: '2026-01-02T00:00:00Z',
    });
    expect((await runOnce(jalon, id, inputs)).summary).toMatchObject({ kinds: { missing: 5, moved: 1 } });
    first.set({
      elements: map.filter(one => one.id < 2e9 + 20 || one.id > 2e9 + 100),
      base: '2026-01-03T00:00:00Z',
    });
    expect(await runOnce(jalon, id, inputs)).toMatchObject({ state: 'held' });
  });
});

const moved = (node: OsmElement): OsmElement => {
  const [lon, lat] = (node as Extract<OsmElement, { type: 'node' }>).at;
  return { ...nodesOf([north({ ...all[8]!, lon, lat }, 300)])[0]!, version: 2 };
};

const times = (n: number, fault: Fault): Fault[] => Array.from({ length: n }, () => fault);
const failing: Readonly<Record<string, readonly [Fault, string]>> = {
  '429': [
    { kind: 'status', status: 429 },
    'has had enough requests from here for now (status 429) (tried 3 times)',
  ],
  '504': [{ kind: 'status', status: 504 }, 'is too busy for the query (status 504) (tried 3 times)'],
  'a remark of a time-out': [
    { kind: 'remark', remark: 'runtime error: Query timed out in "query" at line 6 after 301 seconds.' },
    'Query timed out in "query" at line 6 after 301 seconds.) (tried 3 times)',
  ],
  'a page instead of data': [
    { kind: 'page', words: 'runtime error: open64: 0 Success' },
    'a page instead of data (runtime error: open64',
  ],
  'half a body': [{ kind: 'half-body' }, 'breaks off after'],
  'half a body as if it were whole': [{ kind: 'cut-body' }, 'the answer is cut off'],
  garbage: [{ kind: 'garbage' }, 'the answer is no JSON'],
  'a body that stops': [{ kind: 'stuck' }, 'the server fell silent'],
  'a body that trickles for ever': [{ kind: 'trickle' }, 'no complete answer within'],
  silence: [{ kind: 'silent' }, 'no answer in time'],
  'no connection': [{ kind: 'no-connection' }, 'the server closed the connection'],
};

describe('a server that answers with', () => {
  it.each(Object.keys(failing))('%s is asked again, and then has a good fetch', async name => {
    const [fault] = failing[name]!;
    first.faults.push(...times(2, fault));
    const { id, inputs } = await begin();
    expect(await runOnce(jalon, id, inputs)).toMatchObject({
      state: 'done',
      summary: { community: { features: 35 }, tasks: { opened: 5 } },
    });
    expect(first.queries).toHaveLength(3);
    expect(second.queries).toHaveLength(0);
  });

  it.each(Object.keys(failing))(
    '%s and nothing else is left for the next; when that does the same, the run fails with the words of both',
    async name => {
      const [fault, words] = failing[name]!;
      for (const server of [first, second]) server.faults.push(...times(3, fault));
      const { id, inputs } = await begin();
      const run = await runOnce(jalon, id, inputs);
      expect(run).toMatchObject({ state: 'failed', summary: { fault: 'input' } });
      for (const { host, queries } of [first, second]) {
        expect(run.error).toContain(`${host}: `);
        expect(queries).toHaveLength(3);
      }
      expect(run.error!.split(words)).toHaveLength(3);
      expect(run.error).not.toContain('\n');
      expect(await tasksOf(jalon.store, id)).toEqual([]);
    },
  );

  it('a good answer, slowly, has a good fetch at once', async () => {
    first.faults.push({ kind: 'slow', pieces: 20, pause: 50 });
    const { id, inputs } = await begin();
    expect(await runOnce(jalon, id, inputs)).toMatchObject({ state: 'done' });
    expect(first.queries).toHaveLength(1);
  });

  it('a remark that is only a note has a good fetch', async () => {
    const { id, inputs } = await begin('3.9,49.9,4.5,50.5');
    first.faults.push({ kind: 'remark', remark: 'This server will move next week.' });
    expect(await runOnce(jalon, id, inputs)).toMatchObject({
      state: 'done',
      summary: { community: { features: 0 } },
    });
  });

  it('a query that needs too much memory fails at once, and says what to do', async () => {
    first.faults.push({
      kind: 'remark',
      remark: 'runtime error: Query run out of memory using about 512 MB of RAM.',
    });
    const { id, inputs } = await begin();
    expect((await runOnce(jalon, id, inputs)).error).toMatch(
      /run out of memory using about 512 MB of RAM\.\): ask for a smaller area/,
    );
    expect([first, second].map(({ queries }) => queries.length)).toEqual([1, 0]);
  });

  it('403 is left alone, and the next one is asked', async () => {
    first.faults.push({ kind: 'status', status: 403 });
    const { id, inputs } = await begin();
    expect(await runOnce(jalon, id, inputs)).toMatchObject({ state: 'done' });
    expect([first, second].map(({ queries }) => queries.length)).toEqual([1, 1]);
  });

  it('Retry-After is left alone for as long, by everybody', async () => {
    for (const status of [429, 504]) {
      (first.queries as unknown[]).length = 0;
      first.faults.push({ kind: 'status', status, headers: { 'retry-after': '2' } });
      const [one, other] = [await begin(), await begin()];
      const runs = await Promise.all([one, other].map(({ id, inputs }) => runOnce(jalon, id, inputs)));
      expect(runs.map(({ state }) => state)).toEqual(['done', 'done']);
      expect(first.queries).toHaveLength(3);
      expect(first.queries[1]!.began - first.queries[0]!.ended!).toBeGreaterThanOrEqual(2_000);
    }
    expect(second.queries).toHaveLength(0);
  });

  it('Retry-After of an hour is not waited for: the next one is asked', async () => {
    first.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    const { id, inputs } = await begin();
    expect(await runOnce(jalon, id, inputs)).toMatchObject({ state: 'done' });
    expect([first, second].map(({ queries }) => queries.length)).toEqual([1, 1]);
    const { rows } = await sql<{ later: boolean }>`
      select not_before > now() + interval '50 minutes' as later from source_turns where server = ${first.host}`.execute(
      jalon.store,
    );
    expect(rows).toEqual([{ later: true }]);
  });

  it('429 and no Retry-After is asked for its next slot', async () => {
    first.set({ slotIn: 2 });
    first.faults.push({ kind: 'status', status: 429 });
    const before = first.statusAsked();
    const { id, inputs } = await begin();
    expect(await runOnce(jalon, id, inputs)).toMatchObject({ state: 'done' });
    expect(first.statusAsked() - before).toBe(1);
    expect(first.queries[1]!.began - first.queries[0]!.ended!).toBeGreaterThanOrEqual(2_000);
  });
});

describe('several workers on one database', () => {
  it('ask a server one at a time, with the configured pause between two of them', async () => {
    const server = await startOverpass(map);
    server.set({ work: 150 });
    const more = { env: { ...settings(server), OVERPASS_PAUSE: '1' }, fetching: quick };
    const workers = [await openJalon('postgres', more)];
    try {
      workers.push(await openJalon(workers[0]!.place, more), await openJalon(workers[0]!.place, more));
      const [{ store, queues, folder }] = workers as [Jalon];
      const ids = ['a', 'b', 'c', 'd', 'e'].map(name => `rate-${name}`);
      for (const id of ids) await saveChallenge(store, challengeOf(id), {});
      server.faults.push({ kind: 'status', status: 504 }, { kind: 'half-body' });
      const official = await writeOfficial(folder, 'rate.csv', all);
      const runs = await Promise.all(
        ids.map(id => requestRun(store, queues, id, { official, community: 'overpass:XJ' }, new Date())),
      );
      for (const worker of workers) await worker.work();
      // Nobody is held up by those who wait: their jobs lie in the queue.
      await saveChallenge(store, challengeOf('meanwhile'), {});
      const file = await writeOfficial(folder, 'meanwhile.csv', all);
      const meanwhile = await runOnce(workers[0]!, 'meanwhile', { official: file, community: file });
      expect(meanwhile.state).toBe('done');
      const waiting = await Promise.all(runs.map(async run => (await findRun(store, run))!.state));
      expect(waiting).toContain('running');

      for (const run of runs) expect(await ended(store, run)).toMatchObject({ state: 'done', attempt: 1 });
      expect(server.queries).toHaveLength(7);
      const gaps = server.queries.slice(1).map(({ began }, i) => began - server.queries[i]!.ended!);
      expect(Math.min(...gaps), gaps.join(' ')).toBeGreaterThanOrEqual(1_000);
    } finally {
      for (const worker of workers.toReversed()) await worker.close();
      await server.close();
    }
  });

  it('take over from one that was killed while it asked, when its lease has ended', async () => {
    const server = await startOverpass(map);
    server.faults.push({ kind: 'silent' });
    const times = { ...quick, turns: { look: 100, lease: 3_000, renew: 500 } };
    const more = { env: { ...settings(server), OVERPASS_PAUSE: '1' }, fetching: times };
    const here = await openJalon('postgres', more);
    const data = await mkdtemp(`${here.folder}-other-`);
    try {
      await saveChallenge(here.store, challengeOf('killed'), {});
      const official = await writeOfficial(here.folder, 'killed.csv', all);
      const inputs = { official, community: 'overpass:XJ' };
      const run = await requestRun(here.store, here.queues, 'killed', inputs, new Date());
      await killOne(
        { ...here.place, dataDir: data },
        settings(server),
        times,
        () => server.queries.length === 1,
      );
      await here.work();
      expect(await ended(here.store, run)).toMatchObject({ state: 'done' });
      expect(server.queries).toHaveLength(2);
      // Its last sign of life was no earlier than its query.
      expect(server.queries[1]!.began - server.queries[0]!.began).toBeGreaterThanOrEqual(3_000);
    } finally {
      await here.close();
      await server.close();
      await rm(data, { recursive: true, force: true });
    }
  });
});
