import { sql } from 'kysely';
import { nameOf, pointOf } from '../../core/place/seen.ts';
import type { StandingTask } from '../../core/task/standing-task.ts';
import type { Transition } from '../../core/task/transition.ts';
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
  const [change] = await refreshTasks(store, { ids: [id], challenge }, now, decide);
  return change ?? null;
}

/** The same of several tasks at once: all is written, or nothing. */
export async function refreshTasks(
  store: Store,
  { ids, challenge }: Readonly<{ ids: readonly string[]; challenge: string }>,
  now: Date,
  decide: (task: StandingTask) => Transition | null,
): Promise<readonly Transition[]> {
  return store.transaction().execute(async transaction => {
    // In the order of `lockTasks`: two that wait for each other would end one of them.
    await sql`select 1 from tasks where id = any(${ids}::text[]) order by id for update`.execute(transaction);
    const standing = await standingTasks(transaction, challenge, ids);
    const changes = standing.flatMap(task => decide(task) ?? []);
    if (changes.length > 0)
      await changeTasks(transaction, changes, {
        run: null,
        now,
        spotOf: facts => ({ at: pointOf(facts), name: nameOf(facts) }),
      });
    return changes;
  });
}
