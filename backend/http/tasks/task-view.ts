import { mustLookHere } from '../../core/licence/gate.ts';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { ownStanding } from '../../store/tasks/answer-queries.ts';
import { ASKED } from '../../store/tasks/task-move.ts';
import type { StoredTask } from '../../store/tasks/task-queries.ts';
import type { TaskView } from '../contract/task.ts';
import type { Call } from '../frame/operation.ts';
import { type Own, presentTask } from '../present/task.ts';
import { concernsUpload } from '../uploads/own-task.ts';
import { rereadAt } from './reread-task.ts';

/** A task as this person may see it. `lease`: that they took a moment ago. */
export async function taskViewFor(
  { deps, now }: Pick<Call, 'deps' | 'now'>,
  task: StoredTask,
  person: string | null,
  lease: Readonly<{ until: Date }> | null = null,
): Promise<TaskView> {
  const own = lease
    ? { claim: lease, answer: null }
    : person
      ? await standing({ deps, now }, task, person)
      : { claim: null, answer: null };
  const secret = mustLookHere(task.challenge) ? await lookHereSecret(deps.store) : '';
  const reread = rereadAt({ deps, now }, task.challenge, task.facts);
  return presentTask(task, own, reread, secret);
}

async function standing(
  { deps, now }: Pick<Call, 'deps' | 'now'>,
  { id, challenge, state }: StoredTask,
  person: string,
): Promise<Own> {
  const own = await ownStanding(deps.store, id, person, now);
  const settled = own.answer?.state === 'counted' && !ASKED.includes(state);
  const upload =
    settled && deps.uploadSignIn !== undefined && (await concernsUpload(deps.store, challenge, person, id));
  return { ...own, upload };
}
