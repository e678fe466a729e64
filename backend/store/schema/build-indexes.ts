import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';
import type { Migration } from './migrations/migrations.ts';

/** Two that build at once wait for each other's snapshots, and PostgreSQL ends one of them. */
const DEADLOCK = '40P01';
/** Times that it is begun anew after that; each time somebody has got further. */
const TRIES = 10;
/** milliseconds between two tries, and how much longer at random: who waited together shall not try together */
const PAUSE = { least: 200, spread: 400 };

/**
 * Builds the indexes of migrations that are not there, without locking writers out. Where another process is at one of
 * them it builds the others, too, and nobody waits for it: an index of a large table takes long, and Jalon works without.
 * One whose building was broken off stands there unusable, and is built anew.
 */
export async function buildIndexes(store: Kysely<Database>, migrations: readonly Migration[]): Promise<void> {
  const wanted = Object.assign({}, ...migrations.map(({ indexes }) => indexes)) as Record<string, string>;
  for (let tried = 1; ; tried++)
    try {
      await buildMissing(store, wanted);
      return;
    } catch (fault) {
      if ((fault as { code?: string }).code !== DEADLOCK || tried >= TRIES) throw fault;
      await pause(PAUSE.least + PAUSE.spread * Math.random());
    }
}

async function buildMissing(
  store: Kysely<Database>,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, on] of Object.entries(wanted)) {
    const states = await statesOf(store, Object.keys(wanted));
    if ([...states.values()].includes('being built')) return;
    const state = states.get(name);
    if (state === 'whole') continue;
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
