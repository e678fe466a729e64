import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';

/** Since when tasks are as they are, and whether a person said something about their present facts. */
export async function reviewStanding(
  store: Kysely<Database>,
  tasks: readonly string[],
  person: string,
): Promise<ReadonlyMap<string, Readonly<{ since: Date; own: boolean }>>> {
  const { rows } = await sql<{ id: string; since: Date; own: boolean }>`
    select t.id, t.updated_at as since, exists (
      select 1 from answers a where a.task_id = t.id and a.person_id = ${person}
        and a.state <> 'undone' and a.facts_digest = t.facts_digest) as own
    from tasks t where t.id = any(${[...tasks]}::text[])`.execute(store);
  return new Map(rows.map(({ id, since, own }) => [id, { since, own }]));
}
