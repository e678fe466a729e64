import { type Kysely, sql } from 'kysely';
import type { Grant, Scope } from '../../core/policy/may.ts';
import { ofOrganisation, ofTeam } from '../../core/policy/may.ts';
import type { GrantedRole } from '../../core/policy/policy.ts';
import type { Database } from '../tables.ts';

/** Who they are on the server that they signed in with. */
export type Account = Readonly<{ server: string; subject: string; name: string }>;

/** `account`: null for a guest. `grants`: the roles that were given to them, and the teams that they lead. */
export type Person = Readonly<{
  id: string;
  termsAcceptedAt: Date | null;
  account: Account | null;
  grants: readonly Grant[];
}>;

/** A new guest. */
export async function addPerson(store: Kysely<Database>, id: string, now: Date): Promise<Person> {
  await store
    .insertInto('persons')
    .values({ id, token_hash: `none:${id}`, terms_accepted_at: null, created_at: now })
    .execute();
  return { id, termsAcceptedAt: null, account: null, grants: [] };
}

/** The person of that id as they are now; null when there is none, or not any more. */
export async function personById(store: Kysely<Database>, id: string): Promise<Person | null> {
  const row = await knownPersons(store).where('persons.id', '=', id).executeTakeFirst();
  return row ? personIn(row) : null;
}

/** The first acceptance stands; a later one changes nothing. */
export async function acceptTerms(store: Kysely<Database>, id: string, now: Date): Promise<void> {
  await store
    .updateTable('persons')
    .set({ terms_accepted_at: now })
    .where('id', '=', id)
    .where('terms_accepted_at', 'is', null)
    .execute();
}

/** Persons who are there, with all that says who they are and what they may do, to be narrowed and joined further. */
export function knownPersons(store: Kysely<Database>) {
  return store
    .selectFrom('persons')
    .leftJoin('accounts', 'accounts.person_id', 'persons.id')
    .select([
      'persons.id',
      'persons.terms_accepted_at',
      'accounts.server',
      'accounts.subject',
      'accounts.name',
    ])
    .select(
      sql<{ role: GrantedRole; organisation: string | null }[]>`coalesce((
      select jsonb_agg(jsonb_build_object('role', g.role, 'organisation', g.organisation_id) order by g.id)
      from grants g where g.person_id = persons.id), '[]')`.as('granted'),
    )
    .select(
      sql<string[]>`coalesce((
      select jsonb_agg(m.team_id order by m.team_id) from team_members m
      where m.person_id = persons.id and m.lead), '[]')`.as('leads'),
    )
    .where('persons.deleted_at', 'is', null)
    .where('persons.merged_into', 'is', null);
}

type KnownRow = Readonly<{
  id: string;
  terms_accepted_at: Date | null;
  server: string | null;
  subject: string | null;
  name: string | null;
  granted: readonly { role: GrantedRole; organisation: string | null }[];
  leads: readonly string[];
}>;

/** A row of `knownPersons`. Roles count for who is signed in only. */
export function personIn(row: KnownRow): Person {
  const account =
    row.server !== null && row.subject !== null && row.name !== null
      ? { server: row.server, subject: row.subject, name: row.name }
      : null;
  const grants: Grant[] = account
    ? [
        ...row.granted.map(({ role, organisation }) => ({ role, scope: ofOrganisation(organisation) })),
        ...row.leads.map(team => ({ role: 'lead' as const, scope: ofTeam(team) as Scope })),
      ]
    : [];
  return { id: row.id, termsAcceptedAt: row.terms_accepted_at, account, grants };
}
