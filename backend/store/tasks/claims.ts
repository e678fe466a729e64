import type { Kysely } from 'kysely';
import { placesOf } from '../../core/answer/agreement.ts';
import type { Store } from '../connect.ts';
import type { Database } from '../tables.ts';
import { freeTasks, type Search } from './free-tasks.ts';
import type { Lease } from './lease.ts';
import { type LockedTask, lockTask, type Met, metBy } from './locked-task.ts';
import { ASKED } from './task-move.ts';

/** Why a task cannot be held: it is not there, asks nothing, was answered by this person, or enough others have it. */
export type ClaimRefusal = 'gone' | 'not-asked' | 'answered' | 'held';

/** Takes a lease on a task, or renews the person's own. */
export async function takeClaim(store: Store, task: string, lease: Lease): Promise<'taken' | ClaimRefusal> {
  return store.transaction().execute(transaction => claimIn(transaction, task, lease, { forLease: true }));
}

/** The same within a transaction that goes on. */
export async function claimIn(
  transaction: Kysely<Database>,
  task: string,
  lease: Lease,
  how: Readonly<{ forLease?: boolean }> = {},
): Promise<'taken' | ClaimRefusal> {
  const locked = await lockTask(transaction, task, how);
  return locked ? claimLocked(transaction, locked, lease) : 'gone';
}

async function claimLocked(
  transaction: Kysely<Database>,
  locked: LockedTask,
  { person, now, until }: Lease,
): Promise<'taken' | ClaimRefusal> {
  const refused = refusal(locked, await metBy(transaction, locked, person, now));
  if (refused) return refused;
  await transaction
    .insertInto('claims')
    .values({ task_id: locked.id, person_id: person, until, since: now })
    .onConflict(conflict => conflict.columns(['task_id', 'person_id']).doUpdateSet({ until }))
    .execute();
  return 'taken';
}

/** At most as many people hold a task as it has places, each once; one's own lease is no obstacle. */
export function refusal(locked: LockedTask, { answered, pending, holders, votes }: Met): ClaimRefusal | null {
  if (!ASKED.includes(locked.state)) return 'not-asked';
  if (answered) return 'answered';
  return pending + holders < placesOf(votes, locked.answers) ? null : 'held';
}

/** Gives a lease back; none is nothing to give back. */
export async function giveBack(store: Store, task: string, person: string): Promise<void> {
  await store.deleteFrom('claims').where('task_id', '=', task).where('person_id', '=', person).execute();
}

/** So often more are looked for when others took the last places of all of them. */
const TRIES = 50;

/** Claims the next task for this person; null when nothing is left for them. */
export async function claimNext(store: Store, search: Search, lease: Lease): Promise<string | null> {
  const seen: string[] = [];
  const busy: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const candidates = await freeTasks(store, { ...search, skip: [...search.skip, ...seen] }, lease);
    for (const task of candidates) {
      const claimed = await claimUnlessBusy(store, task, lease);
      if (claimed === 'taken') return task;
      if (claimed === 'busy') busy.push(task);
      seen.push(task);
    }
    if (candidates.length === 0) break;
  }
  // Somebody else was at these at that moment, which need not have cost their last place: this time it waits.
  for (const task of busy) if ((await takeClaim(store, task, lease)) === 'taken') return task;
  return null;
}

async function claimUnlessBusy(
  store: Store,
  task: string,
  lease: Lease,
): Promise<'taken' | 'busy' | ClaimRefusal> {
  return store.transaction().execute(async transaction => {
    const locked = await lockTask(transaction, task, { unlessBusy: true, forLease: true });
    return locked ? claimLocked(transaction, locked, lease) : 'busy';
  });
}
