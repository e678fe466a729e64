import { type Kysely, sql } from 'kysely';
import type { Store } from '../../connect.ts';
import type { Database } from '../../tables.ts';
import { cancelOwnUploads } from '../../uploads/own-uploads.ts';
import { takeUploadAccounts, type UploadAccount } from '../../uploads/upload-accounts.ts';
import { lockRoles } from '../roles/lock-roles.ts';
import { type LastOne, lastOnes } from './last-ones.ts';
import { tellOfCommand, tellOfRoles } from './tell-of-leaving.ts';

/** A token of an OAuth server that nobody has any more, sealed. */
export type ForgottenToken = Readonly<{ server: string; subject: string; token: string }>;

export type Deletion =
  | Readonly<{ deleted: true; token: ForgottenToken | null; uploadAccounts: readonly UploadAccount[] }>
  | Readonly<{ refused: 'gone' | 'not-confirmed' }>
  | Readonly<{ refused: 'last'; of: readonly LastOne[] }>;

type Asked = Readonly<{
  person: string;
  /** The name of the account, else the word for a guest. Null: the command line does it, whoever is left. */
  confirm: string | null;
  guestWord: string;
  /** Whether a link that this process prints makes an admin of the installation again. */
  printsLinks: boolean;
  /** What marks the browser in which sign-ins may be under way, hex SHA-256; null: nothing does. */
  browserHash: string | null;
  now: Date;
  requestId?: string;
}>;

/** Ends the transaction without anything done. */
class Turned extends Error {
  readonly why: Exclude<Deletion, { deleted: true }> | 'again';
  constructor(why: Turned['why']) {
    super('turned back');
    this.why = why;
  }
}

/** How often a role that was given meanwhile makes it begin anew. */
const TRIES = 5;

/**
 * Takes away what says who a person is and what they may do; what they contributed stays, under an id that nothing leads
 * back from. Whatever is being written for them at that moment is done before, and goes too, or is refused.
 */
export async function deletePerson(store: Store, asked: Asked): Promise<Deletion> {
  for (let tries = 1; ; tries++)
    try {
      const forgotten = await store.transaction().execute(transaction => deleteIn(transaction, asked));
      return { deleted: true, ...forgotten };
    } catch (fault) {
      if (!(fault instanceof Turned)) throw fault;
      if (fault.why !== 'again') return fault.why;
      if (tries === TRIES) throw new Error(`the roles of ${asked.person} change all the time`);
    }
}

type Forgotten = Omit<Extract<Deletion, { deleted: true }>, 'deleted'>;

/** Locks in this order: roles, teams, the account, the person, leases. Whoever signs in takes the last three alike. */
async function deleteIn(transaction: Kysely<Database>, asked: Asked): Promise<Forgotten> {
  const { person, now } = asked;
  const locked = await adminOf(transaction, person);
  await lockRoles(transaction, locked);
  const teams = await lockTeams(transaction, person);
  const account = await lockAccount(transaction, person);
  await markDeleted(transaction, person, now);
  if ((account ?? (await lockAccount(transaction, person)))?.name !== account?.name)
    throw new Turned('again');
  if (asked.confirm !== null && !same(asked.confirm, account?.name ?? asked.guestWord))
    throw new Turned({ refused: 'not-confirmed' });
  if ((await adminOf(transaction, person)).some(one => !locked.includes(one))) throw new Turned('again');
  if ((await teamsOf(transaction, person)).some(one => !teams.includes(one))) throw new Turned('again');
  await transaction.deleteFrom('invitations').where('made_by', '=', person).execute();
  const last = await lastOnes(transaction, asked);
  if (last.length > 0 && asked.confirm !== null) throw new Turned({ refused: 'last', of: last });
  await (asked.confirm === null ? tellOfCommand : tellOfRoles)(transaction, asked);
  await dissolveTeams(transaction, person);
  await cancelOwnUploads(transaction, person, now);
  const uploadAccounts = await takeUploadAccounts(transaction, person);
  for (const table of [
    'mentions',
    'team_members',
    'grants',
    'api_keys',
    'saved_challenges',
    'sessions',
    'accounts',
  ] as const)
    await transaction.deleteFrom(table).where('person_id', '=', person).execute();
  if (asked.browserHash !== null)
    await transaction.deleteFrom('sign_ins').where('browser_hash', '=', asked.browserHash).execute();
  await transaction.deleteFrom('sign_ins').where('uploads_of', '=', person).execute();
  await releaseClaims(transaction, person);
  await forgetCookies(transaction, person);
  const token = account?.token
    ? { server: account.server, subject: account.subject, token: account.token }
    : null;
  return { token, uploadAccounts };
}

const same = (said: string, wanted: string): boolean =>
  said.trim().normalize('NFC') === wanted.trim().normalize('NFC');

async function adminOf(transaction: Kysely<Database>, person: string): Promise<(string | null)[]> {
  const rows = await transaction
    .selectFrom('grants')
    .select('organisation_id')
    .where('person_id', '=', person)
    .where('role', '=', 'admin')
    .execute();
  return rows.map(row => row.organisation_id);
}

async function teamsOf(transaction: Kysely<Database>, person: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('team_members')
    .select('team_id')
    .where('person_id', '=', person)
    .execute();
  return rows.map(row => row.team_id);
}

/** Also those that they do not lead: whoever makes them lead one, and leaves it, waits. @returns their ids */
async function lockTeams(transaction: Kysely<Database>, person: string): Promise<string[]> {
  const teams = await teamsOf(transaction, person);
  await sql`select 1 from teams where id = any(${teams}::text[]) order by id for no key update`.execute(
    transaction,
  );
  return teams;
}

async function lockAccount(transaction: Kysely<Database>, person: string) {
  return transaction
    .selectFrom('accounts')
    .select(['name', 'server', 'subject', 'token'])
    .where('person_id', '=', person)
    .forUpdate()
    .executeTakeFirst();
}

/** Their row, and those of guests that they once were. */
async function markDeleted(transaction: Kysely<Database>, person: string, now: Date): Promise<void> {
  const marked = await transaction
    .updateTable('persons')
    .set({ deleted_at: now })
    .where('id', '=', person)
    .where('deleted_at', 'is', null)
    .where('merged_into', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!marked) throw new Turned({ refused: 'gone' });
  await transaction
    .updateTable('persons')
    .set({ deleted_at: now })
    .where('merged_into', '=', person)
    .execute();
}

/**
 * What the cookie of a browser from before there were sessions is known by. It is a key of the table: to change it waits
 * for whoever writes an answer of theirs, and so comes after the tasks, for which they may wait.
 */
async function forgetCookies(transaction: Kysely<Database>, person: string): Promise<void> {
  await sql`
    update persons set token_hash = 'none:' || id
    where (id = ${person} or merged_into = ${person}) and token_hash <> 'none:' || id`.execute(transaction);
}

/** Those that have nobody else. */
async function dissolveTeams(transaction: Kysely<Database>, person: string): Promise<void> {
  await sql`
    delete from teams t using team_members m
    where m.team_id = t.id and m.person_id = ${person}
      and not exists (select 1 from team_members o where o.team_id = t.id and o.person_id <> ${person})`.execute(
    transaction,
  );
}

async function releaseClaims(transaction: Kysely<Database>, person: string): Promise<void> {
  await transaction.deleteFrom('claims').where('person_id', '=', person).execute();
}
