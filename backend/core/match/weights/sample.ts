import { condense } from '../columns/condense.ts';
import { type Compared, PAIR_COLUMNS, type PairColumns, type Pairs } from '../evidence/pairs.ts';
import { type Known, type Said, saidOf } from '../labels.ts';
import type { Candidates } from '../near/candidates.ts';

/** Official places of a cell that weights are learnt from, with all their pairs; numbers are those of the whole. */
export type CellSample = PairColumns &
  Readonly<{
    official: Uint32Array;
    /** pairs of each of them */
    counts: Uint32Array;
    community: Uint32Array;
  }>;

/** All that weights are learnt from, as pairs of their own: both sides numbered from 0. */
export type Sample = Readonly<{
  pairs: Candidates & Compared;
  radii: Float64Array;
  crowd: Float64Array;
  sizes: readonly [number, number];
  said: Said | null;
}>;

/** From and to (left out). */
export type Range = readonly [number, number];

/** Pairs from which the weights are learnt; more would change nothing but the time it takes. */
const LEARN_FROM = 150_000;
const STRIPS = 16;

/** Blocks of neighbours, evenly over so many places, that are about such a share of them. */
export const blocks = (count: number, share: number): readonly Range[] => {
  const size = Math.max(1, Math.floor((count / STRIPS) * share));
  return Array.from({ length: STRIPS }, (_, strip): Range => {
    const from = Math.floor((strip * count) / STRIPS);
    return [from, Math.min(count, from + size)];
  });
};

/**
 * Official places that together have about so many pairs: strips of neighbours, and those that labels
 * speak of; all of them where there are fewer.
 */
export const strips = (
  counts: Uint32Array,
  labelled: ReadonlySet<number>,
  most = LEARN_FROM,
): readonly Range[] => {
  let pairs = 0;
  for (const count of counts) pairs += count;
  const all = counts.length;
  if (pairs <= most) return [[0, all]];
  const ranges = blocks(all, most / pairs);
  const others = [...labelled].filter(i => !ranges.some(([from, to]) => i >= from && i < to));
  return [...ranges, ...others.map((i): Range => [i, i + 1])].sort((a, b) => a[0] - b[0]);
};

/** What a cell, whose official places begin at `first`, has of the strips. */
export const sampleIn = (
  pairs: Pairs,
  seen: Uint32Array,
  first: number,
  ranges: readonly Range[],
): CellSample => {
  const own = ranges
    .map(([from, to]) => [Math.max(0, from - first), Math.min(pairs.start.length - 1, to - first)] as const)
    .filter(([from, to]) => from < to);
  const officials = own.reduce((sum, [from, to]) => sum + to - from, 0);
  const count = own.reduce((sum, [from, to]) => sum + pairs.start[to]! - pairs.start[from]!, 0);
  const found = {
    official: new Uint32Array(officials),
    counts: new Uint32Array(officials),
    community: new Uint32Array(count),
    metres: new Float64Array(count),
    far: new Uint8Array(count),
    name: new Uint8Array(count),
    traits: new Uint16Array(count),
    others: new Uint16Array(count),
    step: new Uint8Array(count),
  };
  let [n, at] = [0, 0];
  for (const [from, to] of own) {
    for (let i = from; i < to; i++, n++) {
      found.official[n] = first + i;
      found.counts[n] = pairs.start[i + 1]! - pairs.start[i]!;
    }
    const [e, end] = [pairs.start[from]!, pairs.start[to]!];
    for (let p = e; p < end; p++) found.community[at + p - e] = seen[pairs.community[p]!]!;
    for (const column of PAIR_COLUMNS) found[column].set(pairs[column].subarray(e, end), at);
    at += end - e;
  }
  return found;
};

/** The entries of a column that have such numbers. */
const entriesAt = <T extends Uint8Array | Float64Array>(column: T, numbers: Uint32Array): T => {
  const picked = new (column.constructor as new (size: number) => T)(numbers.length);
  for (let n = 0; n < numbers.length; n++) picked[n] = column[numbers[n]!]!;
  return picked;
};

/** Puts those of the cells together, in the order of their official places. */
export const sampleOfAll = (
  cells: readonly CellSample[],
  namings: readonly [Uint8Array, Uint8Array],
  radii: Float64Array,
  crowd: Float64Array,
  known: Known | null,
  oneToMany: boolean,
): Sample => {
  const joined = <T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
    columnOf: (cell: CellSample) => T,
  ): T => {
    if (cells.length === 1) return columnOf(cells[0]!);
    const first = columnOf(cells[0]!);
    const length = cells.reduce((sum, cell) => sum + columnOf(cell).length, 0);
    const all = new (first.constructor as new (size: number) => T)(length);
    let at = 0;
    for (const cell of cells) {
      all.set(columnOf(cell), at);
      at += columnOf(cell).length;
    }
    return all;
  };
  const numbers = joined(cell => cell.official);
  const counts = joined(cell => cell.counts);
  const start = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) start[i + 1] = start[i]! + counts[i]!;
  const official = new Uint32Array(start.at(-1)!);
  for (let i = 0; i < counts.length; i++) official.fill(i, start[i]!, start[i + 1]!);

  const community = joined(cell => cell.community);
  const { distinct: seen, places } = condense(community);
  const pairs: Candidates & Compared = {
    start,
    official,
    community: places,
    metres: joined(cell => cell.metres),
    far: joined(cell => cell.far),
    name: joined(cell => cell.name),
    traits: joined(cell => cell.traits),
    others: joined(cell => cell.others),
    step: joined(cell => cell.step),
    nearby: new Float64Array(0),
    namings: [entriesAt(namings[0], numbers), entriesAt(namings[1], seen)],
  };
  return {
    pairs,
    radii: entriesAt(radii, numbers),
    crowd: entriesAt(crowd, numbers),
    sizes: [numbers.length, seen.length],
    said: known && saidOf({ official: official.map(i => numbers[i]!), community }, known, oneToMany),
  };
};
