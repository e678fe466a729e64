import type { Store } from '../../backend/store/connect.ts';
import { type Attempt, lockRun, type RunRow } from '../../backend/store/runs/runs.ts';

export type Write = (transaction: Store) => Promise<void>;

/**
 * Runs each write in a transaction of its own, so that on the embedded database others get their turn between two of
 * them. Only for rows that nobody sees before the run's own row says so. Each asks again whether the run still is this
 * attempt's: what another took over is left to it.
 * @param mine what else must hold before each write
 * @returns whether all were written
 */
export async function writeInParts(
  store: Store,
  attempt: Attempt,
  writes: Iterable<Write>,
  mine: (transaction: Store, run: RunRow) => Promise<boolean> | boolean = () => true,
): Promise<boolean> {
  for (const write of writes) {
    const written = await store.transaction().execute(async transaction => {
      const run = await lockRun(transaction, attempt);
      if (!run || !(await mine(transaction, run))) return false;
      await write(transaction);
      return true;
    });
    if (!written) return false;
  }
  return true;
}
