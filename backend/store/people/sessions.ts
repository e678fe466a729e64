import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../tables.ts';
import { knownPersons, type Person, personIn } from './persons.ts';

export type SessionRow = Pick<
  Selectable<Database['sessions']>,
  'id' | 'agent' | 'created_at' | 'seen_at' | 'expires_at'
>;
export type OpenSession = Readonly<{ id: string; person: Person; seenAt: Date }>;

/** The living session of the token with this hash (hex SHA-256), and whose it is; null when there is none. */
export async function sessionByToken(
  store: Kysely<Database>,
  tokenHash: string,
  now: Date,
): Promise<OpenSession | null> {
  const row = await knownPersons(store)
    .innerJoin('sessions', 'sessions.person_id', 'persons.id')
    .select(['sessions.id as session', 'sessions.seen_at'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.expires_at', '>', now)
    .executeTakeFirst();
  return row ? { id: row.session, person: personIn(row), seenAt: row.seen_at } : null;
}

/**
 * Takes the token of a guest from before there were sessions; whoever gets it opens a session with it, in the same
 * transaction. @returns the guest's id; null: no guest has that token, or not any more
 */
export async function takeGuestToken(store: Kysely<Database>, tokenHash: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update persons set token_hash = 'none:' || id
    where token_hash = ${tokenHash} and deleted_at is null and merged_into is null
      and not exists (select 1 from accounts a where a.person_id = persons.id)
    returning id`.execute(store);
  return rows[0]?.id ?? null;
}

export type NewSession = Readonly<{
  id: string;
  tokenHash: string;
  person: string;
  agent: string | null;
  now: Date;
  expiresAt: Date;
}>;

/** Harmless when two requests of one earlier guest open it at once. */
export async function openSession(store: Kysely<Database>, session: NewSession): Promise<void> {
  await store
    .insertInto('sessions')
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      person_id: session.person,
      agent: session.agent,
      created_at: session.now,
      seen_at: session.now,
      expires_at: session.expiresAt,
    })
    .onConflict(conflict => conflict.column('token_hash').doNothing())
    .execute();
}

/** It was used now, and ends later by it. */
export async function touchSession(
  store: Kysely<Database>,
  id: string,
  now: Date,
  expiresAt: Date,
): Promise<void> {
  await store
    .updateTable('sessions')
    .set({ seen_at: now, expires_at: expiresAt })
    .where('id', '=', id)
    .execute();
}

/** The latest used first. */
export async function sessionsOf(store: Kysely<Database>, person: string, now: Date): Promise<SessionRow[]> {
  return store
    .selectFrom('sessions')
    .select(['id', 'agent', 'created_at', 'seen_at', 'expires_at'])
    .where('person_id', '=', person)
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute();
}

/** @returns whether the person had it */
export async function endSession(store: Kysely<Database>, person: string, id: string): Promise<boolean> {
  const ended = await store
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('person_id', '=', person)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

/** All of a person's, but for one that may stay. @returns how many */
export async function endSessions(
  store: Kysely<Database>,
  person: string,
  but: string | null = null,
): Promise<number> {
  const ended = await store
    .deleteFrom('sessions')
    .where('person_id', '=', person)
    .where('id', 'is distinct from', but)
    .returning('id')
    .execute();
  return ended.length;
}

/** Those whose time is over. */
export async function forgetSessions(store: Kysely<Database>, now: Date): Promise<void> {
  await store.deleteFrom('sessions').where('expires_at', '<=', now).execute();
}
