import { plpgsql } from './plpgsql.ts';

/** States in which a task asks; `claims.test.ts` holds it to the lifecycle. */
export const ASKED = "('open', 'pending', 'agreed-so-far')";

const takes = 'of_task text, by_person text, begins timestamptz, ends timestamptz';

/**
 * Claims in one round trip. Each statement of a function sees what was committed before it, also while it waited for a lock:
 * what is counted under the lock of the task is certain.
 *
 * `claim_task` gives `taken`, or why not: `gone`, `not-asked`, `answered`, `held`; `busy` where somebody else has the row at that
 * moment and `waits` is false; `compare` where only the core can tell how many of several answers agree, which is asked once
 * more with `places`, the people who may be at the task at once.
 *
 * `claim_first` tries tasks in their order, and ends with the one that was taken or must be compared.
 */
export const claimTask = `
${plpgsql(
  `claim_task(${takes}, waits boolean, places integer default null)`,
  'text',
  `
declare
  locked record;
  stands record;
begin
  if waits then
    select t.state, t.facts_digest into locked from tasks t where t.id = of_task for update;
  else
    select t.state, t.facts_digest into locked from tasks t where t.id = of_task for update skip locked;
  end if;
  if not found then return case when waits then 'gone' else 'busy' end; end if;
  if locked.state not in ${ASKED} then return 'not-asked'; end if;
  select
    coalesce(bool_or(a.person_id = by_person), false) as answered,
    count(*) filter (where a.state = 'pending') as pending,
    count(*) filter (where a.state = 'counted') as counted,
    (select count(*) from claims c where c.task_id = of_task and c.until > begins and c.person_id <> by_person) as holders,
    (select (c.definition -> 'answers' ->> 'needed')::integer
      from tasks t join challenges c on c.id = t.challenge_id where t.id = of_task) as needed,
    exists (select from persons p where p.id = by_person and p.deleted_at is not null) as gone
  into stands
  from answers a
  where a.task_id = of_task and a.facts_digest = locked.facts_digest and a.state in ('pending', 'counted');
  if stands.gone then raise exception 'this person has gone' using errcode = 'JA410'; end if;
  if stands.answered then return 'answered'; end if;
  if places is null and stands.counted > 1 and stands.needed > 2 then return 'compare'; end if;
  if stands.pending + stands.holders >= coalesce(places, greatest(1, stands.needed - stands.counted)) then
    return 'held';
  end if;
  insert into claims (task_id, person_id, until, since) values (of_task, by_person, ends, begins)
    on conflict (task_id, person_id) do update set until = excluded.until;
  return 'taken';
end`,
)}
${plpgsql(
  `claim_first(candidates text[], ${takes.replace('of_task text, ', '')})`,
  'table (task text, claimed text)',
  `
begin
  foreach task in array candidates loop
    claimed := claim_task(task, by_person, begins, ends, false);
    return next;
    exit when claimed in ('taken', 'compare');
  end loop;
end`,
)}
`;
