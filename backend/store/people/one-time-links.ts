import type { Kysely } from 'kysely';
import type { Database } from '../tables.ts';

/** @param tokenHash hex SHA-256 */
export async function addOneTimeLink(store: Kysely<Database>, tokenHash: string, now: Date): Promise<void> {
  await store
    .insertInto('one_time_links')
    .values({ token_hash: tokenHash, purpose: 'sign-in-here', created_at: now })
    .execute();
}

/** Uses the link up. @param madeAfter older ones are good for nothing any more @returns whether there was one */
export async function useOneTimeLink(
  store: Kysely<Database>,
  tokenHash: string,
  madeAfter: Date,
): Promise<boolean> {
  const used = await store
    .deleteFrom('one_time_links')
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', 'sign-in-here')
    .returning('created_at')
    .executeTakeFirst();
  return used !== undefined && used.created_at > madeAfter;
}

export async function removeOneTimeLinks(store: Kysely<Database>, madeBefore: Date): Promise<void> {
  await store.deleteFrom('one_time_links').where('created_at', '<=', madeBefore).execute();
}
