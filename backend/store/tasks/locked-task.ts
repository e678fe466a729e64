import { type Kysely, sql } from 'kysely';
import type { AgreementOptions, Vote } from '../../core/answer/agreement.ts';
import { completeAnswers, type KeptAnswers } from '../../core/challenge/complete-challenge.ts';
import type { Standing } from '../../core/task/lifecycle.ts';
import type { TaskState } from '../../core/task/task.ts';
import { PersonGone } from '../people/leaving/person-gone.ts';
import type { Database } from '../tables.ts';

/** A task whose row is ours until the transaction ends. */
export type LockedTask = Readonly<{
  id: string;
  state: TaskState;
  factsDigest: string;
  /** What settles it. */
  answers: AgreementOptions;
}>;

/** Locks the row of a task: whoever changes its claims, answers or state does so first. */
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
 * What stands of a locked task's claims and answers about its present facts. A statement after the lock sees what was
 * committed while it waited for it, so these counts are certain.
 * @param without leave this person's out
 */
export async function standingOf(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
  now: Date,
  without: string | null = null,
): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select a.pending, a.counted, c.holders
    from (
      select count(*) filter (where state = 'pending')::integer as pending,
        count(*) filter (where state = 'counted')::integer as counted
      from answers
      where task_id = ${id} and facts_digest = ${factsDigest} and person_id is distinct from ${without}
        and state in ('pending', 'counted')
    ) a, (
      select count(*)::integer as holders from claims
      where task_id = ${id} and until > ${now} and person_id is distinct from ${without}
    ) c`.execute(transaction);
  return rows[0]!;
}

/**
 * Whether this person has a living answer about the present facts.
 * @throws PersonGone, so that a request that was under way when they went holds and answers nothing any more
 */
export async function hasAnswered(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
  person: string,
): Promise<boolean> {
  const { rows } = await sql<{ gone: boolean; answered: boolean }>`
    select deleted_at is not null as gone, exists (
      select 1 from answers
      where task_id = ${id} and person_id = ${person} and facts_digest = ${factsDigest}
        and state in ('pending', 'counted')) as answered
    from persons where id = ${person}`.execute(transaction);
  if (rows[0]?.gone) throw new PersonGone();
  return rows[0]?.answered ?? false;
}

/**
 * The answers that count about the present facts, in the order in which they were given. Somebody who has an account by now
 * is no guest, whenever they answered; somebody whose account was deleted is one again: nobody stands behind the answer.
 */
export async function votesOf(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
): Promise<Vote[]> {
  return transaction
    .selectFrom('answers')
    .leftJoin('accounts', 'accounts.person_id', 'answers.person_id')
    .select(({ eb }) => ['answer', eb('accounts.person_id', 'is', null).$castTo<boolean>().as('guest')])
    .where('task_id', '=', id)
    .where('facts_digest', '=', factsDigest)
    .where('state', '=', 'counted')
    .orderBy('at')
    .orderBy('id')
    .execute();
}
