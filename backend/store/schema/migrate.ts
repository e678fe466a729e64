import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Store } from '../connect.ts';
import { firstLine, StartFault } from '../opening/start-fault.ts';
import type { Database } from '../tables.ts';
import { buildIndexes } from './build-indexes.ts';
import { MIGRATIONS, type Migration } from './migrations/migrations.ts';
import { refuseOlderProcesses } from './refuse-older-processes.ts';

/** Two processes that start at once on one server take turns by it; any number that is ours alone. */
export const MIGRATION_LOCK = 5_180_026;

/** PostgreSQL 15: `unique nulls not distinct` and the like; the version that Debian 12 has. */
const OLDEST_POSTGRES = 150_000;

const DEFAULTS = {
  /** milliseconds that a step waits for a table; meanwhile whoever else wants it waits behind */
  lockTimeout: 2_000,
  /** milliseconds between two tries, in which those have their turn */
  pause: 1_000,
  /** A table that is never free for so many tries is held by something that a person should look at. */
  tries: 30,
};

/**
 * Brings the schema to the newest version, each step in its own transaction, while older processes work on it.
 * @returns the versions that were applied now
 * @throws StartFault when the database is newer than this code, or is not Jalon's; nothing is changed then
 */
export async function migrate(
  store: Store,
  migrations: readonly Migration[] = MIGRATIONS,
  options: Partial<typeof DEFAULTS> = {},
): Promise<number[]> {
  const { lockTimeout, pause: between, tries } = { ...DEFAULTS, ...options };
  await refuseOldServer(store);
  const applied: number[] = [];
  for (const step of migrations)
    for (let tried = 1; ; tried++) {
      const done = await apply(store, step, migrations, lockTimeout);
      if (done === 'busy' && tried >= tries)
        throw new StartFault(
          `the database could not be brought to schema ${step.version}: its tables are in use by a long transaction; end it, then start Jalon again`,
        );
      if (done === 'applied') applied.push(step.version);
      if (done !== 'busy') break;
      await pause(between);
    }
  await buildIndexes(store, migrations);
  return applied;
}

/** What PostgreSQL says when a lock was not to be had in time, or two waited for each other. */
const BUSY = new Set(['55P03', '40P01']);

/** Applies a step unless it was; `busy`: nothing was changed, because others hold a table that it needs. */
async function apply(
  store: Store,
  step: Migration,
  migrations: readonly Migration[],
  lockTimeout: number,
): Promise<'applied' | 'known' | 'busy'> {
  try {
    return await store.transaction().execute(async transaction => {
      await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(transaction);
      const current = await currentVersion(transaction);
      refuse(current, migrations.at(-1)?.version ?? 0, migrations);
      if (current === null) await begin(transaction);
      if (step.version <= (current ?? 0)) return 'known';
      if (step.contracts) await refuseOlderProcesses(transaction, step.contracts);
      // After the lock above, which a restore may hold for as long as it takes.
      await sql`select set_config('lock_timeout', ${`${lockTimeout}ms`}, true)`.execute(transaction);
      await run(transaction, step);
      await transaction
        .insertInto('schema_versions')
        .values({ version: step.version, name: step.name })
        .execute();
      return 'applied';
    });
  } catch (fault) {
    if (BUSY.has((fault as { code?: string }).code ?? '')) return 'busy';
    throw fault;
  }
}

async function run(transaction: Transaction<Database>, { version, sql: text }: Migration): Promise<void> {
  try {
    await sql.raw(text).execute(transaction);
  } catch (fault) {
    if (BUSY.has((fault as { code?: string }).code ?? '')) throw fault;
    // PostGIS that is not there, rights that are not given: the operator's to set right, and PostgreSQL says which.
    throw new StartFault(`the database could not be brought to schema ${version}: ${firstLine(fault)}`);
  }
}

/** Null: nothing of ours is in this database. */
export async function currentVersion(store: Kysely<Database>): Promise<number | null> {
  const found = await sql<{
    there: boolean;
  }>`select to_regclass('schema_versions') is not null as there`.execute(store);
  if (!found.rows[0]?.there) return null;
  const row = await store
    .selectFrom('schema_versions')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function refuseOldServer(store: Store): Promise<void> {
  const { rows } = await sql<{ number: number; version: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`.execute(
    store,
  );
  const server = rows[0];
  if (server && server.number < OLDEST_POSTGRES)
    throw new StartFault(`PostgreSQL ${server.version} is too old: Jalon needs 15 or later`);
}

function refuse(current: number | null, newest: number, migrations: readonly Migration[]): void {
  if (current === null) return;
  if (current > newest)
    throw new StartFault(
      `the database was made by a newer Jalon (schema ${current}, this is ${newest}): update Jalon or use another DATA_DIR or DATABASE_URL`,
    );
  const oldest = (migrations[0]?.version ?? 1) - 1;
  if (current < oldest)
    throw new StartFault(
      `the database is too old for this Jalon (schema ${current}, the oldest it can bring up to date is ${oldest}): start an earlier Jalon on it first`,
    );
}

/** The first touch: refuses a database where somebody else's tables have the names of ours. */
async function begin(transaction: Transaction<Database>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm')
      and c.relname in ('challenges', 'runs', 'features', 'places', 'tasks', 'answers')`.execute(transaction);
  if (rows.length > 0)
    throw new StartFault(
      `the database holds tables that are not Jalon's (${rows
        .map(row => row.name)
        .sort()
        .join(', ')}): give Jalon a database of its own`,
    );
  await sql`
    create table schema_versions (
      version integer primary key,
      name text not null,
      applied_at timestamptz not null default now()
    )`.execute(transaction);
}
