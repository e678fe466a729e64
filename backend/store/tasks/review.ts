import { sql } from 'kysely';
import { outcomeOf } from '../../core/answer/agreement.ts';
import type { Answer, Outcome } from '../../core/answer/answer.ts';
import { LIFECYCLE } from '../../core/task/lifecycle.ts';
import { hasSaid } from '../../core/task/own-word.ts';
import type { TaskState } from '../../core/task/task.ts';
import type { Store } from '../connect.ts';
import { settledPair } from './labels.ts';
import { type LockedTask, lockTask } from './locked-task.ts';
import { writeSettlement } from './settling.ts';
import { moveTask } from './task-move.ts';

export type Review = Readonly<{
  task: string;
  /** Who reviews. */
  person: string;
  /** Of the facts that they saw. */
  factsDigest: string;
  now: Date;
  /** What stands from now on: an answer of the reviewer's own, or one that somebody gave; null: what was said is set aside, and the task is asked again. */
  answer: Answer | Readonly<{ given: string }> | null;
  /** Kept in the task's history. */
  comment?: string;
  imagery?: readonly string[];
}>;

/** `why`: what the table of states says against it. `own-word`: the reviewer said something about it themselves. */
export type NotReviewed = 'gone' | 'facts-changed' | 'own-word' | 'no-answer' | Readonly<{ why: string }>;
export type Reviewed = Readonly<{ state: TaskState; outcome: Outcome | null }>;

/** A reviewer's word on a task, under its lock. For a transaction. */
export async function reviewTask(transaction: Store, review: Review): Promise<Reviewed | NotReviewed> {
  const { task, person, now, comment, imagery } = review;
  const locked = await lockTask(transaction, task);
  if (!locked) return 'gone';
  if (locked.factsDigest !== review.factsDigest) return 'facts-changed';
  if (hasSaid(await ownAnswers(transaction, task, person), locked.factsDigest)) return 'own-word';
  const answer =
    review.answer && 'given' in review.answer
      ? await givenAnswer(transaction, locked, review.answer.given)
      : review.answer;
  if (answer === undefined) return 'no-answer';
  const event = answer ? 'review-accept' : 'review-reject';
  const cell = LIFECYCLE[locked.state][event];
  if (!('to' in cell)) return { why: 'stay' in cell ? cell.stay : cell.impossible };
  // What was said before is set aside first: the state follows what stands.
  if (!answer) await setAside(transaction, task);
  const outcome = answer && outcomeOf(answer);
  const data = {
    ...(outcome && { outcome }),
    ...(review.answer && 'given' in review.answer && { took: review.answer.given }),
    ...(comment && { comment }),
    ...(imagery && { imagery }),
    ...(answer && (await settledPair(transaction, task, answer))),
  };
  const state = await moveTask(transaction, locked, event, { now, person, data });
  if (answer && outcome) {
    await writeSettlement(transaction, locked, { outcome, answer }, now);
    await forgetSent(transaction, task);
  }
  return { state, outcome };
}

async function ownAnswers(transaction: Store, task: string, person: string) {
  return transaction
    .selectFrom('answers')
    .select(['state', 'facts_digest as factsDigest'])
    .where('task_id', '=', task)
    .where('person_id', '=', person)
    .execute();
}

/** An answer that counts about the present facts; undefined where it is no such. */
async function givenAnswer(
  transaction: Store,
  { id, factsDigest }: LockedTask,
  answer: string,
): Promise<Answer | undefined> {
  const row = await transaction
    .selectFrom('answers')
    .select('answer')
    .where('id', '=', answer)
    .where('task_id', '=', id)
    .where('state', '=', 'counted')
    .where('facts_digest', '=', factsDigest)
    .executeTakeFirst();
  return row?.answer;
}

/** Answers that a reviewer refused count no more: whoever gave them may be asked again. */
async function setAside(transaction: Store, task: string): Promise<void> {
  await transaction
    .updateTable('answers')
    .set({ state: 'superseded' })
    .where('task_id', '=', task)
    .where('state', 'in', ['pending', 'counted'])
    .execute();
  await transaction
    .updateTable('tasks')
    .set({ outcome: null, settlement: sql`null`, reason: sql`null`, settled_at: null, sent_at: null })
    .where('id', '=', task)
    .execute();
}

/** What was handed over before was another answer. */
async function forgetSent(transaction: Store, task: string): Promise<void> {
  await transaction.updateTable('tasks').set({ sent_at: null }).where('id', '=', task).execute();
}
