import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';
import type { Migration } from './migrations/migrations.ts';

/** Whoever holds it builds; any number that is ours alone. */
const INDEX_LOCK = 5_180_027;

/** Times that one index is begun anew after PostgreSQL broke it off, because it and another waited for each other. */
const TRIES = 5;
const DEADLOCK = '40P01';

/**
 * Builds the indexes of migrations that are not there, without locking writers out, one process at a time: two that
 * build at once wait for each other's snapshots, and PostgreSQL ends one of them as a deadlock. Nobody waits for the
 * process that is at it, since an index of a large table takes long and Jalon works without. One whose building was
 * broken off stands there unusable, and is built anew.
 */
export async function buildIndexes(store: Kysely<Database>, migrations: readonly Migration[]): Promise<void> {
  const wanted = migrations.flatMap(({ indexes = {} }) => Object.entries(indexes));
  if (wanted.length === 0) return;
  await store.connection().execute(async session => {
    // Never the lock that waits: a statement that waits has a snapshot, which the builder would wait for in turn.
    const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_lock(${sql.lit(INDEX_LOCK)}) as mine`.execute(session);
    if (!rows[0]?.mine) return;
    try {
      for (const [name, on] of wanted) await buildIndex(session, name, on);
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(INDEX_LOCK)})`.execute(session);
    }
  });
}

async function buildIndex(session: Kysely<Database>, name: string, on: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    const state = await stateOf(session, name);
    if (state === 'whole') return;
    try {
      if (state === 'broken off')
        await sql`drop index concurrently if exists ${sql.id(name)}`.execute(session);
      await sql.raw(`create index concurrently if not exists ${name} on ${on}`).execute(session);
      return;
    } catch (fault) {
      if ((fault as { code?: string }).code !== DEADLOCK || tried >= TRIES) throw fault;
      await pause(tried * 200);
    }
  }
}

async function stateOf(session: Kysely<Database>, name: string): Promise<'whole' | 'broken off' | 'missing'> {
  const { rows } = await sql<{ whole: boolean }>`
    select i.indisvalid as whole
    from pg_class c join pg_index i on i.indexrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relname = ${name}`.execute(session);
  if (!rows[0]) return 'missing';
  return rows[0].whole ? 'whole' : 'broken off';
}
