import type { Store } from './connect.ts';

export type Person = Readonly<{ id: string; termsAcceptedAt: Date | null }>;

/** Who holds the token with this hash (hex SHA-256); null when nobody does. */
export async function personByToken(store: Store, tokenHash: string): Promise<Person | null> {
  const row = await store
    .selectFrom('persons')
    .select(['id', 'terms_accepted_at'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row ? { id: row.id, termsAcceptedAt: row.terms_accepted_at } : null;
}

export async function addPerson(store: Store, id: string, tokenHash: string, now: Date): Promise<Person> {
  await store
    .insertInto('persons')
    .values({ id, token_hash: tokenHash, terms_accepted_at: null, created_at: now })
    .execute();
  return { id, termsAcceptedAt: null };
}

/** The first acceptance stands; a later one changes nothing. */
export async function acceptTerms(store: Store, id: string, now: Date): Promise<void> {
  await store
    .updateTable('persons')
    .set({ terms_accepted_at: now })
    .where('id', '=', id)
    .where('terms_accepted_at', 'is', null)
    .execute();
}
