import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveChallenge } from '../../../backend/store/challenges.ts';
import { connect, type Store } from '../../../backend/store/connect.ts';
import { currentVersion, migrate } from '../../../backend/store/schema/migrate.ts';
import { MIGRATIONS } from '../../../backend/store/schema/migrations/migrations.ts';
import { requestRun } from '../../../jobs/enqueue.ts';
import { settle } from '../../../jobs/rounds/settle.ts';
import { type Serving, serve, Visitor } from '../../http/serve.ts';
import { ended, type Jalon, openJalon, runOnce } from '../../open-jalon.ts';
import { challengeOf, north, stations, writeCommunity, writeOfficial } from '../../whole-run/sources.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../seed.ts';
import { notAdditive } from './additive.ts';
import { bareDatabase } from './bare-database.ts';

const NEWEST = MIGRATIONS.at(-1)!.version;
/** What a newer Jalon brings, with every kind of change that a step may make. */
const NEWER = {
  version: NEWEST + 1,
  name: 'newer',
  sql: `
    alter table tasks add column weight integer not null default 1, add column looked_at timestamptz;
    alter table runs add column words text default 'none' not null;
    alter table answers add column device text;
    create table notes (id text primary key, task_id text not null references tasks (id) on delete cascade);
    create index notes_of_task on notes (task_id);`,
  indexes: { tasks_weight: 'tasks (challenge_id, weight)', answers_of_task: 'answers (task_id, at)' },
};
const newer = [...MIGRATIONS, NEWER];

describe('a newer Jalon that migrates', () => {
  let jalon: Jalon;
  let app: Serving;
  let second: Store;
  beforeAll(async () => {
    jalon = await openJalon('postgres');
    await jalon.work();
    app = await serve({ store: jalon.store, queues: jalon.queues });
    second = connect(jalon.place.databaseUrl!, { max: 2 });
    await seedChallenge(jalon.store, testChallenge('wells'));
    for (let i = 0; i < 400; i++)
      await seedTask(jalon.store, 'wells', `w${i}`, movedFinding(String(i), [4 + i / 1000, 50]));
  });
  afterAll(async () => {
    await app?.close();
    await second?.destroy();
    await jalon?.close();
  });

  let requests = 0;
  /** Takes the next task and answers it. @returns the statuses of both */
  async function answerNext(visitor: Visitor): Promise<number[]> {
    const taken = await visitor.post('/api/v1/challenges/wells/next');
    if (taken.status !== 200) return [taken.status];
    const answered = await visitor.post(`/api/v1/tasks/${taken.json.id}/answers`, {
      requestId: `request-${++requests}`,
      factsDigest: taken.json.factsDigest,
      acceptTerms: true,
      answer: { say: 'not-an-issue' },
    });
    return [taken.status, answered.status];
  }

  it('has steps that its own rule allows', () => {
    expect(notAdditive(NEWER)).toEqual([]);
  });

  it('holds nobody up while it waits for a table that a long transaction reads', async () => {
    const visitor = new Visitor(app.url);
    await answerNext(visitor);
    const outcome = await second.transaction().execute(async reader => {
      await sql`select count(*) from tasks`.execute(reader);
      const tried = migrate(jalon.store, newer, { lockTimeout: 300, pause: 50, tries: 3 }).catch(
        (fault: Error) => fault.message,
      );
      // Behind a migration without a time limit these would wait for the reader, which waits for them.
      for (let i = 0; i < 5; i++) expect(await answerNext(visitor)).toEqual([200, 201]);
      return await tried;
    });
    expect(outcome).toContain('its tables are in use by a long transaction');
    expect(await currentVersion(second)).toBe(NEWEST);
  });

  it('breaks neither the run nor the answers that older processes have under way', async () => {
    const all = stations(1200);
    await saveChallenge(jalon.store, challengeOf('stations'), {});
    const inputs = {
      official: await writeOfficial(jalon.folder, 'official.csv', all.slice(0, 1150)),
      community: await writeCommunity(
        jalon.folder,
        'community.osm',
        all.slice(50).map(station => (station.n % 5 === 0 ? north(station, 300) : station)),
      ),
    };
    const run = await requestRun(jalon.store, jalon.queues, 'stations', inputs, new Date());
    const statuses: number[] = [];
    let working = true;
    const people = Array.from({ length: 4 }, async () => {
      const visitor = new Visitor(app.url);
      do {
        statuses.push(...(await answerNext(visitor)));
        await settle(jalon.store, new Date(Date.now() + 60_000));
      } while (working);
    });
    await expect.poll(() => statuses.length, { timeout: 30_000 }).toBeGreaterThan(8);
    expect(await migrate(second, newer)).toEqual([NEWEST + 1]);
    const before = statuses.length;
    await expect.poll(() => statuses.length, { timeout: 30_000 }).toBeGreaterThan(before + 8);
    const row = await ended(jalon.store, run);
    working = false;
    await Promise.all(people);

    expect(row).toMatchObject({ state: 'done', attempt: 1, error: null });
    expect(row.summary.tasks!.opened).toBeGreaterThan(250);
    expect(new Set(statuses.filter(status => status !== 204))).toEqual(new Set([200, 201]));
    const { rows } = await sql<{ state: string }>`
      select distinct t.state from answers a join tasks t on t.id = a.task_id where a.state = 'counted'`.execute(
      second,
    );
    expect(rows).toEqual([{ state: 'settled' }]);
  });

  it('leaves older processes to go on: another run, other answers, and ready', async () => {
    const { official, community } = (await runOf('stations')).inputs;
    await writeOfficial(jalon.folder, 'official.csv', stations(1200).slice(5, 1150));
    expect(await runOnce(jalon, 'stations', { official, community })).toMatchObject({ state: 'done' });
    await seedTask(jalon.store, 'wells', 'late', movedFinding('999', [9, 50]));
    expect(await answerNext(new Visitor(app.url))).toEqual([200, 201]);
    const ready = await fetch(`${app.url}/readyz`);
    expect([ready.status, ((await ready.json()) as { checks: object }).checks]).toMatchObject([
      200,
      { migrations: { ok: true } },
    ]);
  });

  it('refuses a start of an older one from then on', async () => {
    await expect(migrate(second)).rejects.toThrow(/made by a newer Jalon/);
  });

  const runOf = (challenge: string) =>
    jalon.store
      .selectFrom('runs')
      .selectAll()
      .where('challenge_id', '=', challenge)
      .executeTakeFirstOrThrow();
});

describe('processes that start at once on an empty database', () => {
  const indexes = Object.fromEntries(
    ['state', 'kinds', 'settled_at', 'challenge_id', 'id'].map(column => [
      `tasks_by_${column}`,
      `tasks (${column})`,
    ]),
  );
  const wide = [...MIGRATIONS, { ...NEWER, indexes }];

  it('apply each step once between them, and wait for each other nowhere without end', async () => {
    const database = await bareDatabase('postgres');
    const stores = Array.from({ length: 5 }, () => connect(database.url, { max: 2 }));
    try {
      const applied = await Promise.all(stores.map(store => migrate(store, wide)));
      expect(applied.flat().sort()).toEqual(wide.map(({ version }) => version));
      expect(await usable(stores[0]!)).toEqual(Object.keys(indexes).sort());
    } finally {
      await Promise.all(stores.map(store => store.destroy()));
      await database.close();
    }
  });

  it('leave nothing unusable behind when the building of an index is broken off', async () => {
    const database = await bareDatabase('postgres');
    const store = connect(database.url, { max: 3 });
    try {
      await migrate(store, [...MIGRATIONS, { ...NEWER, indexes: {} }]);
      await store.transaction().execute(async reader => {
        await sql`lock table tasks in row exclusive mode`.execute(reader);
        const building = migrate(store, wide).catch((fault: Error) => fault.message);
        await expect.poll(() => builder(store), { timeout: 30_000 }).toBeDefined();
        await sql`select pg_cancel_backend(${await builder(store)}::int)`.execute(store);
        expect(await building).toContain('canceling statement');
      });
      await migrate(store, wide);
      expect(await usable(store)).toEqual(Object.keys(indexes).sort());
    } finally {
      await store.destroy();
      await database.close();
    }
  });

  async function builder(store: Store): Promise<number | undefined> {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity
      where datname = current_database() and query like 'create index concurrently%' and wait_event_type = 'Lock'`.execute(
      store,
    );
    return rows[0]?.pid;
  }

  async function usable(store: Store): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select indexrelid::regclass::text as name from pg_index
      where indisvalid and indexrelid::regclass::text like 'tasks\\_by\\_%'`.execute(store);
    return rows
      .map(({ name }) => name)
      .filter(name => name in indexes)
      .sort();
  }
});
