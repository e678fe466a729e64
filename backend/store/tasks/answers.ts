import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Answer } from '../../core/answer/answer.ts';
import type { Store } from '../connect.ts';
import { jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';
import { writeMentions } from '../talk/write-mentions.ts';
import { type ClaimRefusal, claimIn } from './claims.ts';
import type { Lease } from './lease.ts';
import { lockTask } from './locked-task.ts';
import { moveTask } from './task-move.ts';

export type AnswerRow = Selectable<Database['answers']>;

/** The answer that this request made before, if it was sent before. */
export async function answerOfRequest(
  store: Kysely<Database>,
  person: string,
  request: string,
): Promise<AnswerRow | null> {
  const row = await store
    .selectFrom('answers')
    .selectAll()
    .where('person_id', '=', person)
    .where('request_id', '=', request)
    .executeTakeFirst();
  return row ?? null;
}

export type NewAnswer = Readonly<{
  task: string;
  person: string;
  request: string;
  answer: Answer;
  factsDigest: string;
  imagery: readonly string[];
  /** Persons whom its comment mentions. */
  mentions?: readonly string[];
  now: Date;
  pendingUntil: Date;
}>;

export type AnswerRefusal = ClaimRefusal | 'facts-changed';

/**
 * Writes an answer, which is pending until its undo window ends. The person's lease is used up; without one, a free
 * place is taken on the spot. The same request again gives the same row.
 */
export async function addAnswer(
  store: Store,
  added: NewAnswer,
): Promise<Readonly<{ row: AnswerRow; again: boolean }> | AnswerRefusal> {
  const { task, request, now } = added;
  return store.transaction().execute(async transaction => {
    const person = await whoTheyAre(transaction, added.person);
    const locked = await lockTask(transaction, task);
    const before = await answerOfRequest(transaction, person, request);
    if (before) return { row: before, again: true };
    if (!locked) return 'gone';
    if (locked.factsDigest !== added.factsDigest) return 'facts-changed';
    const claimed = await claimIn(transaction, task, { person, now, until: now });
    if (claimed !== 'taken') return claimed;
    const held = await transaction
      .deleteFrom('claims')
      .where('task_id', '=', task)
      .where('person_id', '=', person)
      .returning('since')
      .executeTakeFirst();
    // What was taken on the spot was not held.
    const heldSince = held?.since && held.since < now ? held.since : null;
    const row = await insert(transaction, { ...added, person, heldSince });
    await writeMentions(transaction, { task, answer: row.id }, added.mentions ?? []);
    await moveTask(transaction, locked, 'answer', { now, person, data: { answer: row.id } });
    return { row, again: false };
  });
}

/**
 * Somebody else by now, where a guest has signed in since they sent it. Who signs them in at this moment waits for the
 * answer, or this waits for them: both lock the person before any task.
 */
async function whoTheyAre(transaction: Kysely<Database>, person: string): Promise<string> {
  const row = await transaction
    .selectFrom('persons')
    .select('merged_into')
    .where('id', '=', person)
    .forShare()
    .executeTakeFirst();
  return row?.merged_into ?? person;
}

async function insert(
  transaction: Kysely<Database>,
  added: NewAnswer & Readonly<{ heldSince: Date | null }>,
): Promise<AnswerRow> {
  // What the person said about earlier facts gives way: one living answer a person and task.
  await transaction
    .updateTable('answers')
    .set({ state: 'superseded' })
    .where('task_id', '=', added.task)
    .where('person_id', '=', added.person)
    .where('state', 'in', ['pending', 'counted'])
    .execute();
  return transaction
    .insertInto('answers')
    .values({
      id: randomUUID(),
      task_id: added.task,
      person_id: added.person,
      request_id: added.request,
      answer: jsonb(added.answer),
      facts_digest: added.factsDigest,
      imagery: jsonb(added.imagery),
      state: 'pending',
      pending_until: added.pendingUntil,
      held_since: added.heldSince,
      at: added.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Takes an answer back while its undo window is open, and gives the person the task again.
 * @returns the row as it is now; null when it is nobody's or another's; `too-late` when it counts already
 */
export async function undoAnswer(
  store: Store,
  id: string,
  { person, now, until }: Lease,
): Promise<AnswerRow | 'too-late' | null> {
  const known = await store
    .selectFrom('answers')
    .select('task_id')
    .where('id', '=', id)
    .where('person_id', '=', person)
    .executeTakeFirst();
  if (!known) return null;
  return store.transaction().execute(async transaction => {
    const locked = await lockTask(transaction, known.task_id);
    const row = await transaction.selectFrom('answers').selectAll().where('id', '=', id).executeTakeFirst();
    if (!locked || !row) return null;
    if (row.state === 'undone') return row;
    if (row.state !== 'pending' || row.pending_until <= now) return 'too-late';
    const undone = await transaction
      .updateTable('answers')
      .set({ state: 'undone' })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await moveTask(transaction, locked, 'undo', { now, person, data: { answer: id } });
    // Their place is free again, unless newer facts or a decision took the task away meanwhile.
    await claimIn(transaction, known.task_id, { person, now, until });
    return undone;
  });
}
