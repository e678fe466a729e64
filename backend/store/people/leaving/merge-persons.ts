import { type Kysely, sql } from 'kysely';
import type { Database } from '../../tables.ts';
import { lockTask } from '../../tasks/locked-task.ts';
import { countOnceMore } from '../../tasks/settling.ts';
import { ASKED, moveTask } from '../../tasks/task-move.ts';
import { endSessions } from '../sessions.ts';

type Merge = Readonly<{ guest: string; into: string; now: Date }>;

const LIVING = sql`('pending', 'counted')`;

/**
 * Gives all that a guest did to the person who they turned out to be; the guest's row stays, without a session, and says
 * where it went. For a transaction that has locked no task yet.
 */
export async function mergePersons(transaction: Kysely<Database>, merge: Merge): Promise<void> {
  const { guest, into, now } = merge;
  await lockBoth(transaction, merge);
  await lockTasksOfBoth(transaction, merge);
  const tasks = await tasksOf(transaction, guest);
  const given = await supersedeDoubles(transaction, merge);
  await giveAnswers(transaction, merge, tasks);
  await giveTalk(transaction, merge);
  await giveClaims(transaction, merge);
  for (const { task, answer } of given) {
    const locked = await lockTask(transaction, task);
    if (locked) await moveTask(transaction, locked, 'undo', { now, person: into, data: { answer } });
  }
  await giveSaved(transaction, merge);
  await giveTerms(transaction, merge);
  await endSessions(transaction, guest);
  await countOnceMore(transaction, into);
}

/** Answers of either that are being written are there afterwards, and later ones wait. */
async function lockBoth(transaction: Kysely<Database>, { guest, into }: Merge): Promise<void> {
  await sql`select 1 from persons where id in (${guest}, ${into}) order by id for no key update`.execute(
    transaction,
  );
}

/** Every task that is written to here, in one order for all. */
async function lockTasksOfBoth(transaction: Kysely<Database>, { guest, into }: Merge): Promise<void> {
  await sql`
    select 1 from tasks t
    where t.id in (
      select task_id from answers where person_id = ${guest}
      union select task_id from claims where person_id = ${guest}
      union select a.task_id from answers a join tasks u on u.id = a.task_id
        where a.person_id = ${into} and a.state in ${LIVING} and u.state = any(${[...ASKED]}::text[]))
    order by t.id for update of t`.execute(transaction);
}

/** The tasks that somebody answered. Read when all of them are locked. */
async function tasksOf(transaction: Kysely<Database>, person: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('answers')
    .select('task_id')
    .distinct()
    .where('person_id', '=', person)
    .execute();
  return rows.map(row => row.task_id);
}

/**
 * Of two living answers of one person to one task the account's stands, unless it is about earlier facts and the guest's
 * about the present ones. @returns those that were in their undo window
 */
async function supersedeDoubles(
  transaction: Kysely<Database>,
  { guest, into }: Merge,
): Promise<readonly Readonly<{ task: string; answer: string }>[]> {
  const { rows } = await sql<{ task: string; answer: string; was: string }>`
    with doubles as (
      select case when a.facts_digest <> t.facts_digest and g.facts_digest = t.facts_digest then a.id else g.id end as id
      from answers g
      join answers a on a.task_id = g.task_id
      join tasks t on t.id = g.task_id
      where g.person_id = ${guest} and g.state in ${LIVING} and a.person_id = ${into} and a.state in ${LIVING}),
    before as (select id, state from answers where id in (select id from doubles))
    update answers set state = 'superseded' from before
    where answers.id = before.id
    returning answers.task_id as task, answers.id as answer, before.state as was`.execute(transaction);
  return rows.filter(({ was }) => was === 'pending').sort((a, b) => (a.task < b.task ? -1 : 1));
}

/** A request id that the person has used, too, gives way: each names one answer of theirs. */
async function giveAnswers(
  transaction: Kysely<Database>,
  { guest, into }: Merge,
  tasks: readonly string[],
): Promise<void> {
  await sql`
    update answers g set person_id = ${into},
      request_id = case when exists (
        select 1 from answers a where a.person_id = ${into} and a.request_id = g.request_id
      ) then g.id else g.request_id end
    where g.person_id = ${guest}`.execute(transaction);
  await sql`
    update task_events set person_id = ${into}
    where person_id = ${guest} and task_id = any(${[...tasks]}::text[])`.execute(transaction);
}

/** What they wrote, and what was written to them. */
async function giveTalk(transaction: Kysely<Database>, { guest, into }: Merge): Promise<void> {
  await sql`
    update comments g set person_id = ${into},
      request_id = case when exists (
        select 1 from comments c where c.person_id = ${into} and c.request_id = g.request_id
      ) then g.id else g.request_id end
    where g.person_id = ${guest}`.execute(transaction);
  await transaction.updateTable('mentions').set({ person_id: into }).where('person_id', '=', guest).execute();
}

/** A person holds a task once, and none that they have answered. */
async function giveClaims(transaction: Kysely<Database>, { guest, into }: Merge): Promise<void> {
  await sql`
    delete from claims c using tasks t
    where t.id = c.task_id and c.person_id in (${guest}, ${into})
      and (exists (
          select 1 from answers a where a.task_id = t.id and a.person_id = ${into}
            and a.state in ${LIVING} and a.facts_digest = t.facts_digest)
        or (c.person_id = ${guest} and exists (
          select 1 from claims o where o.task_id = t.id and o.person_id = ${into})))`.execute(transaction);
  await transaction.updateTable('claims').set({ person_id: into }).where('person_id', '=', guest).execute();
}

/** Each once, since the first time. */
async function giveSaved(transaction: Kysely<Database>, { guest, into }: Merge): Promise<void> {
  await sql`
    with given as (delete from saved_challenges where person_id = ${guest} returning challenge_id, at)
    insert into saved_challenges as s (person_id, challenge_id, at) select ${into}, challenge_id, at from given
    on conflict (person_id, challenge_id) do update set at = least(s.at, excluded.at)`.execute(transaction);
}

/** What a guest attested they attested as this person. */
async function giveTerms(transaction: Kysely<Database>, { guest, into }: Merge): Promise<void> {
  await sql`
    update persons p set terms_accepted_at = least(p.terms_accepted_at, g.terms_accepted_at)
    from persons g where p.id = ${into} and g.id = ${guest}`.execute(transaction);
  await transaction.updateTable('persons').set({ merged_into: into }).where('id', '=', guest).execute();
}
