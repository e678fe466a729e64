import { storedTask } from '../../store/tasks/task-queries.ts';
import type { Call } from '../frame/operation.ts';
import { notFound, Refusal } from '../refusal.ts';
import { taskViewFor } from '../tasks/task-view.ts';

/** What somebody said was about a task as it is no more: they get it as it is now. */
export async function factsChanged(
  call: Pick<Call, 'deps' | 'now' | 'param'>,
  person: string,
): Promise<Refusal> {
  const task = await storedTask(call.deps.store, call.param('id'));
  if (!task) return notFound('The task');
  return new Refusal(
    409,
    'facts-changed',
    'Newer data says something else about this place',
    'Look at it again before you answer.',
    { task: await taskViewFor(call, task, person) },
  );
}
