import { sql } from 'kysely';
import type { Answer, Outcome } from '../../core/answer/answer.ts';
import type { Store } from '../connect.ts';
import { jsonb } from '../jsonb.ts';
import type { LockedTask } from './locked-task.ts';
import { ASKED } from './task-move.ts';

/** Tasks of which an undo window has ended. */
export async function dueTasks(store: Store, now: Date): Promise<string[]> {
  const { rows } = await sql<{ task: string }>`
    select distinct task_id as task from answers where state = 'pending' and pending_until <= ${now}
    order by task`.execute(store);
  return rows.map(row => row.task);
}

/** Leases that have ended are in nobody's way, but their rows would become many. */
export async function sweepLeases(store: Store, now: Date): Promise<void> {
  await store.deleteFrom('claims').where('until', '<=', now).execute();
}

/** Answers whose window has ended; those about earlier facts count for nothing. Gives the ids of those that count. */
export async function countAnswers(
  transaction: Store,
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

/**
 * Lets the next round count a person's answers once more, and decide by them, where their tasks are asked still: what they
 * weigh has changed. For the transaction that makes a guest somebody with an account, or gives a guest's answers to one;
 * after both are written.
 */
export async function countOnceMore(transaction: Store, person: string): Promise<void> {
  // In the order of `lockTasks`: a run that waits for one of these while it holds another would end one of the two. Those
  // that are pending, too: a round may be counting one at this moment, by what it knows of the person.
  await sql`
    select 1 from tasks where state = any(${[...ASKED]}::text[]) and id in (
      select task_id from answers where person_id = ${person} and state in ('pending', 'counted'))
    order by id for update`.execute(transaction);
  await sql`
    update answers a set state = 'pending' from tasks t
    where a.person_id = ${person} and a.state = 'counted' and t.id = a.task_id
      and t.state = any(${[...ASKED]}::text[]) and t.facts_digest = a.facts_digest`.execute(transaction);
}

/** What was agreed on is the task's own. */
export async function writeSettlement(
  transaction: Store,
  { id }: LockedTask,
  { outcome, answer }: Readonly<{ outcome: Outcome; answer: Answer }>,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('tasks')
    .set({ outcome, settlement: jsonb(answer), reason: sql`null`, settled_at: now })
    .where('id', '=', id)
    .execute();
}
