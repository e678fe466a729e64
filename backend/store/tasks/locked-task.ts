import { type Kysely, sql } from 'kysely';
import type { AgreementOptions, Vote } from '../../core/answer/agreement.ts';
import { completeAnswers, type KeptAnswers } from '../../core/challenge/complete-challenge.ts';
import type { Standing } from '../../core/task/lifecycle.ts';
import type { TaskState } from '../../core/task/task.ts';
import type { Database } from '../tables.ts';

/** A task whose row is ours until the transaction ends. */
export type LockedTask = Readonly<{
  id: string;
  state: TaskState;
  factsDigest: string;
  /** What settles it. */
  answers: AgreementOptions;
}>;

/** Locks the row of a task: whoever changes its claims, answers or state does so first. Null where there is none. */
export async function lockTask(transaction: Kysely<Database>, id: string): Promise<LockedTask | null> {
  const row = await transaction
    .selectFrom('tasks')
    .innerJoin('challenges', 'challenges.id', 'tasks.challenge_id')
    .select(['tasks.id', 'tasks.state', 'tasks.facts_digest'])
    .select(sql<KeptAnswers>`definition->'answers'`.as('answers'))
    .where('tasks.id', '=', id)
    .forUpdate('tasks')
    .executeTakeFirst();
  if (!row) return null;
  const { id: task, state, facts_digest: factsDigest } = row;
  return { id: task, state, factsDigest, answers: completeAnswers(row.answers) };
}

/**
 * What stands of a locked task's answers about its present facts. A statement after the lock sees what was committed while
 * it waited for it, so these counts are certain.
 */
export async function standingOf(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select count(*) filter (where state = 'pending')::integer as pending,
      count(*) filter (where state = 'counted')::integer as counted
    from answers
    where task_id = ${id} and facts_digest = ${factsDigest} and state in ('pending', 'counted')`.execute(
    transaction,
  );
  return rows[0]!;
}

/**
 * The answers to a locked task that count about its present facts, in the order in which they were given. Somebody who has an
 * account by now is no guest, whenever they answered; somebody whose account was deleted is one again: nobody stands behind
 * the answer.
 */
export async function votesOf(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
): Promise<readonly Vote[]> {
  const { rows } = await sql<Vote>`
    select a.answer, o.person_id is null as guest
    from answers a left join accounts o on o.person_id = a.person_id
    where a.task_id = ${id} and a.facts_digest = ${factsDigest} and a.state = 'counted'
    order by a.at, a.id`.execute(transaction);
  return rows;
}
