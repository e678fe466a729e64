import { availableParallelism } from 'node:os';
import type { Feature } from '../core/feature.ts';
import { beginMatching, cellsOf, type Matching } from '../core/match/begin-matching.ts';
import { type CellPlaces, openCell } from '../core/match/cell.ts';
import type { MatchResult } from '../core/match/match.ts';
import { matchBegun, matchFeatures, matchingSteps } from '../core/match/match-features.ts';
import type { MatchOptions } from '../core/match/match-options.ts';
import { candidates } from '../core/match/near/candidates.ts';
import { cellHere } from './cell-here.ts';
import type { Shapes } from './cell-thread.ts';
import { cellThreads } from './cell-threads.ts';

export const THREADS = {
  /** Pairs to compare from which a second thread may gain more than its start takes; two that wait for one slow memory gain nothing. */
  least: 1_000_000,
  /** Features of both sides from which threads are started before that is known: most such datasets have work for them. */
  early: 300_000,
  /** this one included */
  threads: Math.min(8, availableParallelism()),
  /** Cells of each other thread, and of this one, which has more to do: a dense one must not keep the others waiting. */
  cells: { other: 4, own: 3 },
};

/**
 * The result of `matchFeatures`, by several threads where the work is large enough. Must run where the event loop may wait
 * for the main part of the work: in a thread, or on the command line.
 */
export const matchInThreads = async (
  official: readonly Feature[],
  community: readonly Feature[],
  options: Partial<MatchOptions> = {},
  onProgress: (share: number) => void = () => {},
  { least, early, threads, cells }: Readonly<typeof THREADS> = THREADS,
): Promise<MatchResult> => {
  if (threads < 2) return matchFeatures(official, community, options, onProgress);
  let pool = official.length + community.length >= early ? cellThreads(threads - 1) : null;
  try {
    const matching = beginMatching(official, community, options);
    if (pairsOf(matching) < least) return matchBegun(matching, onProgress);
    pool ??= cellThreads(threads - 1);
    const { open } = pool;
    const places = cellsOf(matching, (threads - 1) * cells.other + cells.own);
    const steps = matchingSteps(
      matching,
      places,
      places.map((one, c) =>
        // Those of the others first: they have something to do while this one is still at theirs.
        c >= places.length - cells.own
          ? cellHere(openCell(one, matching.terms, matching.featuresOf[1]))
          : open(one, matching.terms, shapesOf(matching, one)),
      ),
      onProgress,
    );
    let next = steps.next();
    while (!next.done) next = steps.next(await Promise.all(next.value));
    return next.value;
  } finally {
    await pool?.end();
  }
};

/** Official places that are asked how many candidates they have, to know how many there will be. */
const ASKED = { ranges: 8, of: 128 };

/** About how many pairs there will be to compare. */
const pairsOf = ({ places, sizes, rows, radii, featuresOf }: Matching): number => {
  let [asked, found] = [0, 0];
  for (let n = 0; n < ASKED.ranges; n++) {
    const from = Math.floor((n * sizes[0]) / ASKED.ranges);
    const to = Math.min(sizes[0], from + ASKED.of);
    found += candidates(places[0], [from, to], rows, radii, featuresOf[1]).community.length;
    asked += to - from;
  }
  return (found * sizes[0]) / Math.max(1, asked);
};

/** The features of a cell's surroundings that are more than points. */
const shapesOf = ({ featuresOf }: Matching, { rows }: CellPlaces): Shapes => {
  const shapes = new Map<number, Pick<Feature, 'at' | 'shape'>>();
  for (const { reach, items } of rows)
    if (reach > 0)
      for (const j of items) {
        const { at, shape } = featuresOf[1](j);
        shapes.set(j, { at, ...(shape && { shape }) });
      }
  return shapes;
};
