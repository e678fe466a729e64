import { type Kysely, sql } from 'kysely';
import { agreement } from '../backend/core/answer/agreement.ts';
import { LIFECYCLE } from '../backend/core/task/lifecycle.ts';
import type { Store } from '../backend/store/connect.ts';
import { jsonb } from '../backend/store/jsonb.ts';
import { type LockedTask, lockTask, votesOf } from '../backend/store/locked-task.ts';
import type { Database } from '../backend/store/tables.ts';
import { moveTask } from '../backend/store/task-move.ts';
import { isUnreachable } from '../backend/store/unreachable.ts';

/**
 * What time alone brings about: answers whose undo window has ended begin to count, which may settle their tasks, and
 * leases that have ended are freed. Harmless to run twice, also at once: one short transaction for each task, under the
 * lock of its row.
 * @returns how many tasks were looked at because something of theirs was due
 * @throws Error of the first that could not be settled, after the others were
 */
export async function settle(store: Store, now: Date): Promise<number> {
  const due = await dueTasks(store, now);
  const faults: Error[] = [];
  for (const task of due)
    try {
      await store.transaction().execute(transaction => settleTask(transaction, task, now));
    } catch (fault) {
      if (isUnreachable(fault)) throw fault;
      faults.push(new Error(`task ${task} cannot be settled: ${(fault as Error).message}`, { cause: fault }));
    }
  if (faults[0]) throw faults[0];
  return due.length;
}

async function settleTask(transaction: Kysely<Database>, task: string, now: Date): Promise<void> {
  const locked = await lockTask(transaction, task);
  if (!locked) return;
  const freed = await freeLeases(transaction, locked, now);
  const counted = await countAnswers(transaction, locked, now);
  if (counted.length > 0) await decide(transaction, locked, counted, now);
  else if (freed > 0) await moveTask(transaction, locked, 'expire', { now });
}

async function dueTasks(store: Store, now: Date): Promise<string[]> {
  const { rows } = await sql<{ task: string }>`
    select task_id as task from answers where state = 'pending' and pending_until <= ${now}
    union
    select task_id from claims where until <= ${now}
    order by task`.execute(store);
  return rows.map(row => row.task);
}

async function freeLeases(transaction: Kysely<Database>, { id }: LockedTask, now: Date): Promise<number> {
  const freed = await transaction
    .deleteFrom('claims')
    .where('task_id', '=', id)
    .where('until', '<=', now)
    .returning('person_id')
    .execute();
  return freed.length;
}

/** Answers whose window has ended; those about earlier facts count for nothing. Gives the ids of those that count. */
async function countAnswers(
  transaction: Kysely<Database>,
  { id, factsDigest }: LockedTask,
  now: Date,
): Promise<string[]> {
  const ended = await transaction
    .updateTable('answers')
    .set({
      state: sql`case when facts_digest = ${factsDigest} then 'counted' else 'superseded' end`,
    })
    .where('task_id', '=', id)
    .where('state', '=', 'pending')
    .where('pending_until', '<=', now)
    .returning(['id', 'state'])
    .execute();
  return ended
    .filter(({ state }) => state === 'counted')
    .map(answer => answer.id)
    .sort();
}

/** Moves a task by what its counted answers say together. */
async function decide(
  transaction: Kysely<Database>,
  locked: LockedTask,
  counted: readonly string[],
  now: Date,
): Promise<void> {
  const agreed = agreement(await votesOf(transaction, locked), locked.answers);
  const data = { answers: counted };
  if (agreed === 'short') await moveTask(transaction, locked, 'counted-short', { now, data });
  else if (agreed === 'disagree') await moveTask(transaction, locked, 'disagree', { now, data });
  else {
    const settles = 'to' in LIFECYCLE[locked.state].settle;
    await moveTask(transaction, locked, 'settle', { now, data: { ...data, agreeing: agreed.by.length } });
    if (!settles) return;
    await transaction
      .updateTable('tasks')
      .set({ outcome: agreed.settled, settlement: jsonb(agreed.answer), reason: sql`null`, settled_at: now })
      .where('id', '=', locked.id)
      .execute();
  }
}
