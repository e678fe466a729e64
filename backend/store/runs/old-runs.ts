import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../tables.ts';

export const KEPT = {
  /** days after its end that every run stays */
  days: 90,
  /** runs of each challenge that stay however old they are */
  runs: 50,
} as const;

/** Ids of a challenge's rows that were kept long enough. What may go now may go at any later moment. */
export type OldRows = Readonly<{ snapshots: readonly string[]; runs: readonly string[] }>;

/**
 * Runs go that ended long ago, beyond the last ones, unless something speaks of them: a snapshot that stands or is held,
 * findings, a schedule, a task's history. The latest in each state stays too, since the next run begins with what the last
 * ones said. Only a run at work is spoken of anew. Replaced snapshots of those that ended long ago go in any case.
 */
export async function oldRows(store: Kysely<Database>, challenge: string): Promise<OldRows> {
  const ids = async (query: RawBuilder<{ id: string }>) =>
    (await query.execute(store)).rows.map(({ id }) => id);
  const past = sql`
    select id from (
      select id, state, ended_at from runs where challenge_id = ${challenge}
      order by requested_at desc, id desc offset ${KEPT.runs}
    ) r
    where state in ('done', 'failed', 'held') and ended_at < now() - make_interval(days => ${KEPT.days})`;
  return {
    snapshots: await ids(sql`
      select id from snapshots where challenge_id = ${challenge} and state = 'old' and run_id in (${past})
      order by fetched_at, id`),
    runs: await ids(sql`
      select id from runs where id in (
        ${past}
        except (select distinct on (state) id from runs where challenge_id = ${challenge}
          order by state, requested_at desc, id desc)
        except select run_id from snapshots where challenge_id = ${challenge} and state <> 'old'
        except select run_id from findings where challenge_id = ${challenge}
        except select run_id from schedules
      ) and not exists (select 1 from task_events where run_id = runs.id)
      order by requested_at, id`),
  };
}

/** Rows that another worker is removing are left to it. @returns how many went */
export async function removeRows(
  store: Kysely<Database>,
  table: 'snapshots' | 'runs',
  ids: readonly string[],
): Promise<number> {
  const { rows } = await sql`
    delete from ${sql.table(table)} where id in (
      select id from ${sql.table(table)} where id = any(${ids}::text[]) for update skip locked
    ) returning id`.execute(store);
  return rows.length;
}
