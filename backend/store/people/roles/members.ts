import type { Kysely } from 'kysely';
import type { GrantedRole } from '../../../core/policy/policy.ts';
import type { Database } from '../../tables.ts';
import { hasOtherAdmin, lockRoles } from './lock-roles.ts';

/** One role of one person. `organisation`: null for the whole installation. */
export type Membership = Readonly<{
  id: string;
  person: string;
  name: string;
  role: GrantedRole;
  organisation: string | null;
  since: Date;
}>;

const memberships = (store: Kysely<Database>) =>
  store
    .selectFrom('grants')
    .innerJoin('accounts', 'accounts.person_id', 'grants.person_id')
    .select([
      'grants.id',
      'grants.person_id as person',
      'accounts.name',
      'grants.role',
      'grants.organisation_id as organisation',
      'grants.created_at as since',
    ]);

/** By name, then role. @param organisation null for the installation */
export async function membersOf(
  store: Kysely<Database>,
  organisation: string | null,
): Promise<readonly Membership[]> {
  return memberships(store)
    .where('grants.organisation_id', 'is not distinct from', organisation)
    .orderBy('accounts.name')
    .orderBy('grants.person_id')
    .orderBy('grants.role')
    .execute();
}

/** Whose role it must be, or where: what somebody else has is not there. */
export type RoleOf = Readonly<{ person: string } | { organisation: string | null }>;

/**
 * Takes a role away. For a transaction that has locked nothing yet.
 * @param grant the id of what was given
 * @param printsLinks whether this installation lets its local account in
 * @returns what was taken; `last-admin` where nobody would be left who could give it back
 */
export async function takeRole(
  transaction: Kysely<Database>,
  grant: string,
  of: RoleOf,
  printsLinks: boolean,
): Promise<Membership | 'last-admin' | null> {
  const known = await memberships(transaction).where('grants.id', '=', grant).executeTakeFirst();
  if (!known) return null;
  if ('person' in of ? known.person !== of.person : known.organisation !== of.organisation) return null;
  await lockRoles(transaction, [known.organisation]);
  const { person, organisation } = known;
  if (known.role === 'admin' && !(await hasOtherAdmin(transaction, organisation, { person, printsLinks })))
    return 'last-admin';
  const taken = await transaction
    .deleteFrom('grants')
    .where('id', '=', grant)
    .returning('id')
    .executeTakeFirst();
  return taken ? known : null;
}
