import type { Store } from '../../backend/store/connect.ts';
import { type Attempt, addProgress } from '../../backend/store/runs/runs.ts';

/** share of a step; smaller advances are not worth a write */
const LEAST = 0.02;

/**
 * Shares of one job, of any number, to few writes of the run's row.
 * @param weight of this job within its step: two snapshots are one step
 */
export function progressRows(
  store: Store,
  attempt: Attempt,
  weight: number,
  onFault: (fault: Error) => void,
): (share: number) => void {
  let written = 0;
  let writing = false;
  return share => {
    if (writing || share - written < LEAST) return;
    writing = true;
    // Nobody waits for it: while a step holds the embedded database in a transaction, this one comes after.
    addProgress(store, attempt, (share - written) * weight)
      .then(done => {
        if (done) written = share;
      }, onFault)
      .finally(() => {
        writing = false;
      });
  };
}
