import type { Kysely, Selectable } from 'kysely';
import type { KeyScope } from '../../core/policy/policy.ts';
import type { Database } from '../tables.ts';
import { lockPerson } from './lock-person.ts';
import { knownPersons, type Person, personIn } from './persons.ts';

export type ApiKeyRow = Pick<
  Selectable<Database['api_keys']>,
  'id' | 'name' | 'start' | 'scopes' | 'created_at' | 'expires_at' | 'last_used_at'
>;
type KnownKey = Readonly<{
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

export type NewKey = Readonly<{
  id: string;
  name: string;
  /** Hex SHA-256. */
  tokenHash: string;
  start: string;
  scopes: readonly KeyScope[];
  now: Date;
  expiresAt: Date | null;
}>;

/** Living keys that one person may have. */
export const MOST_KEYS = 20;

const SHOWN = ['id', 'name', 'start', 'scopes', 'created_at', 'expires_at', 'last_used_at'] as const;

/** Takes out the person's expired keys, and makes one. For a transaction. @returns null where they have too many */
export async function addKey(
  transaction: Kysely<Database>,
  person: string,
  key: NewKey,
): Promise<ApiKeyRow | null> {
  // Who makes several at once is counted one by one.
  await lockPerson(transaction, person);
  await transaction
    .deleteFrom('api_keys')
    .where('person_id', '=', person)
    .where('expires_at', '<=', key.now)
    .execute();
  if ((await keysOf(transaction, person)).length >= MOST_KEYS) return null;
  return transaction
    .insertInto('api_keys')
    .values({
      id: key.id,
      person_id: person,
      name: key.name,
      token_hash: key.tokenHash,
      start: key.start,
      scopes: [...key.scopes],
      created_at: key.now,
      expires_at: key.expiresAt,
    })
    .returning(SHOWN)
    .executeTakeFirstOrThrow();
}

/** The latest made first, expired ones too. */
export async function keysOf(store: Kysely<Database>, person: string): Promise<ApiKeyRow[]> {
  return store
    .selectFrom('api_keys')
    .select(SHOWN)
    .where('person_id', '=', person)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** @returns whether the person had it */
export async function dropKey(store: Kysely<Database>, person: string, id: string): Promise<boolean> {
  const row = await store
    .deleteFrom('api_keys')
    .where('id', '=', id)
    .where('person_id', '=', person)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
