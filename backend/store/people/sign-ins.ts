import type { Kysely } from 'kysely';
import type { Database } from '../tables.ts';

/** A sign-in that has begun: what must be known again when the browser comes back. */
export type SignIn = Readonly<{
  /** Hex SHA-256 of what the browser's own cookie holds. */
  browserHash: string;
  /** Sealed. */
  verifier: string;
  scopes: readonly string[];
  returnTo: string;
  keepAnswers: boolean;
  /** The person who signs in at the server that uploads go to; null: somebody signs in here. */
  uploadsOf: string | null;
  expiresAt: Date;
}>;

/** @param stateHash hex SHA-256 of the state that goes round */
export async function beginSignIn(
  store: Kysely<Database>,
  stateHash: string,
  begun: SignIn & Readonly<{ now: Date }>,
): Promise<void> {
  await store
    .insertInto('sign_ins')
    .values({
      state_hash: stateHash,
      browser_hash: begun.browserHash,
      verifier: begun.verifier,
      scopes: [...begun.scopes],
      return_to: begun.returnTo,
      keep_answers: begun.keepAnswers,
      uploads_of: begun.uploadsOf,
      created_at: begun.now,
      expires_at: begun.expiresAt,
    })
    .execute();
}

/**
 * What was begun with this state, once: reading it removes it, whatever becomes of it. Null where nothing was. Its time may
 * be over, and it may be another browser's: the caller looks.
 */
export async function takeSignIn(store: Kysely<Database>, stateHash: string): Promise<SignIn | null> {
  const row = await store
    .deleteFrom('sign_ins')
    .where('state_hash', '=', stateHash)
    .returningAll()
    .executeTakeFirst();
  return row
    ? {
        browserHash: row.browser_hash,
        verifier: row.verifier,
        scopes: row.scopes,
        returnTo: row.return_to,
        keepAnswers: row.keep_answers,
        uploadsOf: row.uploads_of,
        expiresAt: row.expires_at,
      }
    : null;
}

/** Those that ended before that time, whether or not somebody came back from them. */
export async function removeSignIns(store: Kysely<Database>, endedBefore: Date): Promise<void> {
  await store.deleteFrom('sign_ins').where('expires_at', '<=', endedBefore).execute();
}
