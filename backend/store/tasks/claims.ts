import { type Kysely, sql } from 'kysely';
import { placesOf } from '../../core/answer/agreement.ts';
import type { Store } from '../connect.ts';
import type { Database } from '../tables.ts';
import { freeTasks, type Search } from './free-tasks.ts';
import type { Lease } from './lease.ts';
import { lockTask, votesOf } from './locked-task.ts';

/** Why a task cannot be held: it is not there, asks nothing, was answered by this person, or enough others have it. */
export type ClaimRefusal = 'gone' | 'not-asked' | 'answered' | 'held';
/** What the functions of the schema say (`claim-task.ts`). */
type Claimed = 'taken' | ClaimRefusal | 'busy' | 'compare';

/**
 * A transaction that writes a lease and no more need not wait for the disk: one that is lost with the server's power is asked
 * for again, and every answer is counted under a lock.
 */
const LEASE_ONLY = sql`set_config('synchronous_commit', 'off', true)`;

/**
 * Takes a lease on a task, or renews the person's own: at most as many people hold a task as it has places, each once; one's
 * own lease is no obstacle.
 * @throws PersonGone's code, so that a request that was under way when they went holds nothing any more
 */
export async function takeClaim(store: Store, task: string, lease: Lease): Promise<'taken' | ClaimRefusal> {
  return store.transaction().execute(async transaction => {
    await sql`select ${LEASE_ONLY}`.execute(transaction);
    return claimIn(transaction, task, lease);
  });
}

/** The same within a transaction that goes on; the row of the task is ours until its end. */
export async function claimIn(
  transaction: Kysely<Database>,
  task: string,
  lease: Lease,
): Promise<'taken' | ClaimRefusal> {
  const claimed = await claim(transaction, task, lease, null);
  if (claimed !== 'compare') return claimed;
  const locked = await lockTask(transaction, task);
  if (!locked) return 'gone';
  const places = placesOf(await votesOf(transaction, locked), locked.answers);
  return (await claim(transaction, task, lease, places)) as 'taken' | ClaimRefusal;
}

async function claim(
  transaction: Kysely<Database>,
  task: string,
  { person, now, until }: Lease,
  places: number | null,
): Promise<'taken' | ClaimRefusal | 'compare'> {
  const { rows } = await sql<{ claimed: 'taken' | ClaimRefusal | 'compare' }>`
    select claim_task(${task}, ${person}, ${now}, ${until}, true, ${places}) as claimed`.execute(transaction);
  return rows[0]!.claimed;
}

/**
 * Gives a lease back; none is nothing to give back.
 * @param since only one that began then; one's own that was there before is looked at in another tab
 */
export async function giveBack(store: Store, task: string, person: string, since?: Date): Promise<void> {
  const own = store.deleteFrom('claims').where('task_id', '=', task).where('person_id', '=', person);
  await (since ? own.where('since', '=', since) : own).execute();
}

/** So often more are looked for when others took the last places of all of them. */
const TRIES = 50;

/** Claims the next task for this person; null when nothing is left for them. */
export async function claimNext(store: Store, search: Search, lease: Lease): Promise<string | null> {
  const seen: string[] = [];
  const busy: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const tried = await claimFirst(store, { ...search, skip: [...search.skip, ...seen] }, lease);
    for (const { task, claimed } of tried) {
      if (claimed === 'taken') return task;
      if (claimed === 'compare' && (await takeClaim(store, task, lease)) === 'taken') return task;
      if (claimed === 'busy') busy.push(task);
      seen.push(task);
    }
    if (tried.length === 0) break;
  }
  // Somebody else was at these at that moment, which need not have cost their last place: this time it waits.
  for (const task of busy) if ((await takeClaim(store, task, lease)) === 'taken') return task;
  return null;
}

/** What came of each of the tasks that are next, until one was taken; none: nothing is left. */
async function claimFirst(
  store: Store,
  search: Search,
  lease: Lease,
): Promise<readonly Readonly<{ task: string; claimed: Claimed }>[]> {
  const { person, now, until } = lease;
  for (const free of await freeTasks(store, search, lease)) {
    const { rows } = await sql<{ task: string; claimed: Claimed }>`
      select task, claimed, ${LEASE_ONLY}
      from claim_first(array(${free}), ${person}, ${now}, ${until})`.execute(store);
    if (rows.length > 0) return rows;
  }
  return [];
}
