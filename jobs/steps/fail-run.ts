import type { Store } from '../../backend/store/connect.ts';
import { type Attempt, endRun, lockRun } from '../../backend/store/runs/runs.ts';
import { dropSnapshotsOfRun } from '../../backend/store/runs/snapshots.ts';

/** Ends a run as failed; what it had read so far goes, what stood before it stays. */
export async function failRun(
  store: Store,
  attempt: Attempt,
  why: Readonly<{ error: string; fault: 'input' | 'internal' | 'not-allowed' }>,
): Promise<void> {
  await store.transaction().execute(async transaction => {
    if (!(await lockRun(transaction, attempt))) return;
    await dropSnapshotsOfRun(transaction, attempt.run);
    await endRun(transaction, attempt, { state: 'failed', error: why.error, summary: { fault: why.fault } });
  });
}
