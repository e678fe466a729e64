import { type Kysely, type Selectable, sql } from 'kysely';
import type { Coverage } from '../../core/snapshot/snapshot.ts';
import { lockChallenge } from '../challenges.ts';
import { jsonb } from '../jsonb.ts';
import type { Database, RunInputs, RunState, RunStep, RunSummary } from '../tables.ts';

export type RunRow = Selectable<Database['runs']>;
/** What a job was handed out for. A row whose attempt has moved on belongs to another job. */
export type Attempt = Readonly<{ run: string; attempt: number }>;

export async function findRun(store: Kysely<Database>, id: string): Promise<RunRow | null> {
  return (await store.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** The newest run of a challenge that ended in one of these states. */
export async function lastRun(
  store: Kysely<Database>,
  challenge: string,
  states: readonly RunState[],
): Promise<RunRow | null> {
  const row = await store
    .selectFrom('runs')
    .selectAll()
    .where('challenge_id', '=', challenge)
    .where('state', 'in', states)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * A run that waits for exactly these inputs and was asked for by the same is the same request; otherwise a new row waits
 * its turn. Another's is none: it ends when they may not ask any more. Within a transaction, until whose end nobody else
 * asks for a run of the challenge: who asks twice at once asks for one.
 * @param by the person who asks; null: the system
 * @param now of the asking machine; where its clock is behind another's, the row is a little later than those before it
 */
export async function insertRun(
  transaction: Kysely<Database>,
  id: string,
  challenge: string,
  inputs: RunInputs,
  now: Date,
  by: string | null = null,
): Promise<string> {
  await lockChallenge(transaction, challenge);
  const json = jsonb(inputs);
  const { rows } = await sql<{ id: string }>`
    with same as (
      select id from runs
      where challenge_id = ${challenge} and state = 'waiting' and inputs = ${json}::jsonb
        and requested_by is not distinct from ${by}
      limit 1
    ), added as (
      insert into runs (id, challenge_id, state, step, inputs, requested_by, requested_at)
      select ${id}, ${challenge}, 'waiting', 'snapshot', ${json}::jsonb, ${by}, greatest(${now}::timestamptz, (
        select max(requested_at) + interval '1 millisecond' from runs where challenge_id = ${challenge}
      ))
      where not exists (select 1 from same)
      returning id
    )
    select id from same union all select id from added`.execute(transaction);
  return rows[0]!.id;
}

/** Challenges in which a run waits and none works. */
export async function challengesToStart(store: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ challenge_id: string }>`
    select distinct challenge_id from runs w
    where state = 'waiting'
      and not exists (select 1 from runs r where r.challenge_id = w.challenge_id and r.state = 'running')
    order by challenge_id`.execute(store);
  return rows.map(row => row.challenge_id);
}

/** The oldest waiting run of a challenge begins to work, unless another does; the unique index decides who was first. */
export async function startNextRun(store: Kysely<Database>, challenge: string): Promise<Attempt | null> {
  try {
    const { rows } = await sql<{ id: string; attempt: number }>`
      update runs set state = 'running', attempt = attempt + 1, beat_at = now(), started_at = now(), progress = 0
      where id = (
          select id from runs where challenge_id = ${challenge} and state = 'waiting'
          order by requested_at, id limit 1
        )
        and state = 'waiting'
        and not exists (select 1 from runs where challenge_id = ${challenge} and state = 'running')
      returning id, attempt`.execute(store);
    return rows[0] ? { run: rows[0].id, attempt: rows[0].attempt } : null;
  } catch (fault) {
    if ((fault as { code?: string }).code === '23505') return null;
    throw fault;
  }
}

/** Running rows without a sign of life for that long. One that somebody has locked is being written: that is a sign. */
export async function silentRuns(store: Kysely<Database>, seconds: number): Promise<Attempt[]> {
  const { rows } = await sql<{ id: string; attempt: number }>`
    select id, attempt from runs
    where state = 'running' and (beat_at is null or beat_at <= now() - make_interval(secs => ${seconds}))
    order by requested_at, id
    for key share skip locked`.execute(store);
  return rows.map(row => ({ run: row.id, attempt: row.attempt }));
}

/**
 * Takes a run over from whoever had it; null when somebody else was faster, it has ended, or it gave a sign of life.
 * @param seconds of silence after which its worker counts as dead
 */
export async function takeOver(
  store: Kysely<Database>,
  held: Attempt,
  seconds: number,
): Promise<Attempt | null> {
  const { rows } = await sql<{ attempt: number }>`
    update runs set attempt = attempt + 1, beat_at = now(), progress = 0
    where id = (
        select id from runs
        where id = ${held.run} and attempt = ${held.attempt} and state = 'running'
          and (beat_at is null or beat_at <= now() - make_interval(secs => ${seconds}))
        for update skip locked
      )
    returning attempt`.execute(store);
  return rows[0] ? { run: held.run, attempt: rows[0].attempt } : null;
}

/** The queue did not take the jobs of an attempt that `takeOver` has made: it was none, and does not count. */
export async function undoTakeOver(store: Kysely<Database>, mine: Attempt): Promise<void> {
  await sql`
    update runs set attempt = attempt - 1
    where id = ${mine.run} and attempt = ${mine.attempt} and state = 'running'`.execute(store);
}

/**
 * A sign of life of runs that are worked on, as far as they are still these attempts'. One that is locked is being
 * written, and the others must not wait for it.
 */
export async function beat(store: Kysely<Database>, working: readonly Attempt[]): Promise<void> {
  const [runs, attempts] = [working.map(({ run }) => run), working.map(({ attempt }) => attempt)];
  await sql`
    update runs set beat_at = now()
    where id in (
      select id from runs join unnest(${runs}::text[], ${attempts}::integer[]) as w (id, attempt) using (id, attempt)
      where state = 'running' for update of runs skip locked
    )`.execute(store);
}

/** The run, if it still is this attempt's to work on; its row stays locked until the transaction ends. */
export async function lockRun(transaction: Kysely<Database>, mine: Attempt): Promise<RunRow | null> {
  const row = await transaction
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', mine.run)
    .where('attempt', '=', mine.attempt)
    .where('state', '=', 'running')
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Two snapshots are read at once, so each adds its own part of the step. Waits for nobody: not for a transaction of the
 * run, which may be long.
 * @returns whether it was written
 */
export async function addProgress(store: Kysely<Database>, mine: Attempt, share: number): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update runs set progress = least(1, progress + ${share}::real), beat_at = now()
    where id = (
        select id from runs
        where id = ${mine.run} and attempt = ${mine.attempt} and state = 'running'
        for update skip locked
      )
    returning id`.execute(store);
  return rows.length > 0;
}

/** A job of this attempt begins to be worked on. @returns whether it is still the run's attempt */
export async function beginJob(store: Kysely<Database>, mine: Attempt): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update runs set beat_at = now()
    where id = ${mine.run} and attempt = ${mine.attempt} and state = 'running'
    returning id`.execute(store);
  return rows.length > 0;
}

const STEPS: readonly RunStep[] = ['snapshot', 'compare', 'reconcile', 'done'];

/** Begins a step, or begins it again. @returns false when the run is no longer this attempt's, or has come further */
export async function setStep(store: Kysely<Database>, mine: Attempt, step: RunStep): Promise<boolean> {
  const notAfter = STEPS.slice(0, STEPS.indexOf(step) + 1);
  const { rows } = await sql`
    update runs set step = ${step}, progress = 0, beat_at = now()
    where id = ${mine.run} and attempt = ${mine.attempt} and state = 'running' and step = any(${notAfter}::text[])
    returning id`.execute(store);
  return rows.length > 0;
}

export async function setCoverage(store: Kysely<Database>, mine: Attempt, coverage: Coverage): Promise<void> {
  await sql`
    update runs set coverage = ${jsonb(coverage)}::jsonb
    where id = ${mine.run} and attempt = ${mine.attempt}`.execute(store);
}

/** Keys of `more` replace those of the same name. */
export async function addToSummary(
  store: Kysely<Database>,
  mine: Attempt,
  more: Partial<RunSummary>,
): Promise<void> {
  await sql`
    update runs set summary = summary || ${jsonb(more)}::jsonb
    where id = ${mine.run} and attempt = ${mine.attempt} and state = 'running'`.execute(store);
}

/** Ends this attempt's run; false when it was no longer its own. `error` is one line for people. */
export async function endRun(
  store: Kysely<Database>,
  mine: Attempt,
  end: Readonly<{
    state: 'done' | 'failed' | 'held';
    error?: string;
    summary?: Partial<RunSummary>;
    definitionDigest?: string;
  }>,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update runs set
      state = ${end.state},
      step = case when ${end.state} = 'done' then 'done' else step end,
      progress = case when ${end.state} = 'done' then 1 else progress end,
      error = ${end.error ?? null},
      summary = summary || ${jsonb(end.summary ?? {})}::jsonb,
      definition_digest = ${end.definitionDigest ?? null},
      ended_at = now()
    where id = ${mine.run} and attempt = ${mine.attempt} and state = 'running'
    returning id`.execute(store);
  return rows.length > 0;
}
