import type { Call } from '../frame/operation.ts';
import { notFound, Refusal } from '../refusal.ts';
import { taskViewFor } from '../tasks/task-view.ts';

/** What somebody said was about a task as it is no more: they get it as it is now. */
export async function factsChanged(
  call: Pick<Call, 'deps' | 'now' | 'param'>,
  person: string,
): Promise<Refusal> {
  const fresh = await taskViewFor(call, call.param('id'), person);
  if (!fresh) return notFound('The task');
  return new Refusal(
    409,
    'facts-changed',
    'Newer data says something else about this place',
    'Look at it again before you answer.',
    { task: fresh },
  );
}
