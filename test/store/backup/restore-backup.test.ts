import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BACKUP_TABLES } from '../../../backend/store/backup/backup-tables.ts';
import { packed } from '../../../backend/store/backup/packed.ts';
import { writeBackup } from '../../../backend/store/backup/write-backup.ts';
import { connect } from '../../../backend/store/connect.ts';
import { currentVersion, migrate } from '../../../backend/store/schema/migrate.ts';
import { MIGRATIONS } from '../../../backend/store/schema/migrations/migrations.ts';
import { beatProcess } from '../../../backend/store/watch/processes.ts';
import { DATABASES, type DatabaseKind, type EmptyStore, emptyStore } from '../empty-store.ts';
import { seedPerson } from '../seed.ts';
import { backUp, restoreFrom } from './back-up.ts';
import { nextEvent, rowsOf, seedEverything } from './rows.ts';

vi.setConfig({ testTimeout: 120_000 });

const NEWEST = MIGRATIONS.at(-1)!.version;
const SOURCE = 'code;name\n1;well\n';
const HASH = createHash('sha256').update(SOURCE).digest('hex');

let folder: string;
const opened: EmptyStore[] = [];
/** An empty database, closed after all tests. */
const empty = async (kind: DatabaseKind = 'postgres') => {
  const one = await emptyStore(kind);
  opened.push(one);
  return one;
};
const file = () => join(folder, randomUUID());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jalon-backup-'));
});
afterAll(async () => {
  for (const one of opened) await one.close();
  await rm(folder, { recursive: true, force: true });
});

/** A database with something in every table, and its backup. */
async function seeded(kind: DatabaseKind = 'postgres') {
  const from = await empty(kind);
  await seedEverything(from.store);
  const sources = join(folder, 'sources');
  mkdirSync(sources, { recursive: true });
  writeFileSync(join(sources, HASH), SOURCE);
  await sql`update snapshots set hash = ${HASH}`.execute(from.store);
  await sql`insert into fetched (address, sent_by, hash, fetched_at)
    select 'https://example.org/' || hash, 'a server', hash, now() from (values (${HASH}), ('lost')) as t (hash)`.execute(
    from.store,
  );
  const backup = file();
  await backUp(from.url, backup, { schema: NEWEST, sources });
  return { from, backup };
}

describe.each(DATABASES.flatMap(a => DATABASES.map(b => [a, b] as const)))('from %s to %s', (a, b) => {
  it('every row of every table is restored to the last digit, numbers go on, and what was fetched is asked anew', async () => {
    const { from, backup } = await seeded(a);
    const to = await empty(b);
    await restoreFrom(backup, to.url);
    const [before, after] = [await rowsOf(from.store), await rowsOf(to.store)];
    for (const table of BACKUP_TABLES) {
      // Bytes that were not in the backup could not be read again: their address has to send them anew.
      const wanted =
        table === 'fetched' ? before[table]!.filter(row => !row.includes('lost')) : before[table];
      expect(after[table], table).toEqual(wanted);
      expect(after[table]!.length, table).toBeGreaterThan(0);
    }
    expect(await nextEvent(to.store)).toBe(4);
    expect(readFileSync(join(folder, 'restored', HASH), 'utf8')).toBe(SOURCE);
    const { rows } = await sql<{ indexes: string }>`
      select indexdef as indexes from pg_indexes where schemaname = 'public' order by indexdef`.execute(
      to.store,
    );
    const { rows: wanted } = await sql<{ indexes: string }>`
      select indexdef as indexes from pg_indexes where schemaname = 'public' order by indexdef`.execute(
      from.store,
    );
    expect(rows).toEqual(wanted);
  });
});

describe('a backup', () => {
  it('shows one moment, whoever writes meanwhile', async () => {
    const { store, url } = await empty();
    await seedEverything(store);
    const before = await rowsOf(store);
    const head = { schema: NEWEST, jalon: 'test', setting: 'postgres', at: '2026-05-01T12:00:00Z' } as const;
    const parts = writeBackup(url, head, null);
    const given = [(await parts.next()).value as Buffer];
    await sql`update tasks set name = 'changed since'`.execute(store);
    await seedPerson(store, 'late');
    const backup = file();
    async function* all() {
      yield* given;
      yield* parts;
    }
    await writeFile(backup, packed(all()));
    const to = await empty();
    await restoreFrom(backup, to.url);
    expect(await rowsOf(to.store)).toEqual(before);
  });

  it('of an upload under way has it looked at before anything is sent', async () => {
    const { from } = await seeded();
    await sql`update changesets set state = 'sent', ended_at = null, checked_at = null`.execute(from.store);
    const backup = file();
    await backUp(from.url, backup, { schema: NEWEST });
    const to = await empty();
    await restoreFrom(backup, to.url);
    const { rows } = await sql`select hold from uploads`.execute(to.store);
    expect(rows).toEqual([{ hold: 'restored' }]);
  });

  it('without its sources needs none', async () => {
    const { from } = await seeded();
    const backup = file();
    await backUp(from.url, backup, { schema: NEWEST });
    const to = await empty();
    await restoreFrom(backup, to.url, { sources: join(folder, 'none') });
    expect((await rowsOf(to.store)).fetched).toEqual([]);
    await expect(readdir(join(folder, 'none'))).rejects.toThrow('ENOENT');
  });

  it('of an earlier schema is restored into that, and then brought up to date', async () => {
    const { from, backup } = await seeded();
    const later = [
      ...MIGRATIONS,
      {
        version: NEWEST + 1,
        name: 'later',
        sql: `alter table tasks add column weight integer; update tasks set weight = length(id)`,
      },
    ];
    const to = await empty();
    // The place has been opened by the later Jalon already.
    await migrate(to.store, later);
    await restoreFrom(backup, to.url, { migrations: later });
    expect(await currentVersion(to.store)).toBe(NEWEST + 1);
    const { rows } = await sql`select distinct weight from tasks`.execute(to.store);
    expect(rows).toEqual([{ weight: 2 }]);
    const { rows: events } = await sql`select * from task_events order by id`.execute(to.store);
    expect(events).toEqual((await sql`select * from task_events order by id`.execute(from.store)).rows);
  });

  it('of a newer schema is refused, and what is there stays', async () => {
    const { from } = await seeded();
    const backup = file();
    await backUp(from.url, backup, { schema: NEWEST + 1 });
    const to = await empty();
    await seedPerson(to.store, 'eve');
    const before = await rowsOf(to.store);
    await expect(restoreFrom(backup, to.url, { replace: true })).rejects.toThrow('update Jalon');
    expect(await rowsOf(to.store)).toEqual(before);
  });

  it('whose tables are not those of its schema is refused, and what is there stays', async () => {
    const { from } = await seeded();
    await sql`alter table tasks add column odd text`.execute(from.store);
    const backup = file();
    await backUp(from.url, backup, { schema: NEWEST });
    const to = await empty();
    await seedPerson(to.store, 'eve');
    const before = await rowsOf(to.store);
    await expect(restoreFrom(backup, to.url, { replace: true })).rejects.toThrow('table tasks');
    expect(await rowsOf(to.store)).toEqual(before);
  });
});

describe('a place', () => {
  it('that holds something is left alone unless it is to be replaced', async () => {
    const { from, backup } = await seeded();
    const to = await empty();
    await seedPerson(to.store, 'eve');
    await expect(restoreFrom(backup, to.url)).rejects.toThrow('--replace');
    await restoreFrom(backup, to.url, { replace: true });
    expect((await rowsOf(to.store)).persons).toEqual((await rowsOf(from.store)).persons);
  });

  it('on which a Jalon gave a sign of life within a minute is left alone', async () => {
    const { backup } = await seeded();
    const to = await empty();
    const self = { id: 'x', role: 'api', host: 'box', pid: 7, version: '0', folder_id: null } as const;
    await beatProcess(to.store, self);
    await expect(restoreFrom(backup, to.url, { alone: false })).rejects.toThrow('process 7 on box');
    await sql`update processes set beat_at = now() - interval '61 seconds'`.execute(to.store);
    await restoreFrom(backup, to.url, { alone: false });
    const { rows } = await sql`select * from processes`.execute(to.store);
    expect(rows).toEqual([]);
  });

  it('makes a Jalon that starts meanwhile wait for the end, which finds all of it', async () => {
    const { backup } = await seeded();
    const to = await empty();
    let found: number | null = null;
    const starting = connect(to.url, { max: 1 });
    const start = async () => {
      await migrate(starting);
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from features`.execute(starting);
      found = rows[0]!.n;
    };
    let started: Promise<void> | null = null;
    await restoreFrom(backup, to.url, {
      emptyQueue: async () => {
        started = start();
        // It waits for our lock, as the server itself says.
        await vi.waitFor(async () => {
          const client = new pg.Client({ connectionString: to.url });
          await client.connect();
          const { rows } = await client.query(
            `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
          );
          await client.end();
          expect(rows).toHaveLength(1);
        }, 30_000);
        expect(found).toBeNull();
      },
    });
    await started;
    await starting.destroy();
    expect(found).toBe(2500);
  });
});
