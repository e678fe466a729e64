import { sql, type Transaction } from 'kysely';
import type { TaskState } from '../../core/task/task.ts';
import type { Store } from '../connect.ts';
import type { Database, RunState } from '../tables.ts';
import { SILENCE } from './processes.ts';

/** How an installation is, in numbers of its rows. */
export type VitalSigns = Readonly<{
  runs: readonly Readonly<{ state: RunState; count: number }>[];
  /** seconds; 0 when none waits */
  oldestWaitingRun: number;
  /** Running rows whose worker gave no sign of life for a minute. */
  silentRuns: number;
  tasks: readonly Readonly<{ state: TaskState; count: number }>[];
  answers: readonly Readonly<{ state: string; count: number }>[];
  heldSnapshots: number;
  schedulesOverdue: number;
  /** seconds since each challenge's last run that was done, by id; at most `CHALLENGES` of them */
  lastDone: readonly Readonly<{ challenge: string; age: number }>[];
  workers: number;
}>;

/** Each becomes a series of its own in whoever collects the metrics. */
const CHALLENGES = 500;
/** seconds after which a schedule that is due and was not looked at is overdue; a worker looks every few seconds */
export const OVERDUE = 120;

/**
 * Counts rows, in one transaction that gives up.
 * @param patience milliseconds for each question; the embedded database does not end a question that is under way
 */
export function vitalSigns(store: Store, patience: number): Promise<VitalSigns> {
  return store.transaction().execute(async transaction => {
    await sql`select set_config('statement_timeout', ${String(patience)}, true)`.execute(transaction);
    const one = await numbers(transaction);
    return {
      ...one,
      runs: await byState<RunState>(transaction, 'runs'),
      tasks: await byState<TaskState>(transaction, 'tasks'),
      answers: await byState<string>(transaction, 'answers'),
      lastDone: await lastDone(transaction),
    };
  });
}

async function byState<S>(transaction: Transaction<Database>, table: 'runs' | 'tasks' | 'answers') {
  const { rows } = await sql<{ state: S; count: number }>`
    select state, count(*)::integer as count from ${sql.table(table)} group by state order by state`.execute(
    transaction,
  );
  return rows;
}

async function numbers(transaction: Transaction<Database>) {
  const { rows } = await sql<
    Pick<VitalSigns, 'oldestWaitingRun' | 'silentRuns' | 'heldSnapshots' | 'schedulesOverdue' | 'workers'>
  >`
    select
      (select coalesce(extract(epoch from now() - min(requested_at)), 0)::float8 from runs where state = 'waiting')
        as "oldestWaitingRun",
      (select count(*)::integer from runs
        where state = 'running' and (beat_at is null or beat_at < now() - make_interval(secs => ${SILENCE})))
        as "silentRuns",
      (select count(*)::integer from snapshots where state = 'held') as "heldSnapshots",
      (select count(*)::integer from schedules where due_at < now() - make_interval(secs => ${OVERDUE}))
        as "schedulesOverdue",
      (select count(*)::integer from processes
        where role in ('worker', 'all') and beat_at > now() - make_interval(secs => ${SILENCE})) as workers
  `.execute(transaction);
  return rows[0]!;
}

async function lastDone(transaction: Transaction<Database>) {
  const { rows } = await sql<{ challenge: string; age: number }>`
    select challenge_id as challenge, extract(epoch from now() - max(ended_at))::float8 as age
    from runs where state = 'done' and ended_at is not null
    group by challenge_id order by challenge_id limit ${CHALLENGES}`.execute(transaction);
  return rows;
}
