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

/**
 * Locks the row of a task: whoever changes its claims, answers or state does so first. Null where there is none, or, with
 * `unlessBusy`, where somebody else has it at that moment. `forLease`: the transaction writes a lease and no more, and need
 * not wait for the disk: one that is lost with the server's power is asked for again, and every answer is counted under a lock.
 */
export async function lockTask(
  transaction: Kysely<Database>,
  id: string,
  { unlessBusy = false, forLease = false } = {},
): Promise<LockedTask | null> {
  const query = transaction
    .selectFrom('tasks')
    .innerJoin('challenges', 'challenges.id', 'tasks.challenge_id')
    .select(['tasks.id', 'tasks.state', 'tasks.facts_digest'])
    .select(sql<KeptAnswers>`definition->'answers'`.as('answers'))
    .$if(forLease, select => select.select(sql`set_config('synchronous_commit', 'off', true)`.as('commit')))
    .where('tasks.id', '=', id)
    .forUpdate('tasks');
  const row = await (unlessBusy ? query.skipLocked() : query).executeTakeFirst();
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

/** What somebody meets who wants a locked task: whether they answered it, how others stand to it, the answers that count. */
export type Met = Readonly<{ answered: boolean; pending: number; holders: number; votes: readonly Vote[] }>;

/**
 * The same in one statement: it is asked at each claim and each answer.
 * @throws PersonGone, so that a request that was under way when they went holds and answers nothing any more
 */
export async function metBy(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
  person: string,
  now: Date,
): Promise<Met> {
  const { rows } = await sql<Met & { gone: boolean }>`
    select coalesce((select deleted_at is not null from persons where id = ${person}), false) as gone,
      coalesce(bool_or(a.person_id = ${person}), false) as answered,
      count(a.id) filter (where a.state = 'pending' and a.person_id <> ${person})::integer as pending,
      (select count(*)::integer from claims
        where task_id = ${id} and until > ${now} and person_id <> ${person}) as holders,
      ${VOTES} as votes
    from answers a left join accounts o on o.person_id = a.person_id
    where a.task_id = ${id} and a.facts_digest = ${factsDigest} and a.state in ('pending', 'counted')`.execute(
    transaction,
  );
  const { gone, ...met } = rows[0]!;
  if (gone) throw new PersonGone();
  return met;
}

/**
 * The answers that count, of `answers a` beside `accounts o`, in the order in which they were given. Somebody who has an account by now
 * is no guest, whenever they answered; somebody whose account was deleted is one again: nobody stands behind the answer.
 */
const VOTES = sql<
  Vote[]
>`coalesce(jsonb_agg(jsonb_build_object('answer', a.answer, 'guest', o.person_id is null) order by a.at, a.id)
  filter (where a.state = 'counted'), '[]')`;

/** The same of a task, about its present facts. */
export async function votesOf(
  transaction: Kysely<Database>,
  { id, factsDigest }: Pick<LockedTask, 'id' | 'factsDigest'>,
): Promise<readonly Vote[]> {
  const { rows } = await sql<{ votes: Vote[] }>`
    select ${VOTES} as votes from answers a left join accounts o on o.person_id = a.person_id
    where a.task_id = ${id} and a.facts_digest = ${factsDigest} and a.state = 'counted'`.execute(transaction);
  return rows[0]!.votes;
}
