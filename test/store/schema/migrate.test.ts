import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../../backend/store/connect.ts';
import { StartFault } from '../../../backend/store/opening/start-fault.ts';
import { lat, lon, point } from '../../../backend/store/point.ts';
import { currentVersion, migrate } from '../../../backend/store/schema/migrate.ts';
import { MIGRATIONS } from '../../../backend/store/schema/migrations/migrations.ts';
import { DATABASES } from '../empty-store.ts';
import { bareDatabase } from './bare-database.ts';

describe.each(DATABASES)('on %s', kind => {
  let database: Awaited<ReturnType<typeof bareDatabase>>;
  let store: Store;
  beforeAll(async () => {
    database = await bareDatabase(kind);
    // One connection: a test moves its search path.
    store = connect(database.url, { max: 1 });
  });
  afterAll(async () => {
    await store.destroy();
    await database.close();
  });

  const NEWEST = MIGRATIONS.at(-1)!.version;
  const step = (version: number, text: string) => ({ version, name: `step ${version}`, sql: text });
  const tables = async () =>
    (
      await sql<{ name: string }>`
  select tablename as name from pg_tables where schemaname = 'public'`.execute(store)
    ).rows.map(row => row.name);

  describe('migrate', () => {
    it('refuses a database where others have tables of these names, and changes nothing', async () => {
      await sql`create schema others`.execute(store);
      await sql`set search_path to others`.execute(store);
      await sql`create table tasks (id int)`.execute(store);
      await expect(migrate(store)).rejects.toThrow(
        /^the database holds tables that are not Jalon's \(tasks\): /,
      );
      await sql`reset search_path`.execute(store);
      await sql`drop schema others cascade`.execute(store);
      expect(await currentVersion(store)).toBeNull();
    });

    it('brings an empty database to the newest version, and then has nothing to do', async () => {
      expect(await migrate(store)).toEqual(MIGRATIONS.map(({ version }) => version));
      expect(await currentVersion(store)).toBe(NEWEST);
      expect(await tables()).toEqual(
        expect.arrayContaining(['challenges', 'tasks', 'answers', 'schema_versions']),
      );
      expect(await migrate(store)).toEqual([]);
    });

    it('brings an older database forward, and what it holds stays', async () => {
      await store
        .insertInto('persons')
        .values({ id: 'p', token_hash: 'h', terms_accepted_at: null })
        .execute();
      const newer = [
        ...MIGRATIONS,
        step(NEWEST + 1, "create table added (); comment on table added is 'new'"),
      ];
      expect(await migrate(store, newer)).toEqual([NEWEST + 1]);
      expect(await tables()).toContain('added');
      expect(await store.selectFrom('persons').select('id').execute()).toEqual([{ id: 'p' }]);
    });

    it('refuses a database that is newer than the code', async () => {
      const fault = await migrate(store).catch(error => error);
      expect(fault).toBeInstanceOf(StartFault);
      expect(fault.message).toBe(
        `the database was made by a newer Jalon (schema ${NEWEST + 1}, this is ${NEWEST}): update Jalon or use another DATA_DIR or DATABASE_URL`,
      );
      expect(await tables()).toContain('added');
    });

    it('leaves nothing of a step that fails', async () => {
      const newer = [
        ...MIGRATIONS,
        step(NEWEST + 1, ''),
        step(NEWEST + 2, 'create table half (); select 1 / 0'),
      ];
      await expect(migrate(store, newer)).rejects.toThrow('division by zero');
      expect(await currentVersion(store)).toBe(NEWEST + 1);
      expect(await tables()).not.toContain('half');
    });

    it('builds indexes beside the step, and again one that was broken off', async () => {
      const steps = (more: object) => [
        ...MIGRATIONS,
        step(NEWEST + 1, ''),
        { ...step(NEWEST + 2, 'create table half ()'), ...more },
      ];
      const states = async () =>
        (
          await sql<{ name: string; whole: boolean }>`
        select indexrelid::regclass::text as name, indisvalid as whole from pg_index
        where indexrelid::regclass::text like 'persons\\_b%' order by 1`.execute(store)
        ).rows;
      await store
        .insertInto('persons')
        .values({ id: 'q', token_hash: 'i', terms_accepted_at: null })
        .execute();
      const broken = sql`create unique index concurrently persons_broken on persons (length(token_hash))`;
      await expect(broken.execute(store)).rejects.toThrow('could not create unique index');
      expect(await states()).toEqual([{ name: 'persons_broken', whole: false }]);
      const indexes = {
        persons_broken: 'persons (created_at)',
        persons_built: 'persons (terms_accepted_at)',
      };
      expect(await migrate(store, steps({ indexes }))).toEqual([NEWEST + 2]);
      const both = [
        { name: 'persons_broken', whole: true },
        { name: 'persons_built', whole: true },
      ];
      expect(await states()).toEqual(both);
      await sql`drop index persons_built`.execute(store);
      await sql`delete from persons where id = 'q'`.execute(store);
      expect(await migrate(store, steps({ indexes }))).toEqual([]);
      expect(await states()).toEqual(both);
    });

    it('refuses a database that is older than the oldest it can bring forward', async () => {
      const later = [step(NEWEST + 9, 'create table late ()')];
      await expect(migrate(store, later)).rejects.toThrow(
        /too old for this Jalon \(schema \d+, the oldest .* is \d+\)/,
      );
      expect(await tables()).not.toContain('late');
    });
  });

  describe('point', () => {
    it('keeps a place to the last digit', async () => {
      const at = [-4.123456789012345, 48.98765432109876] as const;
      await sql`create table points (geom geometry(Point, 4326))`.execute(store);
      await sql`insert into points values (${point(at)})`.execute(store);
      const { rows } = await sql`select ${lon('geom')} as lon, ${lat('geom')} as lat from points`.execute(
        store,
      );
      expect(rows).toEqual([{ lon: at[0], lat: at[1] }]);
    });
  });

  describe('connect', () => {
    it('reads counts and identities as numbers', async () => {
      const { rows } = await sql`select count(*) as n, 9007199254740991::bigint as big from persons`.execute(
        store,
      );
      expect(rows).toEqual([{ n: 1, big: 9007199254740991 }]);
    });
  });
});
