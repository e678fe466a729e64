import type { Kysely } from 'kysely';
import { LIFECYCLE, next, type TaskEvent } from '../../core/task/lifecycle.ts';
import { STATES, type TaskState } from '../../core/task/task.ts';
import { jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';
import { type LockedTask, standingOf } from './locked-task.ts';

/** States in which a volunteer may take and answer a task. */
export const ASKED: readonly TaskState[] = STATES.filter(state => !('impossible' in LIFECYCLE[state].answer));

export type Happened = Readonly<{
  now: Date;
  person?: string;
  data?: Readonly<Record<string, unknown>>;
}>;

/**
 * Moves a locked task by an event, after the answers that made it were written.
 * `updated_at` stays while the task is asked: it would tell others that somebody answered.
 */
export async function moveTask(
  transaction: Kysely<Database>,
  locked: LockedTask,
  event: TaskEvent,
  { now, person, data = {} }: Happened,
): Promise<TaskState> {
  const state = next(locked.state, event, await standingOf(transaction, locked));
  if (state !== locked.state)
    await transaction
      .updateTable('tasks')
      .set({ state, ...(!ASKED.includes(state) && { updated_at: now }) })
      .where('id', '=', locked.id)
      .execute();
  await transaction
    .insertInto('task_events')
    .values({
      task_id: locked.id,
      at: now,
      event,
      from_state: locked.state,
      to_state: state,
      data: jsonb(data),
      run_id: null,
      person_id: person ?? null,
    })
    .execute();
  return state;
}
