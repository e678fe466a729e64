import { may, ofOrganisation } from '../../core/policy/may.ts';
import { TALKED_ABOUT } from '../../core/talk/talked-about.ts';
import { organisationOfTask } from '../../store/challenges.ts';
import { tookPart } from '../../store/talk/took-part.ts';
import { type StoredTask, storedTask } from '../../store/tasks/task-queries.ts';
import type { Call } from '../frame/operation.ts';
import { whoAsks } from '../people/who.ts';
import { notFound } from '../refusal.ts';

export type Talk = Readonly<{
  task: StoredTask;
  /** While it asks anybody, nothing that was said of it is told. */
  asked: boolean;
  reviews: boolean;
  /** Took part, or reviews. */
  belongs: boolean;
}>;

/** How the person who asks stands to what is said about the task that the path names. @throws Refusal 404 */
export async function talkAbout(call: Pick<Call, 'ctx' | 'deps' | 'now'>, id: string): Promise<Talk> {
  const { store } = call.deps;
  const task = await storedTask(store, id);
  const organisation = await organisationOfTask(store, id);
  if (!task || organisation === undefined) throw notFound('The task');
  const { person, actor } = await whoAsks(call);
  const reviews = may(actor, 'review', ofOrganisation(organisation));
  const belongs = reviews || (person !== null && (await tookPart(store, id, person.id)));
  return { task, asked: !TALKED_ABOUT.includes(task.state), reviews, belongs };
}
