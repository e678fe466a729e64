import { type Kysely, sql } from 'kysely';
import { compareText } from '../../../core/compare-text.ts';
import type { Database } from '../../tables.ts';

/** First half of the locks of roles, apart from all others of ours; the second is the organisation's own. */
const ROLE_LOCK = 4_106;

/**
 * Nobody else gives or takes roles there until the transaction ends: who counts admins afterwards counts what was committed
 * while they waited. Taken before any row is locked, and for several at once, in one order.
 * @param organisations null for the installation
 */
export async function lockRoles(
  transaction: Kysely<Database>,
  organisations: readonly (string | null)[],
): Promise<void> {
  for (const name of [...new Set(organisations.map(id => id ?? ''))].sort(compareText))
    await sql`select pg_advisory_xact_lock(${sql.lit(ROLE_LOCK)}, hashtext(${name}))`.execute(transaction);
}

/**
 * Whether somebody other than this person is an admin there, and can still sign in. Under `lockRoles`.
 * @param printsLinks whether this installation lets its local account in; a server that was restored from one does not
 */
export async function hasOtherAdmin(
  transaction: Kysely<Database>,
  organisation: string | null,
  { person, printsLinks }: Readonly<{ person: string; printsLinks: boolean }>,
): Promise<boolean> {
  let others = transaction
    .selectFrom('grants')
    .innerJoin('accounts', 'accounts.person_id', 'grants.person_id')
    .select('grants.id')
    .where('grants.role', '=', 'admin')
    .where('grants.organisation_id', 'is not distinct from', organisation)
    .where('grants.person_id', '<>', person);
  if (!printsLinks) others = others.where('accounts.server', '<>', 'here');
  return (await others.limit(1).executeTakeFirst()) !== undefined;
}
