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
 * The pairs of a part that are probable enough, of each official place without one the best there are, and all of those
 * that are wanted whole.
 */
export const keepPairs = (
  pairs: Pairs,
  bitsOf: (e: number) => number,
  book: NameBook,
  first: number,
  seen: Uint32Array,
  whole: ReadonlySet<number>,
): Kept => {
  const bits = float64(pairs.community.length);
  const keep = uint8(bits.length);
  let count = 0;
  for (let i = 0; i + 1 < pairs.start.length; i++) {
    const [from, to] = [pairs.start[i]!, pairs.start[i + 1]!];
    let best = Number.NEGATIVE_INFINITY;
    for (let e = from; e < to; e++) {
      bits[e] = bitsOf(e);
      if (bits[e]! > best) best = bits[e]!;
    }
    const least = whole.has(first + i) ? Number.NEGATIVE_INFINITY : Math.min(best, RIVAL_BITS);
    for (let e = from; e < to; e++) if (bits[e]! >= least) count += keep[e] = 1;
  }
  const kept = emptyKept(count);
  for (let e = 0, at = 0; e < bits.length; e++) {
    if (keep[e] === 0) continue;
    const [i, j] = [pairs.official[e]!, pairs.community[e]!];
    kept.official[at] = first + i;
    kept.community[at] = seen[j]!;
    for (const column of PAIR_COLUMNS) kept[column][at] = pairs[column][e]!;
    kept.bits[at] = bits[e]!;
    if (pairs.name[e] !== 0) {
      kept.similarity[at] = pairs.similarity[e]!;
      kept.texts[0][at] = textOf(book, 0, i, pairs.best[0][e]!);
      kept.texts[1][at] = textOf(book, 1, j, pairs.best[1][e]!);
    }
    at++;
  }
  return kept;
};

/** All kept pairs, in the order of the parts. */
export const joinKept = (parts: readonly Kept[]): Kept => {
  if (parts.length === 1) return parts[0]!;
  const all = emptyKept(parts.reduce((sum, { official }) => sum + official.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const column of ['official', 'community', ...PAIR_COLUMNS] as const)
      all[column].set(part[column], at);
    all.bits.set(part.bits, at);
    all.similarity.set(part.similarity, at);
    for (const side of [0, 1] as const) all.texts[side].set(part.texts[side], at);
    at += part.official.length;
  }
  return all;
};
