import { float64, uint8, uint16, uint32 } from '../columns/columns.ts';
import type { NameBook } from '../names/name-book.ts';
import { textOf } from '../names/names.ts';
import { PAIR_COLUMNS, type PairColumns, type Pairs } from './pairs.ts';

/** Pairs that may matter to others or to people, with what was found; features have their numbers in the whole. */
export type Kept = PairColumns &
  Readonly<{
    official: Uint32Array;
    community: Uint32Array;
    /** log2 of the odds of each pair, were there no other */
    bits: Float64Array;
    /** 0 to 1, of the best pair of names, and which of either feature's names that is */
    similarity: Float64Array;
    texts: readonly [Uint8Array, Uint8Array];
  }>;

/** Bits: rivals less probable than this take nothing from anybody. */
export const RIVAL_BITS = -11;
/**
 * Bits by which that rises at most for a place that has a probable candidate: what it offers to others is shared with that
 * one (no more, for the candidate may be taken from it).
 */
const MOST_SHARED = 3;
/** Least bits of the rivals of a place, from those of its best candidate; one that may have several shares nothing. */
export const leastBits = (best: number, oneToMany: boolean): number =>
  RIVAL_BITS + (oneToMany ? 0 : Math.min(MOST_SHARED, Math.log2(1 + 2 ** best)));

const emptyKept = (count: number) => ({
  official: uint32(count),
  community: uint32(count),
  metres: float64(count),
  far: uint8(count),
  name: uint8(count),
  traits: uint16(count),
  others: uint16(count),
  step: uint8(count),
  bits: float64(count),
  similarity: float64(count),
  texts: [uint8(count), uint8(count)] as const,
});

/**
 * The pairs of a cell that are probable enough by their `bits`, of each official place without one the best there are, and all of those
 * that are wanted whole.
 */
export const keepPairs = (
  pairs: Pairs,
  bits: Float64Array,
  book: NameBook,
  first: number,
  seen: Uint32Array,
  whole: ReadonlySet<number>,
  oneToMany: boolean,
): Kept => {
  const { start, official, community, name, similarity } = pairs;
  const [ours, theirs] = pairs.best;
  const kept = uint32(community.length);
  let count = 0;
  for (let i = 0; i + 1 < start.length; i++) {
    const from = start[i]!;
    const to = start[i + 1]!;
    let best = Number.NEGATIVE_INFINITY;
    for (let e = from; e < to; e++) if (bits[e]! > best) best = bits[e]!;
    const least = whole.has(first + i)
      ? Number.NEGATIVE_INFINITY
      : Math.min(best, leastBits(best, oneToMany));
    for (let e = from; e < to; e++) if (bits[e]! >= least) kept[count++] = e;
  }
  const into = emptyKept(count);
  for (const column of PAIR_COLUMNS) pick(pairs[column], kept, into[column]);
  pick(bits, kept, into.bits);
  for (let at = 0; at < count; at++) {
    const e = kept[at]!;
    into.official[at] = first + official[e]!;
    into.community[at] = seen[community[e]!]!;
    if (name[e] === 0) continue;
    into.similarity[at] = similarity[e]!;
    into.texts[0][at] = textOf(book, 0, official[e]!, ours[e]!);
    into.texts[1][at] = textOf(book, 1, community[e]!, theirs[e]!);
  }
  return into;
};

/** What a column has at some places. */
const pick = <T extends Uint8Array | Uint16Array | Float64Array>(
  of: T,
  places: Uint32Array,
  into: T,
): void => {
  for (let n = 0; n < into.length; n++) into[n] = of[places[n]!]!;
};

/** All kept pairs, in the order of the cells. */
export const joinKept = (cells: readonly Kept[]): Kept => {
  if (cells.length === 1) return cells[0]!;
  const all = emptyKept(cells.reduce((sum, { official }) => sum + official.length, 0));
  let at = 0;
  for (const cell of cells) {
    for (const column of ['official', 'community', ...PAIR_COLUMNS] as const)
      all[column].set(cell[column], at);
    all.bits.set(cell.bits, at);
    all.similarity.set(cell.similarity, at);
    for (const side of [0, 1] as const) all.texts[side].set(cell.texts[side], at);
    at += cell.official.length;
  }
  return all;
};
