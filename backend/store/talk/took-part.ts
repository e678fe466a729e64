import { type Kysely, sql } from 'kysely';
import type { Database } from '../tables.ts';

/** Whether somebody answered a task, decided it or wrote about it. */
export async function tookPart(store: Kysely<Database>, task: string, person: string): Promise<boolean> {
  const { rows } = await sql<{ took: boolean }>`
    select exists (select 1 from answers where task_id = ${task} and person_id = ${person} and state <> 'undone')
      or exists (select 1 from comments where task_id = ${task} and person_id = ${person})
      or exists (select 1 from task_events where task_id = ${task} and person_id = ${person}
        and event in ('review-accept', 'review-reject')) as took`.execute(store);
  return rows[0]!.took;
}
