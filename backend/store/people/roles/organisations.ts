import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database } from '../../tables.ts';
import { lockRoles } from './lock-roles.ts';

export type OrganisationRow = Pick<Selectable<Database['organisations']>, 'id' | 'name' | 'website'>;
/** `challenges`: their ids, sorted; `members`: people who have a role in it. */
export type Organisation = OrganisationRow & Readonly<{ challenges: readonly string[]; members: number }>;

/** By name. @param only this one, if there is one */
export async function organisations(store: Kysely<Database>, only?: string): Promise<Organisation[]> {
  let query = store
    .selectFrom('organisations')
    .select(['id', 'name', 'website'])
    .select(
      sql<string[]>`coalesce((
        select jsonb_agg(c.id order by c.id) from challenges c where c.organisation_id = organisations.id), '[]')`.as(
        'challenges',
      ),
    )
    .select(
      sql<number>`(
        select count(distinct g.person_id)::integer from grants g
        join accounts a on a.person_id = g.person_id
        where g.organisation_id = organisations.id)`.as('members'),
    )
    .orderBy('name')
    .orderBy('id');
  if (only !== undefined) query = query.where('id', '=', only);
  return query.execute();
}

export async function addOrganisation(
  store: Kysely<Database>,
  { id, name, website }: OrganisationRow,
  now: Date,
): Promise<void> {
  await store.insertInto('organisations').values({ id, name, website, created_at: now }).execute();
}

/** @returns whether there is one */
export async function renameOrganisation(
  store: Kysely<Database>,
  { id, name, website }: OrganisationRow,
): Promise<boolean> {
  const row = await store
    .updateTable('organisations')
    .set({ name, website })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Roles in it and invitations into it go with it. For a transaction that has locked nothing yet. */
export async function dissolveOrganisation(
  transaction: Kysely<Database>,
  id: string,
): Promise<'dissolved' | 'has-challenges' | 'gone'> {
  await lockRoles(transaction, [id]);
  // A challenge that is being given to it waits for the end of this, and we for its.
  const row = await transaction
    .selectFrom('organisations')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return 'gone';
  const challenge = await transaction
    .selectFrom('challenges')
    .select('id')
    .where('organisation_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (challenge) return 'has-challenges';
  await transaction.deleteFrom('organisations').where('id', '=', id).execute();
  return 'dissolved';
}

/** Says whose a challenge is. For a transaction. @returns what is not there; the owner before otherwise */
export async function assignChallenge(
  transaction: Kysely<Database>,
  challenge: string,
  organisation: string | null,
): Promise<'no-organisation' | 'no-challenge' | Readonly<{ before: string | null }>> {
  if (organisation !== null) {
    const there = await transaction
      .selectFrom('organisations')
      .select('id')
      .where('id', '=', organisation)
      .forKeyShare()
      .executeTakeFirst();
    if (!there) return 'no-organisation';
  }
  const row = await transaction
    .selectFrom('challenges')
    .select('organisation_id')
    .where('id', '=', challenge)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) return 'no-challenge';
  await transaction
    .updateTable('challenges')
    .set({ organisation_id: organisation })
    .where('id', '=', challenge)
    .execute();
  return { before: row.organisation_id };
}
