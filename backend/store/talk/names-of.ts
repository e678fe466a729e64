import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';

/** What the accounts of these persons are called now; who has left, or never had one, is not in it. */
export async function namesOf(
  store: Kysely<Database>,
  persons: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (persons.length === 0) return new Map();
  const rows = await store
    .selectFrom('accounts')
    .select(['person_id', 'name'])
    .where('person_id', '=', sql<string>`any(${[...persons]}::text[])`)
    .execute();
  return new Map(rows.map(({ person_id, name }) => [person_id, name]));
}
