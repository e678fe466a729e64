import { sql } from 'kysely';
import type { Answer } from '../../core/answer/answer.ts';
import type { SettledWithState } from '../../core/change/settled-rows.ts';
import type { Store } from '../connect.ts';
import { unfinished } from './changesets.ts';
import { cancelUpload } from './uploads.ts';

/** A settled task that a person has answered. `said`: their answer, which may be another than the one it is settled as. */
export type AnsweredSettled = SettledWithState & Readonly<{ challenge: string; said: Answer }>;

/** Of tasks that are settled as a fix and on their way nowhere; only where the challenge lets volunteers upload. */
const settledOf = (store: Store, person: string) =>
  store
    .selectFrom('answers')
    .innerJoin('tasks', 'tasks.id', 'answers.task_id')
    .innerJoin('challenges', 'challenges.id', 'tasks.challenge_id')
    .select(['tasks.id', 'tasks.challenge_id as challenge', 'tasks.state', 'tasks.facts', 'tasks.settlement'])
    .select('answers.answer as said')
    .where('answers.person_id', '=', person)
    .where('answers.state', '=', 'counted')
    .where('tasks.state', '=', 'settled')
    .where('tasks.outcome', '=', 'fixed')
    .where('tasks.settlement', 'is not', null)
    // Neither in a file that somebody took, nor on the map and not read back yet.
    .where('tasks.sent_at', 'is', null)
    .where(sql<boolean>`challenges.definition->'changeset'->>'byVolunteers' = 'true'`);

type Row = Awaited<ReturnType<ReturnType<typeof settledOf>['execute']>>[number];
const toSettled = (row: Row): AnsweredSettled => ({
  id: row.id,
  challenge: row.challenge,
  state: row.state,
  facts: row.facts,
  answer: row.settlement as Answer,
  said: row.said,
});

/** Null where the task is not one of those. */
export async function answeredSettled(
  store: Store,
  person: string,
  task: string,
): Promise<AnsweredSettled | null> {
  const row = await settledOf(store, person).where('tasks.id', '=', task).executeTakeFirst();
  return row ? toSettled(row) : null;
}

/** The one that was settled last first. */
export async function allAnsweredSettled(
  store: Store,
  person: string,
  limit: number,
): Promise<AnsweredSettled[]> {
  const rows = await settledOf(store, person)
    .orderBy('tasks.settled_at', 'desc')
    .orderBy('tasks.id')
    .limit(limit)
    .execute();
  return rows.map(toSettled);
}

/** The last upload by which a person sent the edit of a task they had settled; null: none. */
export async function ownUploadOf(store: Store, person: string, task: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select u.id from uploads u
    where u.person_id = ${person} and u.own and exists (
      select 1 from changesets c where c.upload_id = u.id
        and (c.tasks @> array[${task}]::text[] or exists (
          select 1 from task_events e where e.task_id = ${task} and e.data->>'changeset' = c.id)))
    order by u.at desc, u.id limit 1`.execute(store);
  return rows[0]?.id ?? null;
}

/** Whoever sends these is gone: what has not left is for the maintainers again. */
export async function cancelOwnUploads(transaction: Store, person: string, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select u.id from uploads u where u.person_id = ${person} and u.own and u.cancelled_at is null
      and exists (select 1 from changesets c where c.upload_id = u.id and ${unfinished('c')})`.execute(
    transaction,
  );
  for (const { id } of rows) await cancelUpload(transaction, id, now);
}
