import type { Queues } from '../../backend/queue/connection.ts';
import type { Store } from '../../backend/store/connect.ts';
import { silentRuns, takeOver, undoTakeOver } from '../../backend/store/runs/runs.ts';
import { startRuns } from '../enqueue.ts';
import { flowOf, jobsOf } from '../pipeline.ts';
import { fireSchedules } from '../schedules/schedules.ts';
import { failRun } from '../steps/fail-run.ts';
import type { AtWork } from './at-work.ts';

export const RECOVER_DEFAULTS = {
  /**
   * Seconds without a sign of life after which a run's worker is taken for dead; 0 where no other can be alive. A worker
   * gives one every two seconds from a loop that is free: five in a row do not fail to come by accident.
   */
  silence: 10,
  /** hand out again even what the queue is about to hand out: where a process is alone, it starts with a clean queue */
  evenReady: false,
};
export type RecoverOptions = Readonly<{
  /** null: nobody's silence means anything now, and no run is taken over */
  silence?: number | null;
  evenReady?: boolean;
  /** What this process itself works on: it knows better than their rows, which may have to wait for a transaction. */
  working?: Pick<AtWork, 'has'>;
}>;
/** Times a run is handed out. One that ends the process every time must not do so for ever. */
const ATTEMPTS = 25;

/**
 * The rows are the truth, the queue may be lost: hands out again what the rows call unfinished and nobody works on, and
 * asks for the runs that are due.
 * Safe to call at any time, from any number of processes: whoever is wrongly taken for dead can write nothing any more.
 * @returns how many runs were taken over
 */
export async function recover(store: Store, queues: Queues, options: RecoverOptions = {}): Promise<number> {
  const { silence, evenReady, working } = { ...RECOVER_DEFAULTS, ...options };
  let taken = 0;
  for (const silent of silence === null ? [] : await silentRuns(store, silence)) {
    if (working?.has(silent)) continue;
    // It waits for a free worker, which gives no sign of life.
    if (!evenReady && (await queues.willHandOut(jobsOf(silent)))) continue;
    if (silent.attempt >= ATTEMPTS) {
      const error = `gave up after ${ATTEMPTS} attempts: the process ended each time before the run did`;
      await failRun(store, silent, { error, fault: 'internal' });
      continue;
    }
    const mine = await takeOver(store, silent, silence ?? 0);
    if (!mine) continue;
    try {
      await queues.addFlow(flowOf(mine));
    } catch (fault) {
      // A queue that answers but takes nothing (its disk or memory is full) must not use up the attempts.
      await undoTakeOver(store, mine);
      throw fault;
    }
    taken++;
  }
  await startRuns(store, queues);
  await fireSchedules(store, queues);
  return taken;
}
