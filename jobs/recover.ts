import type { Queues } from '../backend/queue/connection.ts';
import type { Store } from '../backend/store/connect.ts';
import { endRun, silentRuns, takeOver } from '../backend/store/runs.ts';
import { startRuns } from './enqueue.ts';
import { flowOf, lastJobOf } from './pipeline.ts';

const DEFAULTS = {
  /** seconds without a sign of life after which a run's worker is taken for dead; 0 where no other can be alive */
  silence: 60,
  /** hand out again even what the queue still holds: its worker is known to be gone, so nobody waits for its lock */
  evenHeld: false,
};
/** seconds; a queue that holds a run for so long without a sign of life will never work on it */
const FORGOTTEN = 900;
/** Times a run is handed out. One that ends the process every time must not do so for ever. */
const ATTEMPTS = 25;

/**
 * The rows are the truth, the queue may be lost: hands out again what the rows call unfinished and nobody works on.
 * Safe to call at any time, from any number of processes.
 * @returns how many runs were taken over
 */
export async function recover(
  store: Store,
  queues: Queues,
  options: Partial<typeof DEFAULTS> = {},
): Promise<number> {
  const { silence, evenHeld } = { ...DEFAULTS, ...options };
  const forgotten = new Set((await silentRuns(store, FORGOTTEN)).map(({ run }) => run));
  let taken = 0;
  for (const silent of await silentRuns(store, silence)) {
    if (!evenHeld && !forgotten.has(silent.run) && (await queues.holds(lastJobOf(silent)))) continue;
    if (silent.attempt >= ATTEMPTS) {
      const error = `gave up after ${ATTEMPTS} attempts: the process ended each time before the run did`;
      await endRun(store, silent, { state: 'failed', error, summary: { fault: 'internal' } });
      continue;
    }
    const mine = await takeOver(store, silent);
    if (!mine) continue;
    await queues.addFlow(flowOf(mine));
    taken++;
  }
  await startRuns(store, queues);
  return taken;
}
