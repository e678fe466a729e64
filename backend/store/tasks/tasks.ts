import { type Kysely, sql } from 'kysely';
import type { Answer, Outcome } from '../../core/answer/answer.ts';
import type { Finding } from '../../core/discrepancy/discrepancy.ts';
import type { LonLat } from '../../core/feature.ts';
import { priorityOf } from '../../core/task/priority.ts';
import type { NewTask } from '../../core/task/reconcile.ts';
import type { StandingTask } from '../../core/task/standing-task.ts';
import type { TaskState } from '../../core/task/task.ts';
import type { Transition } from '../../core/task/transition.ts';
import { inParts, jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';

/** rows of one statement; a task holds its facts, three kilobytes or so */
const PART = 2500;
/** rows of one answer */
const PAGE = 5000;

/** Where a task stands on the map, and its name in lists. */
export type Spot = Readonly<{ at: LonLat; name: string | null }>;
export type SpotOf = (facts: Finding) => Spot;

export async function countTasks(store: Kysely<Database>, challenge: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from tasks where challenge_id = ${challenge}`.execute(store);
  return rows[0]!.count;
}

/** Whether there is a task that data of a later moment could open again. */
export async function hasFinishedTasks(store: Kysely<Database>, challenge: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from tasks where challenge_id = ${challenge} and outcome is not null) as found`.execute(
    store,
  );
  return rows[0]!.found;
}

/** A task as it stands, and what changes with every write of its row. */
export type VersionedTask = StandingTask & Readonly<{ version: string; priority: number }>;

/** Every task of a challenge or some of them, by id. */
export async function standingTasks(
  store: Kysely<Database>,
  challenge: string,
  ids?: readonly string[],
): Promise<VersionedTask[]> {
  const tasks: VersionedTask[] = [];
  const some = ids ? sql`and id = any(${ids}::text[])` : sql``;
  for (let after = ''; ; ) {
    const { rows } = await sql<StandingRow>`
      select ${VERSION}, id, place_id, state, outcome, settlement, facts, facts_digest, settled_at, sent_at, priority
      from tasks where challenge_id = ${challenge} and id > ${after} ${some}
      order by id limit ${PAGE}`.execute(store);
    for (const row of rows) tasks.push(toStanding(row));
    if (rows.length < PAGE) return tasks;
    after = rows.at(-1)!.id;
  }
}

/** Versions by id, each row locked until the transaction ends: nobody answers before what was read is written. */
export async function lockTasks(
  transaction: Kysely<Database>,
  challenge: string,
): Promise<ReadonlyMap<string, string>> {
  // In one order everywhere, so that two who lock several never wait for each other. Versions are read
  // afterwards: whoever was writing one of them has done so by then.
  await sql`select 1 from tasks where challenge_id = ${challenge} order by id for update`.execute(
    transaction,
  );
  const { rows } = await sql<{ id: string; version: string }>`
    select ${VERSION}, id from tasks where challenge_id = ${challenge}`.execute(transaction);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

type StandingRow = {
  id: string;
  version: string;
  place_id: string;
  state: TaskState;
  outcome: Outcome | null;
  settlement: Answer | null;
  facts: Finding;
  facts_digest: string;
  settled_at: Date | null;
  sent_at: Date | null;
  priority: number;
};

const VERSION = sql`xmin::text as version`;

const toStanding = (row: StandingRow): VersionedTask => ({
  id: row.id,
  version: row.version,
  place: row.place_id,
  state: row.state,
  outcome: row.outcome,
  settlement: row.settlement,
  facts: row.facts,
  factsDigest: row.facts_digest,
  settledAt: row.settled_at?.toISOString() ?? null,
  sentAt: row.sent_at?.toISOString() ?? null,
  priority: row.priority,
});

/** `run`: null where no run found it, but the map itself was asked. */
type Written = Readonly<{ run: string | null; challenge: string; now: Date; spotOf: SpotOf }>;

export async function openTasks(
  transaction: Kysely<Database>,
  tasks: readonly NewTask[],
  { run, challenge, now, spotOf }: Written,
): Promise<void> {
  for (const part of inParts(tasks, PART)) {
    const rows = part.map(task => ({
      id: task.id,
      place: task.place,
      state: task.state,
      reason: task.reason,
      ...factColumns(task.facts, task.factsDigest, spotOf),
    }));
    await sql`
      with r as (
        select * from jsonb_to_recordset(${jsonb(rows)}::jsonb) as r
          (id text, place text, state text, facts jsonb, digest text, kinds text[], reason jsonb, lon float8, lat float8, name text, priority smallint)
      ), opened as (
        insert into tasks (id, challenge_id, place_id, state, facts, facts_digest, kinds, reason, geom, name, priority, created_at, updated_at)
        select id, ${challenge}, place, state, facts, digest, kinds, reason,
          st_setsrid(st_makepoint(lon, lat), 4326), name, priority, ${now}, ${now}
        from r
      )
      insert into task_events (task_id, at, event, from_state, to_state, data, run_id)
      select id, ${now}, 'found', null, state, reason, ${run} from r order by id`.execute(transaction);
  }
}

/** Writes what became of tasks; answers that were set aside count no more. */
export async function changeTasks(
  transaction: Kysely<Database>,
  transitions: readonly Transition[],
  { run, now, spotOf }: Omit<Written, 'challenge'>,
): Promise<void> {
  for (const part of inParts(transitions, PART)) {
    const rows = part.map(({ task, event, from, to, outcome, settledAt, reason, facts, factsDigest }) => ({
      id: task,
      event,
      from,
      state: to,
      outcome,
      settled: settledAt,
      reason,
      ...(facts && factsDigest && factColumns(facts, factsDigest, spotOf)),
    }));
    // Fresher facts behind the same question are no news: why the task is in its state stays as it was.
    await sql`
      with r as (
        select *, reason->>'code' <> 'facts-refreshed' as news
        from jsonb_to_recordset(${jsonb(rows)}::jsonb) as r
          (id text, event text, "from" text, state text, outcome text, settled timestamptz, facts jsonb, digest text,
            kinds text[], reason jsonb, lon float8, lat float8, name text, priority smallint)
      ), changed as (
        update tasks t set
          state = r.state, outcome = r.outcome, settled_at = r.settled, updated_at = ${now},
          settlement = case when r.outcome is null then null else t.settlement end,
          sent_at = case when r.outcome is null then null else t.sent_at end,
          reason = case when r.news then r.reason else t.reason end,
          facts = coalesce(r.facts, t.facts), facts_digest = coalesce(r.digest, t.facts_digest),
          kinds = coalesce(r.kinds, t.kinds), priority = coalesce(r.priority, t.priority), name = case when r.facts is null then t.name else r.name end,
          geom = case when r.facts is null then t.geom else st_setsrid(st_makepoint(r.lon, r.lat), 4326) end
        from r where t.id = r.id
      )
      insert into task_events (task_id, at, event, from_state, to_state, data, run_id)
      select id, ${now}, event, "from", state, reason, ${run} from r where news order by id`.execute(
      transaction,
    );
  }
  const aside = transitions.filter(({ answersSetAside }) => answersSetAside).map(({ task }) => task);
  if (aside.length > 0)
    await sql`
      update answers set state = 'superseded'
      where task_id = any(${aside}::text[]) and state in ('pending', 'counted')`.execute(transaction);
  const back = transitions.filter(({ from, answersSetAside }) => from === 'stale' && !answersSetAside);
  await askAgain(
    transaction,
    back.map(({ task }) => task),
  );
}

/**
 * Of tasks that are asked again after a time in which they were not, the answers that were given to the same question are
 * counted once more by the next round, which decides by them: what began to count meanwhile decided nothing.
 */
async function askAgain(transaction: Kysely<Database>, tasks: readonly string[]): Promise<void> {
  if (tasks.length === 0) return;
  await sql`
    update answers a set state = 'pending' from tasks t
    where t.id = any(${tasks}::text[]) and t.state = 'open' and a.task_id = t.id
      and a.state = 'counted' and a.facts_digest = t.facts_digest`.execute(transaction);
  await sql`
    update tasks t set state = 'pending'
    where t.id = any(${tasks}::text[]) and t.state = 'open' and exists (
      select 1 from answers a where a.task_id = t.id and a.state = 'pending' and a.facts_digest = t.facts_digest)`.execute(
    transaction,
  );
}

/** Tasks whose facts stay but whose priority is worked out otherwise than when they were written. */
export async function reprioritise(
  transaction: Kysely<Database>,
  tasks: readonly Pick<VersionedTask, 'id' | 'facts' | 'priority'>[],
): Promise<void> {
  const rows = tasks
    .map(({ id, facts, priority }) => ({ id, priority: priorityOf(facts), was: priority }))
    .filter(({ priority, was }) => priority !== was);
  for (const part of inParts(rows, PART))
    await sql`
      update tasks t set priority = r.priority
      from jsonb_to_recordset(${jsonb(part)}::jsonb) as r (id text, priority smallint) where t.id = r.id`.execute(
      transaction,
    );
}

/**
 * The edits of these tasks are in a file for the map. One that was settled otherwise meanwhile is left alone: the file
 * has an earlier answer of it. For a transaction.
 */
export async function markSent(
  transaction: Kysely<Database>,
  tasks: readonly Readonly<{ id: string; answer: Answer }>[],
  now: Date,
): Promise<void> {
  const ids = tasks.map(({ id }) => id);
  // In the order of `lockTasks`: a run and a download that wait for each other would end one of them.
  await sql`select 1 from tasks where id = any(${ids}::text[]) order by id for update`.execute(transaction);
  for (const part of inParts(tasks, PART)) {
    const rows = part.map(({ id, answer }) => ({ id, answer }));
    await sql`
      update tasks t set sent_at = greatest(t.sent_at, ${now}::timestamptz)
      from jsonb_to_recordset(${jsonb(rows)}::jsonb) as r (id text, answer jsonb)
      where t.id = r.id and t.state = 'settled' and t.settlement = r.answer`.execute(transaction);
  }
}

function factColumns(facts: Finding, digest: string, spotOf: SpotOf) {
  const { at, name } = spotOf(facts);
  const kinds = [...new Set(facts.discrepancies.map(({ kind }) => kind))];
  return { facts, digest, kinds, lon: at[0], lat: at[1], name, priority: priorityOf(facts) };
}
