import type { Bbox, Feature, LonLat } from '../feature.ts';
import { boxOf, growBox, inBox, METRES_PER_DEGREE } from '../geo.ts';
import {
  type Cells,
  cellsAround,
  cellsNamed,
  cellWidth,
  filled,
  grow,
  inCells,
  namesOf,
  wear,
} from './cells.ts';
import { inRings } from './in-rings.ts';
import type { Coverage } from './snapshot.ts';
import { spacingOf } from './spacing.ts';

type Test = (at: LonLat) => boolean;
type Placed = Pick<Feature, 'at'>;

const testOf = (coverage: Coverage): Test => {
  switch (coverage.kind) {
    case 'box':
      return at => inBox(at, coverage.box);
    case 'polygons':
      return inRings(coverage.rings);
    case 'inferred':
      return inCells(cellsNamed(coverage.cells, coverage.cell));
    case 'all-of': {
      const all = coverage.of.map(testFor);
      return at => all.every(test => test(at));
    }
    case 'any-of': {
      const any = coverage.of.map(testFor);
      return at => any.some(test => test(at));
    }
  }
};

const tests = new WeakMap<Coverage, Test>();

const testFor = (coverage: Coverage): Test => {
  let test = tests.get(coverage);
  if (!test) {
    test = testOf(coverage);
    tests.set(coverage, test);
  }
  return test;
};

/** Whether a coverage speaks about a place: only there does absence mean anything. */
export const covers = (coverage: Coverage, at: LonLat): boolean => testFor(coverage)(at);

/** More columns than this make no better outline, only a longer list. */
const FINEST = 256;

/** As wide as the features' own spacing, coarser where the list of cells would not end. */
const columnsFor = (points: readonly LonLat[]): number => {
  const lats = new Float64Array(points.length);
  let [west, east] = points.length > 0 ? [Infinity, -Infinity] : [0, 0];
  for (let i = 0; i < lats.length; i++) {
    const [lon, lat] = points[i]!;
    lats[i] = lat;
    west = Math.min(west, lon);
    east = Math.max(east, lon);
  }
  lats.sort();
  const middle = lats[Math.floor(lats.length / 2)] ?? 0;
  const shrunk = Math.max(0.05, Math.cos((middle * Math.PI) / 180));
  const span = Math.max(east - west, (lats.at(-1) ?? 0) - (lats[0] ?? 0));
  const cell = Math.max(spacingOf(points) / METRES_PER_DEGREE / shrunk, span / FINEST);
  return Math.max(1, Math.round(360 / cell));
};

const inferred = (cells: Cells): Coverage => {
  const coverage: Coverage = {
    kind: 'inferred',
    cell: cellWidth(cells.columns),
    cells: namesOf(cells),
  };
  // Known already: the names need not be read again.
  tests.set(coverage, inCells(cells));
  return coverage;
};

const pointsOf = (features: Iterable<Placed>): readonly LonLat[] => Array.from(features, ({ at }) => at);

/**
 * What a silent source speaks about, judged by its features alone and on the generous side: the cells that hold one,
 * as wide as the features' usual spacing, grown by one cell, with the holes between them filled. `before`: where it had
 * features before, which says how far it reaches but not how densely. No features: nothing.
 */
export const inferCoverage = (features: Iterable<Placed>, before: readonly LonLat[] = []): Coverage => {
  const points = pointsOf(features);
  return inferred(
    filled(grow(cellsAround(before.length > 0 ? [...points, ...before] : points, columnsFor(points)))),
  );
};

/**
 * Metres beyond the outermost of n points that evenly spread data still reaches, for each direction: the extent divided
 * by n - 1 (the unbiased estimate of the bounds of a uniform distribution).
 */
const beyond = (box: Bbox, n: number): number => {
  const high = (box[3] - box[1]) * METRES_PER_DEGREE;
  return n > 1 ? high / (n - 1) : 0;
};

/**
 * The same, on the strict side: the outline of the features (gaps between neighbours closed, nothing grown outwards),
 * within their own box. For a source that was visibly cut out of something larger.
 */
export const inferOutline = (features: Iterable<Placed>, before: readonly LonLat[] = []): Coverage => {
  const points = pointsOf(features);
  const all = [...points, ...before];
  const own = cellsAround(all, columnsFor(points));
  const closed = wear(filled(grow(own)));
  const cells = inferred({ ...own, taken: new Set([...closed.taken, ...own.taken]) });
  const box = boxOf(all);
  if (!box) return cells;
  return { kind: 'all-of', of: [cells, { kind: 'box', box: growBox(box, beyond(box, points.length)) }] };
};
