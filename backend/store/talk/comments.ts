import { type Kysely, type Selectable, sql } from 'kysely';
import { PersonGone } from '../people/leaving/person-gone.ts';
import type { Database } from '../tables.ts';
import { writeMentions } from './write-mentions.ts';

export type CommentRow = Selectable<Database['comments']>;

/** Rows of one task that are read at once. */
const MOST = 500;

/** Writes a comment, with whom it mentions. For a transaction. The same request again gives the same row. @throws PersonGone */
export async function addComment(
  transaction: Kysely<Database>,
  comment: Omit<CommentRow, 'id'> & Readonly<{ id: string }>,
  mentioned: readonly string[],
): Promise<Readonly<{ row: CommentRow; again: boolean }>> {
  // Whoever deletes their account at this moment waits for this, or this for them.
  const author = await transaction
    .selectFrom('persons')
    .select('deleted_at')
    .where('id', '=', comment.person_id)
    .forShare()
    .executeTakeFirst();
  if (!author || author.deleted_at) throw new PersonGone();
  const written = await transaction
    .insertInto('comments')
    .values(comment)
    .onConflict(conflict => conflict.columns(['person_id', 'request_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (written) {
    await writeMentions(transaction, { task: comment.task_id, comment: comment.id }, mentioned);
    return { row: written, again: false };
  }
  const before = await transaction
    .selectFrom('comments')
    .selectAll()
    .where('person_id', '=', comment.person_id)
    .where('request_id', '=', comment.request_id)
    .executeTakeFirstOrThrow();
  return { row: before, again: true };
}

/** The latest of a task, the oldest of them first. `name`: of the account now; null: a guest, or somebody who has left. */
export async function commentsOf(
  store: Kysely<Database>,
  task: string,
): Promise<(CommentRow & Readonly<{ name: string | null }>)[]> {
  const rows = await store
    .selectFrom('comments')
    .leftJoin('accounts', 'accounts.person_id', 'comments.person_id')
    .selectAll('comments')
    .select('accounts.name')
    .where('task_id', '=', task)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  return rows.reverse();
}

export async function commentById(store: Kysely<Database>, id: string): Promise<CommentRow | null> {
  const row = await store.selectFrom('comments').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** With it goes whom it mentioned. @returns whether it was there */
export async function removeComment(store: Kysely<Database>, id: string): Promise<boolean> {
  const gone = await store.deleteFrom('comments').where('id', '=', id).returning('id').executeTakeFirst();
  return gone !== undefined;
}

/** What reviewers said when they decided, the oldest first. */
export async function decisionsOf(
  store: Kysely<Database>,
  task: string,
): Promise<Readonly<{ id: number; at: Date; person: string | null; name: string | null; text: string }>[]> {
  const { rows } = await sql<{
    id: number;
    at: Date;
    person: string | null;
    name: string | null;
    text: string;
  }>`
    select e.id, e.at, e.person_id as person, o.name, e.data->>'comment' as text
    from task_events e left join accounts o on o.person_id = e.person_id
    where e.task_id = ${task} and e.event in ('review-accept', 'review-reject') and e.data ? 'comment'
    order by e.id`.execute(store);
  return rows;
}
