import type { LonLat } from '../feature.ts';
import { cellsAround } from './cells.ts';
import type { Snapshot } from './snapshot.ts';

export const GUARDS = {
  /** share of the last snapshot's features that may be gone from the next */
  gone: 0.25,
  /** share of the last snapshot's area that may be gone */
  shrunk: 0.25,
  /** share of the last snapshot's features that had a value, from which on it counts as a column that must stay */
  common: 0.5,
  /** features; below so many, single rows make large shares, and only an empty snapshot is held */
  few: 10,
  /** columns of a grid over the world: a cell is a tenth of a degree, 11 km from south to north */
  columns: 3600,
} as const;

/** Why a snapshot waits for a person's word before anything follows from it. */
export type Hold =
  | Readonly<{ kind: 'nothing-left'; before: number }>
  | Readonly<{ kind: 'rows-gone'; before: number; after: number; gone: number }>
  /** `before` and `after`: cells of a tenth of a degree that hold a feature. */
  | Readonly<{ kind: 'area-shrunk'; before: number; after: number }>
  | Readonly<{ kind: 'columns-changed'; gone: readonly string[]; added: readonly string[] }>
  /** ISO 8601 */
  | Readonly<{ kind: 'older-than-the-last'; before: string; after: string }>;

const cellsOf = (points: Iterable<LonLat>): ReadonlySet<number> => cellsAround(points, GUARDS.columns).taken;

const rowsGone = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  const ids = new Set(next.features.map(({ id }) => id));
  const before = last.features.length;
  const gone = last.features.filter(({ id }) => !ids.has(id)).length;
  // A file whose ids were renumbered has lost no row: what counts is how many places fewer there are.
  const fewer = Math.min(gone, before - next.features.length);
  return fewer > GUARDS.gone * before
    ? [{ kind: 'rows-gone', before, after: next.features.length, gone: fewer }]
    : [];
};

const areaShrunk = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  const before = cellsOf(last.features.map(({ at }) => at));
  const now = cellsOf(next.features.map(({ at }) => at));
  const left = [...before].filter(cell => now.has(cell)).length;
  return before.size - left > GUARDS.shrunk * before.size
    ? [{ kind: 'area-shrunk', before: before.size, after: left }]
    : [];
};

/** Keys that at least a share of the features have a value for, sorted; 0: any feature. */
const keysOf = ({ features }: Snapshot, share: number): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { tags } of features)
    for (const key of Object.keys(tags)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts.keys()].filter(key => counts.get(key)! >= share * features.length).sort();
};

/** Columns by what the features have of them: those that were mostly filled and are empty now. */
const columnsChanged = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  // On the map, keys come and go with single elements.
  if (next.side !== 'official') return [];
  const left = new Set(keysOf(next, 0));
  const known = new Set(keysOf(last, 0));
  const gone = keysOf(last, GUARDS.common).filter(key => !left.has(key));
  const added = keysOf(next, GUARDS.common).filter(key => !known.has(key));
  return gone.length > 0 ? [{ kind: 'columns-changed', gone, added }] : [];
};

const olderThanTheLast = (last: Snapshot, next: Snapshot): readonly Hold[] =>
  last.dataTime && next.dataTime && Date.parse(next.dataTime) < Date.parse(last.dataTime)
    ? [{ kind: 'older-than-the-last', before: last.dataTime, after: next.dataTime }]
    : [];

/** Reasons to hold the next snapshot of a source; none where it may be used as it is. */
export const guard = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  if (last.hash === next.hash) return [];
  if (last.features.length > 0 && next.features.length === 0)
    return [{ kind: 'nothing-left', before: last.features.length }];
  const large = last.features.length >= GUARDS.few;
  return [
    ...(large ? [...rowsGone(last, next), ...areaShrunk(last, next)] : []),
    ...columnsChanged(last, next),
    ...olderThanTheLast(last, next),
  ];
};
