import type { Kysely } from 'kysely';
import type { GrantedRole } from '../../../core/policy/policy.ts';
import type { Database } from '../../tables.ts';

/** A role that was given. `organisation`: null for the whole installation. */
export type RoleHeld = Readonly<{
  id: string;
  role: GrantedRole;
  organisation: Readonly<{ id: string; name: string }> | null;
}>;

/** The roles of a person: those for the installation first, then by the organisation's name. */
export async function rolesOf(store: Kysely<Database>, person: string): Promise<RoleHeld[]> {
  const rows = await store
    .selectFrom('grants')
    .leftJoin('organisations', 'organisations.id', 'grants.organisation_id')
    .select(['grants.id', 'grants.role', 'organisations.id as organisation', 'organisations.name'])
    .where('grants.person_id', '=', person)
    .orderBy('organisations.name', order => order.asc().nullsFirst())
    .orderBy('organisations.id')
    .orderBy('grants.role')
    .execute();
  return rows.map(({ id, role, organisation, name }) => ({
    id,
    role,
    organisation: organisation !== null && name !== null ? { id: organisation, name } : null,
  }));
}
