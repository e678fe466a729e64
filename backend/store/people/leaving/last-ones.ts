import { type Kysely, sql } from 'kysely';
import type { Database } from '../../tables.ts';
import { hasOtherAdmin } from '../roles/lock-roles.ts';

/** Where somebody is the only one who can let others in. `id`: of an organisation or team; null: the installation. */
export type LastOne = Readonly<{
  of: 'installation' | 'organisation' | 'team';
  id: string | null;
  name: string;
}>;

/**
 * Where nobody could let others in any more without this person. Under `lockRoles` and `lockTeam` of all of theirs.
 * @param printsLinks whether a link that this process prints makes an admin of the installation again
 */
export async function lastOnes(
  transaction: Kysely<Database>,
  who: Readonly<{ person: string; printsLinks: boolean }>,
): Promise<readonly LastOne[]> {
  return [...(await lastAdminOf(transaction, who)), ...(await lastLeadOf(transaction, who.person))];
}

async function lastAdminOf(
  transaction: Kysely<Database>,
  { person, printsLinks }: Readonly<{ person: string; printsLinks: boolean }>,
): Promise<LastOne[]> {
  const rows = await transaction
    .selectFrom('grants')
    .leftJoin('organisations', 'organisations.id', 'grants.organisation_id')
    .select(['organisations.id', 'organisations.name'])
    .where('grants.person_id', '=', person)
    .where('grants.role', '=', 'admin')
    .orderBy('organisations.name', order => order.asc().nullsFirst())
    .execute();
  const last: LastOne[] = [];
  for (const { id, name } of rows)
    if (!(id === null && printsLinks) && !(await hasOtherAdmin(transaction, id, { person, printsLinks })))
      last.push({ of: id === null ? 'installation' : 'organisation', id, name: name ?? '' });
  return last;
}

/** Teams in which others are who could not be led by anybody any more. */
async function lastLeadOf(transaction: Kysely<Database>, person: string): Promise<LastOne[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select t.id, t.name from teams t join team_members m on m.team_id = t.id
    where m.person_id = ${person} and m.lead
      and exists (select 1 from team_members o where o.team_id = t.id and o.person_id <> ${person})
      and not exists (select 1 from team_members o where o.team_id = t.id and o.person_id <> ${person} and o.lead)
    order by t.name, t.id`.execute(transaction);
  return rows.map(({ id, name }) => ({ of: 'team', id, name }));
}
