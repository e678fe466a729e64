import type { TagFilter } from '../challenge/challenge.ts';
import { type Cells, cellsAround, inCells } from './cells.ts';
import { changedColumns } from './changed-columns.ts';
import { movedPlaces } from './moved-places.ts';
import type { Snapshot } from './snapshot.ts';

export const GUARDS = {
  /** share of the last snapshot's features that may be gone from the next */
  gone: 0.25,
  /** times the last snapshot's features that the next may have */
  grown: 2,
  /** features more, at least: what a small source gains so fast, people can look through */
  more: 300,
  /** share of the last snapshot's area that may be gone */
  shrunk: 0.25,
  /** share of the last snapshot's features that may be somewhere else; a plain update moves a few in a hundred */
  moved: 0.2,
  /** share of the features that may be drawn in a way in which none was drawn before */
  shapes: 0.25,
  /** features; below so many, single rows make large shares, and only what became of all of them counts */
  few: 10,
  /** columns of a grid over the world: a cell is a tenth of a degree, 11 km from south to north */
  columns: 3600,
} as const;

/** How a feature is drawn. */
export type Form = 'point' | 'line' | 'area';

/** Why a snapshot waits for a person's word before anything follows from it. */
export type Hold =
  | Readonly<{ kind: 'nothing-left'; before: number }>
  | Readonly<{ kind: 'rows-gone'; before: number; after: number; gone: number }>
  | Readonly<{ kind: 'rows-added'; before: number; after: number }>
  /** `before` and `after`: cells of a tenth of a degree that hold a feature. */
  | Readonly<{ kind: 'area-shrunk'; before: number; after: number }>
  /** `exchanged`: of the places that moved, those that come back when longitude and latitude are exchanged. */
  | Readonly<{ kind: 'places-moved'; before: number; moved: number; exchanged: number }>
  | Readonly<{ kind: 'shapes-changed'; before: readonly Form[]; after: readonly Form[] }>
  | Readonly<{ kind: 'columns-changed'; gone: readonly string[]; added: readonly string[] }>
  /** ISO 8601 */
  | Readonly<{ kind: 'older-than-the-last'; before: string; after: string }>;

const cellsOf = ({ features }: Snapshot): Cells =>
  cellsAround(
    features.map(({ at }) => at),
    GUARDS.columns,
  );

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

/** A source that was empty said nothing of how large it is. */
const rowsAdded = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  const before = last.features.length;
  const after = next.features.length;
  return before > 0 && after > GUARDS.grown * before && after - before >= GUARDS.more
    ? [{ kind: 'rows-added', before, after }]
    : [];
};

/** Where few places are, one that goes or moves takes its cell along: an area is gone when many of them, or many of all, were in it. */
const areaShrunk = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  const before = cellsOf(last);
  const { taken: now } = cellsOf(next);
  const gone = new Set([...before.taken].filter(cell => !now.has(cell)));
  const all = before.taken.size;
  if (gone.size <= GUARDS.shrunk * all) return [];
  const isGone = inCells({ ...before, taken: gone });
  const lost = last.features.filter(({ at }) => isGone(at)).length;
  return lost > GUARDS.few || lost > GUARDS.moved * last.features.length
    ? [{ kind: 'area-shrunk', before: all, after: all - gone.size }]
    : [];
};

const placesMoved = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  const { moved, exchanged } = movedPlaces(last, next);
  const before = last.features.length;
  const many = before >= GUARDS.few ? moved > GUARDS.moved * before : moved === before && moved > 2;
  return many ? [{ kind: 'places-moved', before, moved, exchanged }] : [];
};

const columnsChanged = (last: Snapshot, next: Snapshot, filter: readonly TagFilter[]): readonly Hold[] => {
  const { gone, added } = changedColumns(last, next, filter);
  return gone.length > 0 ? [{ kind: 'columns-changed', gone, added }] : [];
};

const shapesChanged = (last: Snapshot, next: Snapshot): readonly Hold[] => {
  const before = formsOf(last);
  const after = formsOf(next);
  const fresh = [...after].filter(
    ([form, count]) => !before.has(form) && count > GUARDS.shapes * next.features.length,
  );
  return before.size > 0 && fresh.length > 0
    ? [
        {
          kind: 'shapes-changed',
          before: [...before.keys()].sort(),
          after: fresh.map(([form]) => form).sort(),
        },
      ]
    : [];
};

/** How many features are drawn in which way. */
const formsOf = ({ features }: Snapshot): ReadonlyMap<Form, number> => {
  const forms = new Map<Form, number>();
  for (const { shape } of features) {
    const form = shape === undefined ? 'point' : shape.type.endsWith('Polygon') ? 'area' : 'line';
    forms.set(form, (forms.get(form) ?? 0) + 1);
  }
  return forms;
};

const olderThanTheLast = (last: Snapshot, next: Snapshot): readonly Hold[] =>
  last.dataTime && next.dataTime && Date.parse(next.dataTime) < Date.parse(last.dataTime)
    ? [{ kind: 'older-than-the-last', before: last.dataTime, after: next.dataTime }]
    : [];

/**
 * Reasons to hold the next snapshot of a source; none where it may be used as it is. `filter`: which elements of the
 * community source belong.
 */
export const guard = (last: Snapshot, next: Snapshot, filter: readonly TagFilter[] = []): readonly Hold[] => {
  if (last.hash === next.hash) return [];
  if (last.features.length > 0 && next.features.length === 0)
    return [{ kind: 'nothing-left', before: last.features.length }];
  const large = last.features.length >= GUARDS.few;
  return [
    ...(large ? [...rowsGone(last, next), ...areaShrunk(last, next)] : []),
    ...rowsAdded(last, next),
    ...placesMoved(last, next),
    ...columnsChanged(last, next, filter),
    ...(large ? shapesChanged(last, next) : []),
    ...olderThanTheLast(last, next),
  ];
};
