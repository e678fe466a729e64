import { availableParallelism } from 'node:os';
import type { Feature } from '../core/feature.ts';
import { beginMatching, cellsOf, type Matching } from '../core/match/begin-matching.ts';
import { type CellPlaces, openCell } from '../core/match/cell.ts';
import type { MatchResult } from '../core/match/match.ts';
import { matchBegun, matchFeatures, matchingSteps } from '../core/match/match-features.ts';
import type { MatchOptions } from '../core/match/match-options.ts';
import { candidates } from '../core/match/near/candidates.ts';
import { pointsAt } from '../core/match/near/places.ts';
import { cellHere } from './cell-here.ts';
import type { Shapes } from './cell-thread.ts';
import { cellThreads } from './cell-threads.ts';

export const THREADS = {
  /** Pairs to compare from which a second thread gains more than it takes: it starts, and V8 compiles for it what it has compiled before. */
  least: 2_000_000,
  /** Features of both sides from which threads are started before that is known: most such datasets have work for them. */
  early: 300_000,
  /** this one included */
  threads: Math.min(8, availableParallelism()),
  /** Pairs that this thread compares, which has more to do, for each one that another does. */
  own: 0.8,
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
  { least, early, threads, own }: Readonly<typeof THREADS> = THREADS,
): Promise<MatchResult> => {
  if (threads < 2) return matchFeatures(official, community, options, onProgress);
  let pool = official.length + community.length >= early ? cellThreads(threads - 1) : null;
  try {
    const matching = beginMatching(official, community, options);
    const dense = densities(matching);
    if (pairsOf(dense) < least) return matchBegun(matching, onProgress);
    pool ??= cellThreads(threads - 1);
    const { open } = pool;
    // One cell for each thread: what a cell learns of its names, and what V8 learns of its code, is learnt once.
    const shares = Array.from({ length: threads }, (_, t) => (t < threads - 1 ? 1 : own));
    const places = cellsOf(matching, endsOf(dense, shares));
    const steps = matchingSteps(
      matching,
      places,
      places.map((one, c) =>
        // Those of the others first: they have something to do while this one is still at theirs.
        c === places.length - 1
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
const SAMPLED = { ranges: 64, of: 16 };

/** Official places, the first of them by number, and about how many pairs each of them has. */
type Dense = Readonly<{ first: number; count: number; pairs: number }>;

const densities = ({ places, sizes, rows, radii, featuresOf }: Matching): readonly Dense[] => {
  const ranges = Array.from({ length: SAMPLED.ranges }, (_, n) => {
    const [first, end] = [n, n + 1].map(m => Math.floor((m * sizes[0]) / SAMPLED.ranges)) as [number, number];
    return { first, count: end - first, asked: Math.min(end - first, SAMPLED.of) };
  });
  // Evenly over a range: neighbours are as crowded as each other.
  const numbers = Uint32Array.from(
    ranges.flatMap(({ first, count, asked }) =>
      Array.from({ length: asked }, (_, n) => first + Math.floor((n * count) / asked)),
    ),
  );
  const sampleRadii = Float64Array.from(numbers, i => radii[i]!);
  const sample = pointsAt(places[0], numbers);
  const { start } = candidates(sample, [0, numbers.length], rows, sampleRadii, featuresOf[1]);
  let at = 0;
  return ranges.map(({ first, count, asked }): Dense => {
    const found = start[at + asked]! - start[at]!;
    at += asked;
    return { first, count, pairs: found / Math.max(1, asked) };
  });
};

/** About how many pairs there will be to compare. */
const pairsOf = (dense: readonly Dense[]): number =>
  dense.reduce((sum, { count, pairs }) => sum + count * pairs, 0);

/** Where cells of official places end that have such shares of the work: each place is some, and each pair. */
export const endsOf = (dense: readonly Dense[], shares: readonly number[]): readonly number[] => {
  const workOf = ({ count, pairs }: Dense): number => count * (1 + pairs);
  const [work, sum] = [dense.reduce((all, one) => all + workOf(one), 0), shares.reduce((a, b) => a + b, 0)];
  const { first, count } = dense.at(-1)!;
  let [n, before, share] = [0, 0, 0];
  return shares.map((one, c) => {
    if (c === shares.length - 1) return first + count;
    share += one;
    const wanted = (work * share) / sum;
    while (n < dense.length - 1 && before + workOf(dense[n]!) < wanted) before += workOf(dense[n++]!);
    return dense[n]!.first + Math.floor((wanted - before) / (1 + dense[n]!.pairs));
  });
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
