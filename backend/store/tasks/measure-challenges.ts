import { sql } from 'kysely';
import type { Store } from '../connect.ts';
import { ifNobodyElse } from '../if-nobody-else.ts';
import { ASKED } from './task-move.ts';

/** Days that are told, today included. */
const DAYS = 30;
/** Below this a median says more about one person's evening than about the tasks. */
const ENOUGH = { answers: 12, people: 3 };
/** Seconds; who took longer was away meanwhile. */
const LONGEST = 1800;

/** What is measured of a challenge. */
export type Measured = Readonly<{
  /** Answers on each of the last days (UTC), today last. */
  days: readonly number[];
  /** How long a task takes: the median in seconds; null where too few have answered to tell. */
  seconds: number | null;
}>;

/**
 * Measures how many answers each challenge got on each of the last days, and how long one takes, and replaces what was
 * measured before. An answer to a task that still asks is not told: whoever answers it next shall not know of it.
 */
export async function measureChallenges(store: Store, now: Date): Promise<void> {
  const since = new Date(now.getTime() - DAYS * 86_400_000);
  await ifNobodyElse(store, 'measure', async transaction => {
    await sql`
      with told as (
        select t.challenge_id, (a.at at time zone 'UTC')::date as day, count(*) as answers
        from answers a join tasks t on t.id = a.task_id
        where a.state = 'counted' and a.at > ${since} and a.at <= ${now} and not t.state = any(${[...ASKED]}::text[])
        group by 1, 2
      ), gone as (
        delete from challenge_days d
        where not exists (select 1 from told where told.challenge_id = d.challenge_id and told.day = d.day)
      )
      insert into challenge_days as d (challenge_id, day, answers) select * from told
      on conflict (challenge_id, day) do update set answers = excluded.answers
        where d.answers <> excluded.answers`.execute(transaction);
    // The next task is taken while somebody still reads the one before: their time begins with the answer to that.
    await sql`
      with timed as (
        select t.challenge_id, a.person_id, a.held_since is not null as held, extract(epoch from
          a.at - greatest(a.held_since, lag(a.at) over (partition by a.person_id order by a.at))) as seconds
        from answers a join tasks t on t.id = a.task_id
        where a.state = 'counted' and a.at > ${since}
      ), paces as (
        select challenge_id, percentile_cont(0.5) within group (order by seconds) as seconds,
          count(*) as answers, count(distinct person_id) as people
        from timed where held and seconds between 0 and ${LONGEST}
        group by 1 having count(*) >= ${ENOUGH.answers} and count(distinct person_id) >= ${ENOUGH.people}
      ), gone as (
        delete from challenge_paces p where not exists (select 1 from paces where paces.challenge_id = p.challenge_id)
      )
      insert into challenge_paces (challenge_id, seconds, answers, people) select * from paces
      on conflict (challenge_id) do update set seconds = excluded.seconds, answers = excluded.answers,
        people = excluded.people`.execute(transaction);
  });
}

/** What was measured, by challenge; of one or of all. */
export async function measuredChallenges(
  store: Store,
  now: Date,
  challenge?: string,
): Promise<(challenge: string) => Measured> {
  const only = challenge === undefined ? sql`` : sql`where challenge_id = ${challenge}`;
  const days = await sql<{ challenge: string; ago: number; answers: number }>`
    select challenge_id as challenge, (${now}::timestamptz at time zone 'UTC')::date - day as ago, answers
    from challenge_days ${only}`.execute(store);
  const paces = await sql<{ challenge: string; seconds: number }>`
    select challenge_id as challenge, seconds from challenge_paces ${only}`.execute(store);
  const seconds = new Map(paces.rows.map(row => [row.challenge, row.seconds]));
  return id => {
    const told = Array.from({ length: DAYS }, () => 0);
    for (const { challenge: of, ago, answers } of days.rows)
      if (of === id && ago >= 0 && ago < DAYS) told[DAYS - 1 - ago] = answers;
    return { days: told, seconds: seconds.get(id) ?? null };
  };
}
