import { type Selectable, sql } from 'kysely';
import type { Hold } from '../../core/changeset/machine.ts';
import type { Store } from '../connect.ts';
import { toDo } from './changesets.ts';
import type { UploadTables } from './upload-tables.ts';

export type StoredUpload = Readonly<{
  id: string;
  challenge: string;
  person: string | null;
  server: string;
  reverts: string | null;
  /** Whoever settled its one task sends it, without being a maintainer. */
  own: boolean;
  hold: Hold | null;
  /** What the server, or whoever put it on hold, said. */
  holdSaid: string | null;
  cancelledAt: Date | null;
  at: Date;
}>;

/** Null: this person has asked for it with this request before. */
export async function insertUpload(
  transaction: Store,
  one: Readonly<{
    id: string;
    challenge: string;
    person: string;
    request: string;
    server: string;
    reverts?: string;
    own?: boolean;
    now: Date;
  }>,
): Promise<string | null> {
  const row = await transaction
    .insertInto('uploads')
    .values({
      id: one.id,
      challenge_id: one.challenge,
      person_id: one.person,
      request_id: one.request,
      server: one.server,
      reverts: one.reverts ?? null,
      own: one.own ?? false,
      at: one.now,
    })
    .onConflict(conflict => conflict.columns(['person_id', 'request_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Null: this person has asked for none with it. */
export async function uploadOfRequest(
  store: Store,
  person: string,
  request: string,
): Promise<StoredUpload | null> {
  const row = await store
    .selectFrom('uploads')
    .selectAll()
    .where('person_id', '=', person)
    .where('request_id', '=', request)
    .executeTakeFirst();
  return row ? toUpload(row) : null;
}

export async function storedUpload(store: Store, id: string): Promise<StoredUpload | null> {
  const row = await store.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toUpload(row) : null;
}

export const toUpload = (row: Selectable<UploadTables['uploads']>): StoredUpload => ({
  id: row.id,
  challenge: row.challenge_id,
  person: row.person_id,
  server: row.server,
  reverts: row.reverts,
  own: row.own,
  hold: row.hold,
  holdSaid: row.hold_words,
  cancelledAt: row.cancelled_at,
  at: row.at,
});

/** It stands still until a person has done something about it. */
export async function holdUpload(store: Store, id: string, hold: Hold, said: string): Promise<void> {
  await store.updateTable('uploads').set({ hold, hold_words: said }).where('id', '=', id).execute();
}

/** A person has done what it waited for: all of it is due at once. */
export async function resumeUpload(transaction: Store, id: string, now: Date): Promise<void> {
  await transaction
    .updateTable('uploads')
    .set({ hold: null, hold_words: null })
    .where('id', '=', id)
    .execute();
  await sql`
    update changesets set due_at = ${now}, tries = 0
    where upload_id = ${id} and ${toDo('changesets')}`.execute(transaction);
}

/** What has not begun yet does not begin; what has is brought to its end. */
export async function cancelUpload(transaction: Store, id: string, now: Date): Promise<void> {
  await transaction
    .updateTable('uploads')
    .set({ cancelled_at: sql`coalesce(cancelled_at, ${now})` })
    .where('id', '=', id)
    .execute();
  await sql`
    update changesets set due_at = ${now} where upload_id = ${id} and ${toDo('changesets')}`.execute(
    transaction,
  );
}

/**
 * Edits of a challenge that were sent since then, as far as they may have arrived; what was taken back is not counted.
 * @param own those that volunteers sent themselves, else those of maintainers: neither takes the other's share of a day
 */
export async function editsSince(
  store: Store,
  challenge: string,
  own: boolean,
  since: Date,
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select coalesce(sum(c.edits), 0)::text as count from changesets c join uploads u on u.id = c.upload_id
    where u.challenge_id = ${challenge} and u.reverts is null and u.own = ${own} and c.sent_at > ${since}
      and c.state in ('sent', 'applied', 'closed')`.execute(store);
  return Number(rows[0]?.count ?? 0);
}
