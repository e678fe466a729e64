import type { Kysely } from 'kysely';
import type { Answer } from '../../core/answer/answer.ts';
import { letterOf } from '../../core/talk/talked-about.ts';
import type { Database } from '../tables.ts';

/** An answer that counts about the present facts. `letter`: what its giver is called beside the others. */
export type SaidOfTask = Readonly<{
  id: string;
  letter: string;
  person: string;
  guest: boolean;
  answer: Answer;
  imagery: readonly string[];
  at: Date;
}>;

/** In the order in which they were given. */
export async function saidOfTask(store: Kysely<Database>, task: string): Promise<SaidOfTask[]> {
  const rows = await store
    .selectFrom('answers')
    .innerJoin('tasks', 'tasks.id', 'answers.task_id')
    .leftJoin('accounts', 'accounts.person_id', 'answers.person_id')
    .select(['answers.id', 'answers.person_id', 'answers.answer', 'answers.imagery', 'answers.at'])
    .select('accounts.person_id as account')
    .where('answers.task_id', '=', task)
    .where('answers.state', '=', 'counted')
    .whereRef('answers.facts_digest', '=', 'tasks.facts_digest')
    .orderBy('answers.at')
    .orderBy('answers.id')
    .execute();
  return rows.map(({ id, person_id, answer, imagery, at, account }, i) => ({
    id,
    letter: letterOf(i),
    person: person_id,
    guest: account === null,
    answer,
    imagery,
    at,
  }));
}
