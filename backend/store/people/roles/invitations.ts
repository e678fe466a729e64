import { type Kysely, type Selectable, sql } from 'kysely';
import type { Into } from '../../../core/policy/inviting.ts';
import type { GrantedRole } from '../../../core/policy/policy.ts';
import type { Database } from '../../tables.ts';
import { lockRoles } from './lock-roles.ts';
import { lockTeam } from './teams.ts';

type NewInvitation = Readonly<{
  id: string;
  /** Hex SHA-256. */
  tokenHash: string;
  into: Into;
  /** Null: into a team. */
  role: GrantedRole | null;
  /** A person; null: the command line. */
  by: string | null;
  uses: number;
  now: Date;
  expiresAt: Date;
}>;
export type InvitationRow = Pick<
  Selectable<Database['invitations']>,
  'id' | 'role' | 'created_at' | 'expires_at' | 'uses_left'
>;

/** Open at once, into one organisation or team. */
export const OPEN_INVITATIONS = 100;

/** Takes out what has expired there, and makes one. For a transaction that has locked nothing yet. */
export async function addInvitation(
  transaction: Kysely<Database>,
  made: NewInvitation,
): Promise<InvitationRow | 'gone' | 'too-many'> {
  const { into, now } = made;
  if (!(await lockInto(transaction, into))) return 'gone';
  await transaction.deleteFrom('invitations').where(leadsInto(into)).where('expires_at', '<=', now).execute();
  if ((await invitationsInto(transaction, into, now)).length >= OPEN_INVITATIONS) return 'too-many';
  return transaction
    .insertInto('invitations')
    .values({
      id: made.id,
      token_hash: made.tokenHash,
      role: made.role,
      organisation_id: 'team' in into ? null : into.organisation,
      team_id: 'team' in into ? into.team : null,
      made_by: made.by,
      created_at: now,
      expires_at: made.expiresAt,
      uses_left: made.uses,
    })
    .returning(['id', 'role', 'created_at', 'expires_at', 'uses_left'])
    .executeTakeFirstOrThrow();
}

/** Takes out all whose time is over, but for those that somebody is at. */
export async function removeInvitations(store: Kysely<Database>, now: Date): Promise<void> {
  await sql`
    delete from invitations where id in (
      select id from invitations where expires_at <= ${now} order by id for update skip locked)`.execute(
    store,
  );
}

/** @returns whether it is there */
async function lockInto(transaction: Kysely<Database>, into: Into): Promise<boolean> {
  if ('team' in into) return lockTeam(transaction, into.team);
  await lockRoles(transaction, [into.organisation]);
  if (into.organisation === null) return true;
  const there = await transaction
    .selectFrom('organisations')
    .select('id')
    .where('id', '=', into.organisation)
    .executeTakeFirst();
  return there !== undefined;
}

const leadsInto = (into: Into) =>
  'team' in into
    ? sql<boolean>`team_id = ${into.team}`
    : sql<boolean>`team_id is null and organisation_id is not distinct from ${into.organisation}`;

/** Those that are open still; the latest made first. */
export async function invitationsInto(
  store: Kysely<Database>,
  into: Into,
  now: Date,
): Promise<InvitationRow[]> {
  return store
    .selectFrom('invitations')
    .select(['id', 'role', 'created_at', 'expires_at', 'uses_left'])
    .where(leadsInto(into))
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** @returns whether there was one that leads there */
export async function revokeInvitation(store: Kysely<Database>, id: string, into: Into): Promise<boolean> {
  const row = await store
    .deleteFrom('invitations')
    .where('id', '=', id)
    .where(leadsInto(into))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
