import { sql } from 'kysely';
import type { Store } from '../connect.ts';
import { toDo } from './changesets.ts';

/** Somebody's account at a server of the map, with the leave to write there. */
export type UploadAccount = Readonly<{
  /** Address of the server that is written to. */
  server: string;
  /** The server's number for it. */
  osmId: number;
  name: string;
  scopes: readonly string[];
  /** Sealed. */
  token: string;
}>;

export async function uploadAccount(
  store: Store,
  person: string,
  server: string,
): Promise<UploadAccount | null> {
  const row = await store
    .selectFrom('upload_accounts')
    .selectAll()
    .where('person_id', '=', person)
    .where('server', '=', server)
    .executeTakeFirst();
  return row ? toAccount(row) : null;
}

/** Takes the place of the one that the person had there. */
export async function saveUploadAccount(
  transaction: Store,
  person: string,
  { server, osmId, name, scopes, token }: UploadAccount,
  now: Date,
): Promise<void> {
  const told = { osm_id: osmId, name, scopes: [...scopes], token, at: now };
  await transaction
    .insertInto('upload_accounts')
    .values({ person_id: person, server, ...told })
    .onConflict(conflict => conflict.columns(['person_id', 'server']).doUpdateSet(told))
    .execute();
}

/** It is forgotten by it; null: there was none. */
export async function takeUploadAccount(
  store: Store,
  person: string,
  server: string,
): Promise<UploadAccount | null> {
  const row = await store
    .deleteFrom('upload_accounts')
    .where('person_id', '=', person)
    .where('server', '=', server)
    .returningAll()
    .executeTakeFirst();
  return row ? toAccount(row) : null;
}

/** All of a person's, which are forgotten by it. */
export async function takeUploadAccounts(transaction: Store, person: string): Promise<UploadAccount[]> {
  const rows = await transaction
    .deleteFrom('upload_accounts')
    .where('person_id', '=', person)
    .returningAll()
    .execute();
  return rows.map(toAccount);
}

/** What waited for this person to sign in there again is due at once. @returns how many uploads */
export async function resumeSignedIn(
  transaction: Store,
  person: string,
  server: string,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update uploads set hold = null, hold_words = null
    where person_id = ${person} and server = ${server} and hold = 'sign-in' returning id`.execute(
    transaction,
  );
  await sql`
    update changesets set due_at = ${now}, tries = 0
    where upload_id = any(${rows.map(({ id }) => id)}::text[]) and ${toDo('changesets')}`.execute(
    transaction,
  );
  return rows.length;
}

type Row = Readonly<{ server: string; osm_id: number; name: string; scopes: string[]; token: string }>;
const toAccount = ({ server, osm_id, name, scopes, token }: Row): UploadAccount => ({
  server,
  osmId: Number(osm_id),
  name,
  scopes,
  token,
});
