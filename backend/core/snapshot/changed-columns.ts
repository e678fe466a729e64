import type { TagFilter } from '../challenge/challenge.ts';
import { readFilter } from '../tags.ts';
import type { Snapshot } from './snapshot.ts';

const COLUMNS = {
  /** share of the last snapshot's features that had a value, from which on it counts as a column that must stay */
  common: 0.5,
  /** features that had a key of the filter, from which on it is no accident that none has it now */
  few: 10,
} as const;

/** Columns that were there and are gone, and those that came, sorted. */
export type ChangedColumns = Readonly<{ gone: readonly string[]; added: readonly string[] }>;

/**
 * Of an official source: columns that were mostly filled and are empty now, and those of the file that hold positions,
 * identifiers or mapped values, which no feature shows under their own name. Of the community's: keys that most elements
 * had, and keys of the filter, since an extract that was cut with another one lacks all of them.
 */
export const changedColumns = (
  last: Snapshot,
  next: Snapshot,
  filter: readonly TagFilter[],
): ChangedColumns => {
  const before = countsOf(last);
  const after = countsOf(next);
  const common = COLUMNS.common * last.features.length;
  const gone = [...before].filter(([key, count]) => count >= common && !after.has(key)).map(([key]) => key);
  const added = [...after].filter(
    ([key, count]) => count >= COLUMNS.common * next.features.length && !before.has(key),
  );
  if (next.side === 'community') {
    // On the map, keys come and go with single elements.
    const few = last.features.length < COLUMNS.few;
    const asked = keysOf(filter).filter(key => (before.get(key) ?? 0) >= COLUMNS.few && !after.has(key));
    return { gone: few ? [] : sorted([...gone, ...asked]), added: sorted(added.map(([key]) => key)) };
  }
  const columns = (left: Snapshot, right: Snapshot, shown: ReadonlyMap<string, number>) =>
    right.columns.length === 0
      ? []
      : left.columns.filter(key => !right.columns.includes(key) && !shown.has(key));
  return {
    gone: sorted([...gone, ...columns(last, next, before)]),
    added: sorted([...added.map(([key]) => key), ...columns(next, last, after)]),
  };
};

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

/** How many features have a value for each key. */
const countsOf = ({ features }: Snapshot): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { tags } of features)
    for (const key of Object.keys(tags)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

/** Keys that an element may belong by. */
const keysOf = (filter: readonly TagFilter[]): readonly string[] =>
  filter.flatMap(one =>
    readFilter(one)
      .filter(({ kind }) => kind === 'in' || kind === 'present')
      .map(({ key }) => key),
  );
