import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';

type Source = Readonly<{ task: string; answer?: string; comment?: string }>;

/** Whoever of these has gone meanwhile is not written down. For the transaction of what mentions them. */
export async function writeMentions(
  transaction: Kysely<Database>,
  { task, answer, comment }: Source,
  persons: readonly string[],
): Promise<void> {
  if (persons.length === 0) return;
  await sql`
    insert into mentions (task_id, answer_id, comment_id, person_id)
    select ${task}, ${answer ?? null}::text, ${comment ?? null}::text, id from persons
    where id = any(${[...persons]}::text[]) and deleted_at is null and merged_into is null
    order by id`.execute(transaction);
}
