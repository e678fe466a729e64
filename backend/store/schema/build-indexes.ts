import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';
import type { Migration } from './migrations/migrations.ts';

/**
 * Builds the indexes of migrations that are not there, without locking writers out. One whose building was broken off
 * stands there unusable, and is built anew, unless another process is at it: that one ends it.
 */
export async function buildIndexes(store: Kysely<Database>, migrations: readonly Migration[]): Promise<void> {
  const wanted = migrations.flatMap(({ indexes = {} }) => Object.entries(indexes));
  if (wanted.length === 0) return;
  const states = await statesOf(
    store,
    wanted.map(([name]) => name),
  );
  for (const [name, on] of wanted) {
    const state = states.get(name);
    if (state === 'whole' || state === 'being built') continue;
    if (state === 'broken off') await sql`drop index concurrently if exists ${sql.id(name)}`.execute(store);
    await sql.raw(`create index concurrently if not exists ${name} on ${on}`).execute(store);
  }
}

type State = 'whole' | 'being built' | 'broken off';

async function statesOf(store: Kysely<Database>, names: readonly string[]): Promise<Map<string, State>> {
  const { rows } = await sql<{ name: string; state: State }>`
    select c.relname as name, case
        when i.indisvalid then 'whole'
        when exists (select 1 from pg_stat_progress_create_index p where p.index_relid = c.oid) then 'being built'
        else 'broken off'
      end as state
    from pg_class c join pg_index i on i.indexrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relname = any(${[...names]}::text[])`.execute(
    store,
  );
  return new Map(rows.map(({ name, state }) => [name, state]));
}
