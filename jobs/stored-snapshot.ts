import type { Snapshot } from '../backend/core/snapshot/snapshot.ts';
import type { Store } from '../backend/store/connect.ts';
import { featuresOf } from '../backend/store/features.ts';
import type { SnapshotRow } from '../backend/store/snapshots.ts';

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
