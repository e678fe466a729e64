import type { Side } from '../../backend/core/feature.ts';
import type { Snapshot } from '../../backend/core/snapshot/snapshot.ts';
import type { Store } from '../../backend/store/connect.ts';
import { featuresOf } from '../../backend/store/runs/features.ts';
import type { RunRow } from '../../backend/store/runs/runs.ts';
import { currentSnapshot, type SnapshotRow, snapshotOfRun } from '../../backend/store/runs/snapshots.ts';

/** A snapshot as the core knows it, from its row and its features. */
export async function storedSnapshot(store: Store, row: SnapshotRow): Promise<Snapshot> {
  return {
    side: row.side,
    hash: row.hash,
    format: row.format,
    dataTime: row.data_time?.toISOString() ?? null,
    coverage: row.coverage,
    rows: row.rows,
    features: await featuresOf(store, row.id),
    rejected: row.rejected,
    warnings: row.warnings,
    columns: row.columns,
  };
}

/** What this run read, or, for a side that has not changed, what an earlier one did. */
export async function snapshotFor(store: Store, run: RunRow, side: Side): Promise<SnapshotRow> {
  const row =
    (await snapshotOfRun(store, run.id, side)) ?? (await currentSnapshot(store, run.challenge_id, side));
  if (!row) throw new Error(`run ${run.id} has no ${side} snapshot`);
  return row;
}
