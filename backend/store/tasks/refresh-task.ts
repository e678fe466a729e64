import { sql } from 'kysely';
import { nameOf, pointOf } from '../../core/place/seen.ts';
import type { StandingTask, Transition } from '../../core/task/reconcile.ts';
import type { Store } from '../connect.ts';
import { changeTasks, standingTasks } from './tasks.ts';

/**
 * Writes what the map of this moment makes of a task, while nobody else can answer it. @param decide pure; null: nothing changes
 * @returns what was written
 */
export async function refreshTask(
  store: Store,
  { id, challenge }: Readonly<{ id: string; challenge: string }>,
  now: Date,
  decide: (task: StandingTask) => Transition | null,
): Promise<Transition | null> {
  return store.transaction().execute(async transaction => {
    await sql`select 1 from tasks where id = ${id} for update`.execute(transaction);
    const [standing] = await standingTasks(transaction, challenge, [id]);
    const change = standing ? decide(standing) : null;
    if (!change) return null;
    await changeTasks(transaction, [change], {
      run: null,
      now,
      spotOf: facts => ({ at: pointOf(facts), name: nameOf(facts) }),
    });
    return change;
  });
}
