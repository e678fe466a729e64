import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { browserTable } from '../../kept/browser-table.ts';
import { isOf, type Owned } from '../../kept/whose.ts';
import { personHere } from '../../person/person-here.ts';

type Kept = Owned & Readonly<{ task: TaskView; at: number }>;

/** Milliseconds; what was fetched before is settled by others, likely. */
const STALE = 2 * 86_400_000;

/** Tasks that were fetched ahead: they are there when the page opens without a network. */
const table = browserTable<Kept>('ahead');

export function keepAhead(task: TaskView): void {
  table.change(task.id, () => ({ task, person: personHere(localStorage).id, at: Date.now() }));
}
export function dropAhead(id: string): void {
  table.change(id, () => null);
}

/** In the order in which they were fetched. */
export async function keptAhead(challenge: string): Promise<readonly TaskView[]> {
  const here = personHere(localStorage);
  return [...(await table.all())]
    .filter(kept => isOf(kept, here) && kept.task.challenge === challenge)
    .sort((a, b) => a.at - b.at)
    .map(({ task }) => task);
}

/** Of somebody who is no longer here, and what is too old. */
export async function forgetAhead(): Promise<void> {
  const here = personHere(localStorage);
  for (const kept of await table.all())
    if (!isOf(kept, here) || Date.now() - kept.at > STALE) dropAhead(kept.task.id);
}
