import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../tables.ts';

export type FetchedRow = Selectable<Database['fetched']>;

/** What an address sent the last time; null: nothing yet. */
export async function findFetched(store: Kysely<Database>, address: string): Promise<FetchedRow | null> {
  const row = await store.selectFrom('fetched').selectAll().where('address', '=', address).executeTakeFirst();
  return row ?? null;
}

/** Writes the row only where it says something new. */
export async function saveFetched(
  store: Kysely<Database>,
  row: Omit<FetchedRow, 'fetched_at'>,
  now: Date,
): Promise<void> {
  await sql`
    insert into fetched (address, sent_by, hash, etag, last_modified, fetched_at)
    values (${row.address}, ${row.sent_by}, ${row.hash}, ${row.etag}, ${row.last_modified}, ${now})
    on conflict (address) do update set sent_by = excluded.sent_by, hash = excluded.hash, etag = excluded.etag,
        last_modified = excluded.last_modified, fetched_at = excluded.fetched_at
      where (fetched.sent_by, fetched.hash, fetched.etag, fetched.last_modified)
        is distinct from (excluded.sent_by, excluded.hash, excluded.etag, excluded.last_modified)`.execute(
    store,
  );
}
