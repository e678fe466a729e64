import { sql } from 'kysely';
import type { Store } from '../connect.ts';

/** How many of a person's answers count: those that can no longer be taken back, also where the next round has yet to look. */
export async function countedAnswers(store: Store, person: string, now: Date): Promise<number> {
  const row = await store
    .selectFrom('answers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('person_id', '=', person)
    .where(({ and, eb, or }) =>
      or([eb('state', '=', 'counted'), and([eb('state', '=', 'pending'), eb('pending_until', '<=', now)])]),
    )
    .executeTakeFirst();
  return row?.count ?? 0;
}

/** By task of a challenge, how many people's answers count. */
export async function peopleByTask(store: Store, challenge: string): Promise<ReadonlyMap<string, number>> {
  const rows = await store
    .selectFrom('answers')
    .innerJoin('tasks', 'tasks.id', 'answers.task_id')
    .select(({ fn }) => ['task_id', fn.countAll<number>().as('count')])
    .where('tasks.challenge_id', '=', challenge)
    .where('answers.state', '=', 'counted')
    .groupBy('task_id')
    .execute();
  return new Map(rows.map(({ task_id, count }) => [task_id, Number(count)]));
}

/** A person's own claim and answer on a task, as far as they are alive. */
export async function ownStanding(store: Store, task: string, person: string, now: Date) {
  const claim = await store
    .selectFrom('claims')
    .select('until')
    .where('task_id', '=', task)
    .where('person_id', '=', person)
    .where('until', '>', now)
    .executeTakeFirst();
  const answer = await store
    .selectFrom('answers')
    .selectAll()
    .where('task_id', '=', task)
    .where('person_id', '=', person)
    .where('state', 'in', ['pending', 'counted'])
    .executeTakeFirst();
  return { claim: claim ?? null, answer: answer ?? null };
}

/** Which of some tasks a person has answered, as far as the answers live. */
export async function answeredAmong(
  store: Store,
  tasks: readonly string[],
  person: string,
): Promise<Set<string>> {
  if (tasks.length === 0) return new Set();
  const rows = await store
    .selectFrom('answers')
    .innerJoin('tasks', 'tasks.id', 'answers.task_id')
    .select('tasks.id')
    .where('answers.person_id', '=', person)
    .where('answers.state', 'in', ['pending', 'counted'])
    .where(sql<boolean>`answers.task_id = any(${[...tasks]}::text[])`)
    .whereRef('answers.facts_digest', '=', 'tasks.facts_digest')
    .execute();
  return new Set(rows.map(row => row.id));
}

/** Answers of a challenge in their undo window, and when the last of these ends. */
export async function pendingAnswers(
  store: Store,
  challenge: string,
): Promise<{ count: number; until: string | null }> {
  const row = await store
    .selectFrom('answers')
    .innerJoin('tasks', 'tasks.id', 'answers.task_id')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.max<Date | null>('answers.pending_until').as('until'),
    ])
    .where('tasks.challenge_id', '=', challenge)
    .where('answers.state', '=', 'pending')
    .executeTakeFirst();
  return { count: row?.count ?? 0, until: row?.until?.toISOString() ?? null };
}
