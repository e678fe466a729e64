import { sql } from 'kysely';
import type { Answer } from '../../core/answer/answer.ts';
import type { SettledTask } from '../../core/change/to-changes.ts';
import { LIFECYCLE, next, type TaskEvent } from '../../core/task/lifecycle.ts';
import { STATES, type TaskState } from '../../core/task/task.ts';
import type { Store } from '../connect.ts';
import { inParts, jsonb } from '../jsonb.ts';

const PART = 1000;

/** Tasks with their settled answers, by id; those that have none, or stand in another state, are left out. */
export async function settledTasks(
  store: Store,
  ids: readonly string[],
  states: readonly TaskState[] = STATES,
): Promise<SettledTask[]> {
  const found: SettledTask[] = [];
  for (const part of inParts(ids, PART)) {
    const rows = await store
      .selectFrom('tasks')
      .select(['id', 'facts', 'settlement'])
      .where('id', 'in', part)
      .where('settlement', 'is not', null)
      .where('state', 'in', states)
      .orderBy('id')
      .execute();
    found.push(...rows.map(({ id, facts, settlement }) => ({ id, facts, answer: settlement as Answer })));
  }
  return found;
}

export type UploadEvent = Extract<
  TaskEvent,
  'export' | 'upload-applied' | 'upload-refused' | 'upload-conflict'
>;
export type Told = Readonly<{ now: Date; person?: string; data?: Readonly<Record<string, unknown>> }>;

/** States that this event moves a task on from. None of them depends on what stands of its answers. */
const movedBy = (event: UploadEvent): readonly TaskState[] =>
  STATES.filter(state => 'to' in LIFECYCLE[state][event]);

/**
 * Tells tasks what an upload makes of them, many at once. One that stands where the event changes nothing, or cannot happen, is left
 * alone. For a transaction.
 * @returns those that moved
 */
export async function tellTasks(
  transaction: Store,
  ids: readonly string[],
  event: UploadEvent,
  { now, person, data = {} }: Told,
): Promise<ReadonlySet<string>> {
  const moved = new Set<string>();
  const arrived = event === 'upload-applied';
  for (const part of inParts([...ids].sort(), PART)) {
    // In the order of `lockTasks`: two that wait for each other would end one of them.
    await sql`select 1 from tasks where id = any(${part}::text[]) order by id for update`.execute(
      transaction,
    );
    for (const from of movedBy(event)) {
      const state = next(from, event);
      const { rows } = await sql<{ id: string }>`
        with moved as (
          update tasks set state = ${state}, updated_at = ${now} ${arrived ? sql`, sent_at = ${now}` : sql``}
          where id = any(${part}::text[]) and state = ${from} returning id
        ), told as (
          insert into task_events (task_id, at, event, from_state, to_state, data, person_id)
          select id, ${now}, ${event}, ${from}, ${state}, ${jsonb(data)}::jsonb, ${person ?? null} from moved order by id
        )
        select id from moved`.execute(transaction);
      for (const { id } of rows) moved.add(id);
      if (moved.size === ids.length) return moved;
    }
  }
  return moved;
}
