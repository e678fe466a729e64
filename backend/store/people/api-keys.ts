import type { Kysely, Selectable } from 'kysely';
import type { KeyScope } from '../../core/policy/policy.ts';
import type { Database } from '../tables.ts';
import { knownPersons, type Person, personIn } from './persons.ts';

export type ApiKeyRow = Pick<
  Selectable<Database['api_keys']>,
  'id' | 'name' | 'start' | 'scopes' | 'created_at' | 'expires_at' | 'last_used_at'
>;
export type KnownKey = Readonly<{
  id: string;
  person: Person;
  scopes: readonly KeyScope[];
  usedAt: Date | null;
}>;

/** The living key with this hash (hex SHA-256), of a person who is signed up still; null when there is none. */
export async function keyByToken(
  store: Kysely<Database>,
  tokenHash: string,
  now: Date,
): Promise<KnownKey | null> {
  const row = await knownPersons(store)
    .innerJoin('api_keys', 'api_keys.person_id', 'persons.id')
    .select(['api_keys.id as key', 'api_keys.scopes', 'api_keys.last_used_at'])
    .where('api_keys.token_hash', '=', tokenHash)
    .where(({ or, eb }) => or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', now)]))
    .executeTakeFirst();
  const person = row ? personIn(row) : null;
  return row && person?.account
    ? { id: row.key, person, scopes: row.scopes, usedAt: row.last_used_at }
    : null;
}

export async function touchKey(store: Kysely<Database>, id: string, now: Date): Promise<void> {
  await store.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', id).execute();
}
