import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from './tables.ts';

export type ScheduleRow = Selectable<Database['schedules']>;

/** By challenge. */
export async function schedules(store: Kysely<Database>): Promise<ScheduleRow[]> {
  return store.selectFrom('schedules').selectAll().orderBy('challenge_id').execute();
}

export async function findSchedule(store: Kysely<Database>, challenge: string): Promise<ScheduleRow | null> {
  const row = await store
    .selectFrom('schedules')
    .selectAll()
    .where('challenge_id', '=', challenge)
    .executeTakeFirst();
  return row ?? null;
}

/** When the next run of each challenge is due, of one or of all. */
export async function dueTimes(store: Kysely<Database>, challenge?: string): Promise<Map<string, Date>> {
  let rows = store.selectFrom('schedules').select(['challenge_id', 'due_at']);
  if (challenge !== undefined) rows = rows.where('challenge_id', '=', challenge);
  return new Map((await rows.execute()).map(row => [row.challenge_id, row.due_at]));
}

/** One a challenge; what it last did stays known when it is changed. */
export async function saveSchedule(
  store: Kysely<Database>,
  schedule: Pick<ScheduleRow, 'challenge_id' | 'pattern' | 'timezone' | 'due_at'>,
): Promise<void> {
  await store
    .insertInto('schedules')
    .values(schedule)
    .onConflict(conflict =>
      conflict.column('challenge_id').doUpdateSet({
        pattern: schedule.pattern,
        timezone: schedule.timezone,
        due_at: schedule.due_at,
        updated_at: sql`now()`,
      }),
    )
    .execute();
}

/** @returns whether there was one */
export async function dropSchedule(store: Kysely<Database>, challenge: string): Promise<boolean> {
  const gone = await store
    .deleteFrom('schedules')
    .where('challenge_id', '=', challenge)
    .returning('challenge_id')
    .execute();
  return gone.length > 0;
}

/** Challenges whose time has come by the database's clock. */
export async function dueSchedules(store: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ challenge_id: string }>`
    select challenge_id from schedules where due_at <= now() order by due_at, challenge_id`.execute(store);
  return rows.map(row => row.challenge_id);
}

/**
 * Takes what is due, for this transaction alone: whoever else tries waits for its end, and finds it no longer due once
 * `setFired` has moved it on. Null where nothing is due.
 */
export async function claimDue(
  transaction: Kysely<Database>,
  challenge: string,
): Promise<(Pick<ScheduleRow, 'pattern' | 'timezone'> & { fired_at: Date }) | null> {
  const { rows } = await sql<{ pattern: string; timezone: string; fired_at: Date }>`
    update schedules set fired_at = now()
    where challenge_id = ${challenge} and due_at <= now()
    returning pattern, timezone, fired_at`.execute(transaction);
  return rows[0] ?? null;
}

export async function setFired(
  transaction: Kysely<Database>,
  challenge: string,
  { due, run }: Readonly<{ due: Date; run: string | null }>,
): Promise<void> {
  await transaction
    .updateTable('schedules')
    .set({ due_at: due, run_id: run })
    .where('challenge_id', '=', challenge)
    .execute();
}
