import { type Kysely, sql } from 'kysely';
import type { Store } from '../connect.ts';
import type { Database, RunInputs } from '../tables.ts';
import type { RunRow } from './runs.ts';

/** The latest first. */
export async function runsOf(store: Store, challenge: string, limit: number): Promise<RunRow[]> {
  return store
    .selectFrom('runs')
    .selectAll()
    .where('challenge_id', '=', challenge)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** The latest run of each challenge, of one or of all. */
export async function latestRuns(store: Store, challenge?: string): Promise<Map<string, RunRow>> {
  const only = challenge === undefined ? sql`` : sql`where c.id = ${challenge}`;
  // One look into the index for each challenge: `distinct on` reads every run that there ever was.
  const { rows } = await sql<RunRow>`
    select r.* from challenges c cross join lateral (
      select * from runs where challenge_id = c.id order by requested_at desc, id desc limit 1
    ) r ${only} order by c.id`.execute(store);
  return new Map(rows.map(row => [row.challenge_id, row]));
}

/** A run of the system's that works or waits and reads the same sources; the one that will read them last. */
export async function unfinishedRun(
  store: Kysely<Database>,
  challenge: string,
  { official, community }: RunInputs,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from runs
    where challenge_id = ${challenge} and state in ('waiting', 'running')
      and requested_by is null
      and inputs->>'official' = ${official} and inputs->>'community' = ${community}
    order by requested_at desc, id desc limit 1`.execute(store);
  return rows[0]?.id ?? null;
}
