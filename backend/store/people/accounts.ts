import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';
import { countOnceMore } from '../tasks/settling.ts';
import { mergePersons } from './leaving/merge-persons.ts';
import { addPerson } from './persons.ts';
import { endSessions } from './sessions.ts';

/** What a server said of somebody who has just signed in there. */
export type ServerAccount = Readonly<{
  /** Address of the OAuth server, or `here`. */
  server: string;
  subject: string;
  name: string;
  /** Sealed; null: there is none. */
  token: string | null;
  scopes: readonly string[];
}>;

/** First half of the locks of accounts, apart from all others of ours; the second is the account's own. */
const ACCOUNT_LOCK = 4_105;

/**
 * The person whose account this is. An account that nobody has becomes the guest's own, whose answers weigh from now on
 * what a signed-in person's do; one that somebody has gets the guest's answers. All sessions of that guest end: what
 * was known of them before opens nothing afterwards. For a transaction of its own.
 * @param guest whose browser it is and who wants to keep their answers; null, or somebody who is no guest (any more): nobody
 * @param fresh the id of the person who is made where there is no guest
 */
export async function personOfAccount(
  transaction: Kysely<Database>,
  account: ServerAccount,
  { guest, fresh, now }: Readonly<{ guest: string | null; fresh: string; now: Date }>,
): Promise<string> {
  const { server, subject } = account;
  // Two browsers that bring one account at once make one person.
  await sql`select pg_advisory_xact_lock(${sql.lit(ACCOUNT_LOCK)}, hashtext(${`${server} ${subject}`}))`.execute(
    transaction,
  );
  const attached = guest === null ? null : await lockGuest(transaction, guest);
  const told = { name: account.name, token: account.token, scopes: [...account.scopes], signed_in_at: now };
  const known = await transaction
    .updateTable('accounts')
    .set(told)
    .where('server', '=', server)
    .where('subject', '=', subject)
    .returning('person_id')
    .executeTakeFirst();
  if (known) {
    if (attached !== null) await mergePersons(transaction, { guest: attached, into: known.person_id, now });
    return known.person_id;
  }
  const person = attached ?? (await addPerson(transaction, fresh, now)).id;
  await transaction
    .insertInto('accounts')
    .values({ person_id: person, server, subject, created_at: now, ...told })
    .execute();
  if (attached !== null) await leaveGuesthood(transaction, attached);
  return person;
}

/**
 * Nobody else makes something else of this guest until the transaction ends. Weaker than `for update`: an answer of
 * theirs that is being written holds its task and would wait for us, while we may wait for the task.
 * @returns the id; null: no guest
 */
async function lockGuest(transaction: Kysely<Database>, id: string): Promise<string | null> {
  const row = await transaction
    .selectFrom('persons')
    .select('id')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where('merged_into', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) return null;
  // A statement after the lock: it sees what was committed while we waited.
  const account = await transaction
    .selectFrom('accounts')
    .select('person_id')
    .where('person_id', '=', id)
    .executeTakeFirst();
  return account ? null : row.id;
}

async function leaveGuesthood(transaction: Kysely<Database>, person: string): Promise<void> {
  await endSessions(transaction, person);
  await countOnceMore(transaction, person);
  // A key of the table: to change it waits for whoever writes an answer of theirs, so it comes after the tasks.
  await sql`
    update persons set token_hash = 'none:' || id
    where id = ${person} and token_hash <> 'none:' || id`.execute(transaction);
}

/** The sealed token of the person's account, which is forgotten by it; null: there is none. */
export async function takeToken(
  store: Kysely<Database>,
  person: string,
): Promise<Readonly<{ server: string; subject: string; token: string }> | null> {
  const { rows } = await sql<{ server: string; subject: string; token: string }>`
    with kept as (
      select person_id, server, subject, token from accounts
      where person_id = ${person} and token is not null for update)
    update accounts a set token = null, scopes = '{}' from kept
    where a.person_id = kept.person_id
    returning kept.server, kept.subject, kept.token`.execute(store);
  return rows[0] ?? null;
}
