import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { inviting } from '../../../core/policy/inviting.ts';
import { type Actor, may } from '../../../core/policy/may.ts';
import type { GrantedRole } from '../../../core/policy/policy.ts';
import type { Database } from '../../tables.ts';
import { personById } from '../persons.ts';
import { lockRoles } from './lock-roles.ts';
import { joinTeam, lockTeam } from './teams.ts';

/** What an invitation gives now, to whoever accepts it. */
export type Offer = Readonly<{
  id: string;
  role: GrantedRole | null;
  organisation: Readonly<{ id: string; name: string }> | null;
  team: Readonly<{ id: string; name: string }> | null;
  expiresAt: Date;
}>;
type Invitation = Offer & Readonly<{ by: string | null }>;

/** The open invitation of the token with this hash, whose maker could make it still. Null for all others alike. */
export async function offerOf(store: Kysely<Database>, tokenHash: string, now: Date): Promise<Offer | null> {
  const found = await invitationOf(store, tokenHash, now);
  return found && (await isBacked(store, found)) ? found : null;
}

type Accepted = Offer & Readonly<{ already: boolean }>;

/**
 * Gives the person what they are invited to, once. Somebody who has it already uses nothing up. For a transaction that has
 * locked nothing yet.
 * @returns null as for `offerOf`; what is full otherwise
 */
export async function acceptOffer(
  transaction: Kysely<Database>,
  tokenHash: string,
  person: string,
  now: Date,
): Promise<Accepted | 'team-full' | 'too-many-teams' | null> {
  const seen = await invitationOf(transaction, tokenHash, now);
  if (!seen) return null;
  // In one order everywhere: roles or the team, then the invitation. Whoever takes the inviter's role away comes before or after.
  if (seen.team) await lockTeam(transaction, seen.team.id);
  else await lockRoles(transaction, [seen.organisation?.id ?? null, null]);
  const locked = await transaction
    .selectFrom('invitations')
    .select('id')
    .where('id', '=', seen.id)
    .forUpdate()
    .executeTakeFirst();
  const offer = locked ? await invitationOf(transaction, tokenHash, now) : null;
  if (!offer || !(await isBacked(transaction, offer))) return null;
  const given = await give(transaction, offer, person, now);
  if (given === 'given') await useUp(transaction, offer.id);
  return given === 'given' || given === 'had' ? { ...offer, already: given === 'had' } : given;
}

async function invitationOf(
  store: Kysely<Database>,
  tokenHash: string,
  now: Date,
): Promise<Invitation | null> {
  const row = await store
    .selectFrom('invitations')
    .leftJoin('organisations', 'organisations.id', 'invitations.organisation_id')
    .leftJoin('teams', 'teams.id', 'invitations.team_id')
    .select(['invitations.id', 'role', 'made_by', 'expires_at', 'organisation_id', 'team_id'])
    .select(['organisations.name as organisation', 'teams.name as team'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .executeTakeFirst();
  if (!row) return null;
  const named = (id: string | null, name: string | null) =>
    id !== null && name !== null ? { id, name } : null;
  return {
    id: row.id,
    role: row.role,
    organisation: named(row.organisation_id, row.organisation),
    team: named(row.team_id, row.team),
    expiresAt: row.expires_at,
    by: row.made_by,
  };
}

/** Nobody gives what is not theirs to give any more. The command line is nobody's to lose. */
async function isBacked(store: Kysely<Database>, { by, organisation, team }: Invitation): Promise<boolean> {
  if (by === null) return true;
  const maker: Actor | null = await personById(store, by);
  const { action, scope } = inviting(team ? { team: team.id } : { organisation: organisation?.id ?? null });
  return maker !== null && may(maker, action, scope);
}

async function give(
  transaction: Kysely<Database>,
  { role, organisation, team, by }: Invitation,
  person: string,
  now: Date,
): Promise<'given' | 'had' | 'team-full' | 'too-many-teams'> {
  if (team || role === null) return joinTeam(transaction, team!.id, person, now);
  const given = await transaction
    .insertInto('grants')
    .values({
      id: randomUUID(),
      person_id: person,
      role,
      organisation_id: organisation?.id ?? null,
      granted_by: by,
      created_at: now,
    })
    .onConflict(conflict => conflict.columns(['person_id', 'role', 'organisation_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return given ? 'given' : 'had';
}

async function useUp(transaction: Kysely<Database>, id: string): Promise<void> {
  await transaction
    .updateTable('invitations')
    .set(({ eb }) => ({ uses_left: eb('uses_left', '-', 1) }))
    .where('id', '=', id)
    .execute();
  await transaction.deleteFrom('invitations').where('id', '=', id).where('uses_left', '=', 0).execute();
}
