import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../backend/core/answer/answer.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { findRun } from '../../backend/store/runs/runs.ts';
import { markSent } from '../../backend/store/tasks/tasks.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { recover } from '../../jobs/rounds/recover.ts';
import { ended, everyRow, type Jalon, loseQueue, openJalon, runOnce, tasksOf } from '../open-jalon.ts';
import { SETTINGS } from '../servers/setting.ts';
import { challengeOf, north, type Station, stations, writeCommunity, writeOfficial } from './sources.ts';

vi.setConfig({ testTimeout: 120_000 });

// The whole suite in each setting.
describe.each(SETTINGS)('on the %s setting', setting => {
  let jalon: Jalon;
  let folder: string;
  beforeAll(async () => {
    jalon = await openJalon(setting);
    folder = jalon.folder;
    await jalon.work();
  });
  afterAll(() => jalon?.close());

  // The official list lacks 59 and 60, the map lacks 1 to 5 and has 6 and 7 elsewhere.
  const all = stations(60);
  const official = all.slice(0, 58);
  const community = all.slice(5).map(station => (station.n <= 7 ? north(station, 400) : station));
  const without = (rows: readonly Station[], ...numbers: number[]) =>
    rows.filter(({ n }) => !numbers.includes(n));

  let count = 0;
  /** A challenge of each test's own, with both files. */
  async function begin(rows = official, nodes = community) {
    const id = `stations-${++count}`;
    await saveChallenge(jalon.store, challengeOf(id), {});
    const inputs = {
      official: await writeOfficial(folder, `${id}.csv`, rows),
      community: await writeCommunity(folder, `${id}.osm`, nodes),
    };
    return { id, inputs };
  }
  const kindsOf = (tasks: readonly { kinds: string[] }[]) => tasks.flatMap(({ kinds }) => kinds).sort();

  describe('a run', () => {
    it('makes a task of every place where the sources disagree', async () => {
      const { id, inputs } = await begin();
      const run = await runOnce(jalon, id, inputs);
      expect(run).toMatchObject({ state: 'done', step: 'done', progress: 1, error: null });
      expect(run.summary).toMatchObject({
        official: { rows: 58, features: 58, rejected: {} },
        community: { rows: 55, features: 55 },
        verdicts: { match: 53, possible: 0, none: 7 },
        kinds: { missing: 5, moved: 2, unlisted: 2 },
        tasks: { opened: 9, kept: 0, changed: 0, closed: 0, reopened: 0, untouched: 0 },
      });
      const tasks = await tasksOf(jalon.store, id);
      expect(
        tasks
          .filter(({ kinds }) => kinds[0] === 'missing')
          .map(task => task.official)
          .sort(),
      ).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
      expect(tasks.every(({ state }) => state === 'open')).toBe(true);
    });

    it('on the same input changes no row but its own', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const before = await everyRow(jalon.store);
      const again = await runOnce(jalon, id, inputs);
      expect(again.state).toBe('done');
      expect(again.summary).toMatchObject({ unchanged: true, tasks: { opened: 0, closed: 0, untouched: 9 } });
      expect(await everyRow(jalon.store)).toEqual(before);
    });

    it('on the same places in other bytes changes no row but its own and the hash', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const before = await everyRow(jalon.store);
      await writeOfficial(folder, `${id}.csv`, [...official].reverse());
      await writeCommunity(folder, `${id}.osm`, [...community].reverse(), { time: '2026-02-01T00:00:00Z' });
      const again = await runOnce(jalon, id, inputs);
      expect(again.summary).toMatchObject({ unchanged: true, tasks: { opened: 0, closed: 0, untouched: 9 } });
      const after = await everyRow(jalon.store);
      for (const table of Object.keys(before).filter(name => name !== 'snapshots'))
        expect(after[table], table).toEqual(before[table]);
      const { rows } = await sql<object>`
      select side, state, hash, data_time from snapshots where challenge_id = ${id} order by side`.execute(
        jalon.store,
      );
      expect(rows).toEqual([
        {
          side: 'community',
          state: 'current',
          hash: again.summary.community!.hash,
          data_time: new Date('2026-02-01T00:00:00Z'),
        },
        { side: 'official', state: 'current', hash: again.summary.official!.hash, data_time: null },
      ]);
      expect((await runOnce(jalon, id, inputs)).summary.unchanged).toBe(true);
    });

    it('on the same places in another order changes no task', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const before = await everyRow(jalon.store);
      // A station that agrees is called otherwise, so that all is compared again.
      const renamed = official.map(station =>
        station.n === 20 ? { ...station, name: 'Poste Yeuse' } : station,
      );
      await writeOfficial(folder, `${id}.csv`, renamed.reverse());
      const again = await runOnce(jalon, id, inputs);
      expect(again.summary).toMatchObject({ tasks: { opened: 0, kept: 9, changed: 0, closed: 0 } });
      const others = (rows: readonly string[]) => rows.filter(row => !row.includes(`${id},S20,`));
      const after = await everyRow(jalon.store);
      for (const table of ['tasks', 'task_events', 'places', 'challenges', 'answers'])
        expect(others(after[table]!), table).toEqual(others(before[table]!));
    });

    it('closes the tasks of rows that are gone, and only those', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const before = await tasksOf(jalon.store, id);
      await writeOfficial(folder, `${id}.csv`, without(official, 2, 4));
      const run = await runOnce(jalon, id, inputs);
      expect(run.summary.tasks).toMatchObject({ opened: 0, kept: 7, closed: 2 });
      const after = await tasksOf(jalon.store, id);
      expect(after.filter(({ state }) => state !== 'open')).toEqual(
        before
          .filter(task => task.official === 'S2' || task.official === 'S4')
          .map(task => ({ ...task, state: 'settled', outcome: 'already-fixed' })),
      );
      const { rows } = await sql<{ reason: string }>`
      select distinct data->>'code' as reason from task_events
      where run_id = ${run.id} and event = 'gone'`.execute(jalon.store);
      expect(rows).toEqual([{ reason: 'gone' }]);
    });

    it('holds a source that has changed too much, until it is accepted; outside its coverage no task closes', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const before = await everyRow(jalon.store);
      // The new extract begins north of the grid's third row: a third of the map's places are gone with the south.
      const cut = community.filter(({ lat }) => lat > 50.08);
      await writeCommunity(folder, `${id}.osm`, cut, {
        bounds: [3.9, 50.08, 9, 55],
        time: '2026-02-01T00:00:00Z',
      });
      await writeOfficial(folder, `${id}.csv`, without(official, 3, 8));
      const held = await runOnce(jalon, id, inputs);
      expect(held.state).toBe('held');
      expect(held.error).toContain('community source');
      const unchanged = await everyRow(jalon.store);
      for (const table of ['tasks', 'task_events', 'places', 'findings', 'features'])
        expect(unchanged[table], table).toEqual(before[table]);

      const accept = [held.summary.community!.hash];
      const accepted = await runOnce(jalon, id, { ...inputs, accept });
      expect(accepted.state).toBe('done');
      const tasks = await tasksOf(jalon.store, id);
      // Station 3 lay in the south: the new data does not speak about it, so its absence says nothing.
      expect(tasks.find(task => task.official === 'S3')).toMatchObject({ state: 'open' });
      expect(tasks.filter(({ state }) => state === 'settled')).toEqual([]);
    });

    it('ends as failed on a file that cannot be read, and keeps nothing of it', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const before = await everyRow(jalon.store);
      const bytes = (await readdir(join(folder, 'snapshots'))).sort();
      const page = join(folder, 'page.csv');
      await writeFile(page, '<!doctype html><html><body>Sign in</body></html>\n');
      const run = await runOnce(jalon, id, { ...inputs, official: page });
      expect(run).toMatchObject({ state: 'failed', summary: { fault: 'input' } });
      expect(run.error).toMatch(/page\.csv: .+: .+/);
      expect(run.error).not.toContain('\n');
      expect(await everyRow(jalon.store)).toEqual(before);
      await vi.waitFor(
        async () => expect((await readdir(join(folder, 'snapshots'))).sort()).toEqual(bytes),
        10_000,
      );
    });

    it('leaves the bytes of the snapshots that stand and that are held, and no others, whoever was killed before', async () => {
      const { id, inputs } = await begin();
      const kept = join(folder, 'snapshots');
      await runOnce(jalon, id, inputs);
      await writeFile(join(kept, '.00000000-0000-4000-8000-000000000000.part'), 'half');
      await writeFile(join(kept, 'note.txt'), 'of somebody else');
      await writeOfficial(folder, `${id}.csv`, official.slice(0, 20));
      const held = await runOnce(jalon, id, inputs);
      expect(held.state).toBe('held');
      const needed = async () => {
        const { rows } = await sql<{ hash: string }>`
        select distinct hash from snapshots where state <> 'old'`.execute(jalon.store);
        return [...rows.map(({ hash }) => hash), 'note.txt'].sort();
      };
      const there = async () => (await readdir(kept)).sort();
      await vi.waitFor(async () => expect(await there()).toEqual(await needed()), 10_000);
      expect(await there()).toContain(held.summary.official!.hash);
      await writeOfficial(folder, `${id}.csv`, official.slice(1));
      await runOnce(jalon, id, inputs);
      await vi.waitFor(async () => expect(await there()).toEqual(await needed()), 10_000);
      expect(await there()).not.toContain(held.summary.official!.hash);
    });

    it('that fails leaves the way free for the next', async () => {
      const { id, inputs } = await begin();
      const failed = await requestRun(
        jalon.store,
        jalon.queues,
        id,
        { ...inputs, official: '/none.csv' },
        new Date(),
      );
      const run = await runOnce(jalon, id, inputs);
      expect(run.state).toBe('done');
      expect(await findRun(jalon.store, failed)).toMatchObject({ state: 'failed' });
    });

    it('sets answers aside that were about other facts', async () => {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const [moved, other] = (await tasksOf(jalon.store, id)).filter(({ kinds }) => kinds[0] === 'moved');
      await sql`insert into persons (id, token_hash) values (${`p-${id}`}, ${`t-${id}`})`.execute(
        jalon.store,
      );
      for (const task of [moved!, other!])
        await sql`
        insert into answers (id, task_id, person_id, request_id, answer, facts_digest, state, pending_until)
        select ${`a-${task.id}`}, id, ${`p-${id}`}, id, '{"say":"cant-tell"}', facts_digest, 'counted', now()
        from tasks where id = ${task.id}`.execute(jalon.store);
      await sql`update tasks set state = 'agreed-so-far' where id in (${moved!.id}, ${other!.id})`.execute(
        jalon.store,
      );
      const number = Number(moved!.official!.slice(1));
      await writeOfficial(
        folder,
        `${id}.csv`,
        official.map(station => (station.n === number ? north(station, -150) : station)),
      );
      const run = await runOnce(jalon, id, inputs);
      expect(run.summary.tasks).toMatchObject({ changed: 1, kept: 8, opened: 0 });
      const { rows } = await sql<{ task: string; state: string; tasks: string }>`
      select a.task_id as task, a.state, t.state as tasks from answers a join tasks t on t.id = a.task_id
      where t.challenge_id = ${id}`.execute(jalon.store);
      expect(rows).toHaveLength(2);
      expect(rows).toContainEqual({ task: moved!.id, state: 'superseded', tasks: 'open' });
      expect(rows).toContainEqual({ task: other!.id, state: 'counted', tasks: 'agreed-so-far' });
    });

    it('keeps what it was told beyond the definition once it is done', async () => {
      const { id, inputs } = await begin();
      const override = { official: { map: { name: 'CODE' } } };
      await runOnce(jalon, id, { ...inputs, override });
      const { rows } = await sql<{ override: unknown; map: unknown }>`
      select override, definition->'official'->'map' as map from challenges where id = ${id}`.execute(
        jalon.store,
      );
      expect(rows[0]).toEqual({ override, map: { ref: 'CODE', name: 'CODE' } });
      const again = await runOnce(jalon, id, inputs);
      expect(again.summary.unchanged).toBe(true);
    });

    it('warns of coordinates that look swapped as long as they do, also while the other side alone is read again', async () => {
      const { id, inputs } = await begin(
        official.map(({ lon, lat, ...rest }) => ({ ...rest, lon: lat, lat: lon })),
      );
      const swapped = [{ kind: 'coordinates-look-swapped', rows: 58 }];
      const told = async () => {
        const { official, community } = (await runOnce(jalon, id, inputs)).summary;
        return [official, community].map(side =>
          side!.warnings.filter(({ kind }) => kind !== 'far-beyond-the-other-side'),
        );
      };
      expect(await told()).toEqual([swapped, []]);
      await writeCommunity(folder, `${id}.osm`, community.slice(1), { time: '2026-03-01T00:00:00Z' });
      expect(await told()).toEqual([swapped, []]);
    });

    it('keeps text that the database does not know', async () => {
      const { id, inputs } = await begin();
      const odd = official.map(({ n, lon, lat, name }) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: { CODE: `S${n}`, NOM: n === 1 ? `${name}\0` : n === 2 ? `${name} \ud83d` : name },
      }));
      const file = join(folder, `${id}.geojson`);
      await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features: odd }));
      const run = await runOnce(jalon, id, { ...inputs, official: file });
      expect(run).toMatchObject({ state: 'done', error: null, summary: { tasks: { opened: 9 } } });
    });
  });

  describe('a settled fix', () => {
    const answer: Answer = {
      say: 'fix',
      fix: { position: { at: [4.1, 50.1], origin: { licence: 'observation' } }, tags: [] },
    };
    /** A challenge whose two moved stations were settled as fixed on 1 February, by data of 1 January. */
    async function beginSettled() {
      const { id, inputs } = await begin();
      await runOnce(jalon, id, inputs);
      const moved = (await tasksOf(jalon.store, id)).filter(({ kinds }) => kinds[0] === 'moved');
      for (const task of moved)
        await sql`
        update tasks set state = 'settled', outcome = 'fixed', settlement = ${jsonb(answer)}::jsonb,
          settled_at = '2026-02-01' where id = ${task.id}`.execute(jalon.store);
      const newer = async (time: string, nodes = community) => {
        await writeCommunity(folder, `${id}.osm`, nodes, { time });
        return runOnce(jalon, id, inputs);
      };
      const now = async () =>
        (await tasksOf(jalon.store, id)).filter(task => moved.some(m => m.id === task.id));
      const send = (at: string) =>
        jalon.store.transaction().execute(transaction =>
          markSent(
            transaction,
            moved.map(task => ({ id: task.id, answer })),
            new Date(at),
          ),
        );
      return { id, newer, now, send };
    }
    const states = (tasks: readonly { state: string }[]) => tasks.map(({ state }) => state);

    it('that was never handed over is not asked again because newer data does not show it', async () => {
      const { newer, now } = await beginSettled();
      expect((await newer('2026-03-01T00:00:00Z')).summary.tasks).toMatchObject({ reopened: 0 });
      expect(states(await now())).toEqual(['settled', 'settled']);
    });

    it('that was handed over opens again, says why and is unsent again, once data newer than that still shows the error', async () => {
      const { id, newer, now, send } = await beginSettled();
      await send('2026-04-01T00:00:00Z');
      await newer('2026-03-01T00:00:00Z');
      expect(states(await now())).toEqual(['settled', 'settled']);
      expect((await newer('2026-05-01T00:00:00Z')).summary.tasks).toMatchObject({ reopened: 2 });
      const { rows } = await sql<object>`
      select distinct state, outcome, settlement, sent_at, reason->>'code' as reason from tasks
      where challenge_id = ${id} and 'moved' = any(kinds)`.execute(jalon.store);
      expect(rows).toEqual([
        { state: 'open', outcome: null, settlement: null, sent_at: null, reason: 'not-fixed-yet' },
      ]);
    });

    it('that newer data shows is verified, whoever made the edit', async () => {
      const { newer, now } = await beginSettled();
      await newer('2026-03-01T00:00:00Z', all.slice(5));
      expect(await now()).toMatchObject([
        { state: 'verified', outcome: 'fixed' },
        { state: 'verified', outcome: 'fixed' },
      ]);
    });

    it('that was settled otherwise since the file was made does not count as sent', async () => {
      const { id, send } = await beginSettled();
      await sql`
      update tasks set settlement = '{"say":"cant-tell"}' where challenge_id = ${id}`.execute(jalon.store);
      await send('2026-04-01T00:00:00Z');
      const { rows } = await sql<{ count: number }>`
      select count(sent_at)::int as count from tasks where challenge_id = ${id}`.execute(jalon.store);
      expect(rows).toEqual([{ count: 0 }]);
    });
  });

  describe('runs of one challenge', () => {
    beforeEach(async () => {
      await jalon.rest();
      return () => jalon.work();
    });

    it('work one at a time, and the same request twice is one', async () => {
      const { id, inputs } = await begin();
      const request = (more = {}) =>
        requestRun(jalon.store, jalon.queues, id, { ...inputs, ...more }, new Date());
      const first = await request();
      const second = await request();
      const third = await request();
      const fourth = await request({ override: { official: { map: { ref: 'CODE' } } } });
      expect(new Set([first, second, fourth]).size).toBe(3);
      expect(third).toBe(second);
      const states = await Promise.all(
        [first, second, fourth].map(async run => (await findRun(jalon.store, run))!.state),
      );
      expect(states).toEqual(['running', 'waiting', 'waiting']);
      await jalon.work();
      expect(await ended(jalon.store, fourth)).toMatchObject({ state: 'done' });
      expect(await findRun(jalon.store, second)).toMatchObject({
        state: 'done',
        summary: { unchanged: true },
      });
      expect(await tasksOf(jalon.store, id)).toHaveLength(9);
      await jalon.rest();
    });

    it('forget what an attempt that was cut off had written of a source, also of one that has not changed', async () => {
      const { id, inputs } = await begin();
      await jalon.work();
      await runOnce(jalon, id, inputs);
      await jalon.rest();
      await writeCommunity(folder, `${id}.osm`, community.slice(1));
      const run = await requestRun(jalon.store, jalon.queues, id, inputs, new Date());
      await sql`
      insert into snapshots (id, challenge_id, side, run_id, state, hash, format, fetched_at, rows, rejected, warnings, columns)
      select 'half-' || side, challenge_id, side, ${run}, 'next', 'half', 'CSV', now(), 1, '[]', '[]', '[]'
      from snapshots where challenge_id = ${id} and state = 'current'`.execute(jalon.store);
      await jalon.work();
      expect(await ended(jalon.store, run)).toMatchObject({
        state: 'done',
        summary: { compared: { official: 58, community: 54 } },
      });
      const { rows } = await sql`select id from snapshots where hash = 'half'`.execute(jalon.store);
      expect(rows).toEqual([]);
      await jalon.rest();
    });

    it('finish although the queue has lost everything', async () => {
      const { id, inputs } = await begin();
      const run = await requestRun(jalon.store, jalon.queues, id, inputs, new Date());
      await loseQueue(jalon);
      await jalon.work();
      await new Promise(resolve => setTimeout(resolve, 1500));
      expect(await findRun(jalon.store, run)).toMatchObject({ state: 'running', step: 'snapshot' });
      expect(await recover(jalon.store, jalon.queues, { silence: 0 })).toBe(1);
      expect(await ended(jalon.store, run)).toMatchObject({ state: 'done', attempt: 2 });
      expect(kindsOf(await tasksOf(jalon.store, id))).toHaveLength(9);
      await jalon.rest();
    });

    it('are left alone by recovery for as long as they wait for a free worker', async () => {
      const { id, inputs } = await begin();
      const run = await requestRun(jalon.store, jalon.queues, id, inputs, new Date());
      await sql`update runs set beat_at = now() - interval '1 day' where id = ${run}`.execute(jalon.store);
      expect(await recover(jalon.store, jalon.queues, { silence: 0 })).toBe(0);
      await jalon.work();
      expect(await ended(jalon.store, run)).toMatchObject({ state: 'done', attempt: 1 });
      await jalon.rest();
    });

    it('do their work once, however often they are handed out', async () => {
      const { id, inputs } = await begin();
      const run = await requestRun(jalon.store, jalon.queues, id, inputs, new Date());
      await recover(jalon.store, jalon.queues, { silence: 0, evenReady: true });
      await recover(jalon.store, jalon.queues, { silence: 0, evenReady: true });
      await jalon.work();
      expect(await ended(jalon.store, run)).toMatchObject({ state: 'done', attempt: 3 });
      const { rows } = await sql<{ events: number; tasks: number; places: number }>`
      select (select count(*)::int from task_events where run_id = ${run}) as events,
        (select count(*)::int from tasks where challenge_id = ${id}) as tasks,
        (select count(*)::int from places where challenge_id = ${id}) as places`.execute(jalon.store);
      expect(rows[0]).toEqual({ events: 9, tasks: 9, places: 60 });
      await jalon.rest();
    });
  });
});
