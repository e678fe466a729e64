import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../tables.ts';

export type ProcessRow = Selectable<Database['processes']>;
/** What a process says of itself. */
export type Self = Readonly<Pick<ProcessRow, 'id' | 'role' | 'host' | 'pid' | 'version' | 'folder_id'>>;

/** seconds; one whose last sign of life is older has gone. Six beats: a long transaction holds some of them up. */
export const SILENCE = 60;
/** seconds; rows that are older are of nobody's interest any more */
const FORGOTTEN = 3600;

/** Writes the process's row, or that it is still alive; also after its row was swept during a long pause. */
export async function beatProcess(store: Kysely<Database>, self: Self): Promise<void> {
  await sql`
    insert into processes (id, role, host, pid, version, folder_id)
    values (${self.id}, ${self.role}, ${self.host}, ${self.pid}, ${self.version}, ${self.folder_id})
    on conflict (id) do update set beat_at = now()`.execute(store);
}

/** The process ends as it should. */
export async function removeProcess(store: Kysely<Database>, id: string): Promise<void> {
  await store.deleteFrom('processes').where('id', '=', id).execute();
}

/** Removes the rows of those who ended without a word an hour ago. */
export async function sweepProcesses(store: Kysely<Database>): Promise<void> {
  await sql`delete from processes where beat_at < now() - make_interval(secs => ${FORGOTTEN})`.execute(store);
}

/** Removes every row but one: on its own database a process is alone, whatever an earlier one left. */
export async function removeOtherProcesses(store: Kysely<Database>, id: string): Promise<void> {
  await store.deleteFrom('processes').where('id', '!=', id).execute();
}

/** Those that gave a sign of life of late, the longest-serving first. */
export async function liveProcesses(store: Kysely<Database>): Promise<ProcessRow[]> {
  return store
    .selectFrom('processes')
    .selectAll()
    .where('beat_at', '>', sql<Date>`now() - make_interval(secs => ${SILENCE})`)
    .orderBy('started_at')
    .orderBy('id')
    .execute();
}

/** Processes that work on jobs and gave a sign of life of late. */
export async function workersAlive(store: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from processes
    where role in ('worker', 'all') and beat_at > now() - make_interval(secs => ${SILENCE})`.execute(store);
  return rows[0]!.count;
}
