import { Gauge, Registry } from 'prom-client';
import { STATES } from '../../core/task/task.ts';
import type { VitalSigns } from '../../store/watch/vital-signs.ts';

const RUN_STATES = ['waiting', 'running', 'done', 'failed', 'held'] as const;

/** Gauges of what the rows and the queue say, in a registry of their own: each look replaces the one before. */
export function rowMetrics() {
  const registry = new Registry();
  const gauge = <L extends string = never>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge<L>({ name, help, labelNames, registers: [registry] });
  const readable = gauge('jalon_readable', '1 when it answered this time, else 0', 'what');
  const runs = gauge('jalon_runs', 'Runs by state', 'state');
  const waiting = gauge('jalon_oldest_waiting_run_age_seconds', 'Since the oldest waiting run was asked for');
  const silent = gauge('jalon_silent_runs', 'Running rows without a sign of life for a minute');
  const tasks = gauge('jalon_tasks', 'Tasks by state', 'state');
  const answers = gauge('jalon_answers', 'Answers by state; those that count are counted', 'state');
  const held = gauge('jalon_held_snapshots', 'Snapshots that wait for somebody to accept them');
  const overdue = gauge('jalon_schedules_overdue', 'Schedules that are due and that no worker looked at');
  const age = gauge(
    'jalon_last_done_run_age_seconds',
    'Since the last run that was done ended, by challenge',
    'challenge',
  );
  const workers = gauge('jalon_workers_alive', 'Processes that work on jobs and gave a sign of life of late');
  const jobs = gauge('jalon_queue_jobs', 'Jobs in the queue by state', 'state');

  const showRows = (signs: VitalSigns) => {
    for (const state of RUN_STATES) runs.set({ state }, 0);
    for (const state of STATES) tasks.set({ state }, 0);
    for (const { state, count } of signs.runs) runs.set({ state }, count);
    for (const { state, count } of signs.tasks) tasks.set({ state }, count);
    for (const { state, count } of signs.answers) answers.set({ state }, count);
    for (const { challenge, age: seconds } of signs.lastDone) age.set({ challenge }, seconds);
    waiting.set(signs.oldestWaitingRun);
    silent.set(signs.silentRuns);
    held.set(signs.heldSnapshots);
    overdue.set(signs.schedulesOverdue);
    workers.set(signs.workers);
  };
  const showQueue = (counts: Readonly<Record<string, number>>) => {
    for (const [state, count] of Object.entries(counts)) jobs.set({ state }, count);
  };
  return {
    /** The text of one look. Null: it did not answer; what it would have said is left out, not made up. */
    text: async (
      signs: VitalSigns | null,
      counts: Readonly<Record<string, number>> | null,
    ): Promise<string> => {
      // A gauge without labels that is only reset says 0.
      for (const one of [runs, tasks, answers, age, jobs, readable]) one.reset();
      for (const one of [waiting, silent, held, overdue, workers]) one.remove();
      readable.set({ what: 'rows' }, signs ? 1 : 0);
      readable.set({ what: 'queue' }, counts ? 1 : 0);
      if (signs) showRows(signs);
      if (counts) showQueue(counts);
      return registry.metrics();
    },
  };
}
