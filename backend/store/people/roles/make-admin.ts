import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../../tables.ts';

/** Makes the person an admin of the whole installation, by nobody's word. @returns whether they were none before */
export async function makeAdmin(store: Kysely<Database>, person: string, now: Date): Promise<boolean> {
  const made = await store
    .insertInto('grants')
    .values({
      id: randomUUID(),
      person_id: person,
      role: 'admin',
      organisation_id: null,
      granted_by: null,
      created_at: now,
    })
    .onConflict(conflict => conflict.columns(['person_id', 'role', 'organisation_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}
