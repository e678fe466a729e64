import { challengeIds } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { inParts } from '../../backend/store/jsonb.ts';
import { oldRows, removeRows } from '../../backend/store/runs/old-runs.ts';

/** rows of one transaction: on the embedded database it holds up everybody */
const AT_ONCE = 100;

/**
 * Removes what was kept of runs for long enough, a challenge and a few rows at a time. Harmless twice, and at once.
 * @param signal ends it after the rows under way @returns how many rows went
 */
export async function forgetRuns(store: Store, signal?: AbortSignal, atOnce = AT_ONCE): Promise<number> {
  let removed = 0;
  for (const id of await challengeIds(store)) {
    if (signal?.aborted) break;
    const old = await oldRows(store, id);
    // Removing a run takes its snapshot along: by then it has none.
    for (const table of ['snapshots', 'runs'] as const)
      for (const part of inParts(old[table], atOnce)) {
        if (signal?.aborted) return removed;
        removed += await removeRows(store, table, part);
      }
  }
  return removed;
}
