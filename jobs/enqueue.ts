import { randomUUID } from 'node:crypto';
import type { Queues } from '../backend/queue/connection.ts';
import type { Store } from '../backend/store/connect.ts';
import { challengesToStart, insertRun, startNextRun } from '../backend/store/runs/runs.ts';
import type { RunInputs } from '../backend/store/tables.ts';
import { flowOf } from './pipeline.ts';

/** `by`: the person who asks, null for the system; `onLate`: told why it was not handed out at once. */
export type Asking = Readonly<{
  by?: string | null;
  /** Writes what belongs to the request: in its transaction, so that neither is without the other. */
  within?: (transaction: Store, run: string) => Promise<void>;
  onLate?: (fault: Error) => void;
}>;

/**
 * Asks for a run of a challenge, which waits for the one that works, if any. Once its row is there it is asked for: where
 * the queue does not answer, a worker hands it out as soon as it does (`recover`).
 * @returns the run's id; one of theirs that already waits for the same inputs is the same request
 */
export async function requestRun(
  store: Store,
  queues: Queues,
  challenge: string,
  inputs: RunInputs,
  now: Date,
  { by = null, within, onLate = () => {} }: Asking = {},
): Promise<string> {
  const run = await store.transaction().execute(async transaction => {
    const id = await insertRun(transaction, randomUUID(), challenge, inputs, now, by);
    await within?.(transaction, id);
    return id;
  });
  await startRuns(store, queues, [challenge]).catch(onLate);
  return run;
}

/** Hands the next waiting run of each challenge to the queue, where none works. */
export async function startRuns(store: Store, queues: Queues, challenges?: readonly string[]): Promise<void> {
  for (const challenge of challenges ?? (await challengesToStart(store))) {
    const attempt = await startNextRun(store, challenge);
    // After the commit: on the embedded database a transaction that waits for the queue would wait for ever. A process
    // that ends between the two leaves a running row without a job, which `recover` finds.
    if (attempt) await queues.addFlow(flowOf(attempt));
  }
}
