import type { Feature, LonLat, Side, Tags } from '../../../backend/core/feature.ts';
import type { Snapshot } from '../../../backend/core/snapshot/snapshot.ts';

export const feature = (side: Side, id: string, at: LonLat, tags: Tags = {}): Feature => ({
  side,
  id,
  at,
  tags,
});

/** A snapshot of these features that states nothing but what it is told to. */
export const snapshot = (
  side: Side,
  features: readonly Feature[],
  part: Partial<Snapshot> = {},
): Snapshot => ({
  side,
  hash: `${side}-${features.length}`,
  format: 'test',
  dataTime: null,
  coverage: null,
  rows: features.length,
  features,
  rejected: [],
  warnings: [],
  columns: [],
  ...part,
});
