import { float64, uint32 } from '../columns/columns.ts';
import type { Candidates } from '../near/candidates.ts';
import type { NameBook } from './name-book.ts';
import { LEAST_BITS } from './tally.ts';

/** Neighbours that speak for a word being as common here as it is everywhere. */
const EVERYWHERE = 2;

/**
 * What words are worth around an official feature: as much as everywhere, unless several of its candidates have them. The
 * name of a quarter is rare in a city, yet half the places of the quarter bear it. `side`: that of the candidates; `without`:
 * whether a feature that is its own candidate does not count.
 */
export const localBits = (
  book: NameBook,
  { start, community, far }: Pick<Candidates, 'start' | 'community' | 'far'>,
  side: 0 | 1 = 1,
  without = false,
): ((official: number) => Float64Array) => {
  const { wordStart, wordOf } = book;
  const starts = book.start[side];
  const names = book.of[side];
  const bits = float64(book.bits.length);
  bits.set(book.bits);
  const having = uint32(book.words.length);
  const touched = uint32(book.words.length);
  const changed = uint32(book.words.length);
  /** The last candidate that had a word: several names of one may have it. */
  const last = uint32(book.words.length);
  let candidate = 0;
  let count = 0;
  let changes = 0;
  let now = -1;

  /** Counts the words of a candidate, each once. */
  const countWords = (from: number, to: number): void => {
    candidate++;
    for (let n = from; n < to; n++)
      for (let w = wordStart[names[n]!]!; w < wordStart[names[n]! + 1]!; w++) {
        const word = wordOf[w]!;
        if (to - from > 1) {
          if (last[word] === candidate) continue;
          last[word] = candidate;
        }
        if (having[word]!++ === 0) touched[count++] = word;
      }
  };

  return official => {
    if (official === now) return bits;
    now = official;
    for (let t = 0; t < count; t++) having[touched[t]!] = 0;
    for (let t = 0; t < changes; t++) bits[changed[t]!] = book.bits[changed[t]!]!;
    count = 0;
    changes = 0;
    let named = 0;
    for (let e = start[official]!; e < start[official + 1]!; e++) {
      const j = community[e]!;
      if (far[e] === 1 || (without && j === official)) continue;
      const from = starts[j]!;
      const to = starts[j + 1]!;
      if (from === to) continue;
      named++;
      countWords(from, to);
    }
    for (let t = 0; t < count; t++) {
      const word = touched[t]!;
      const others = having[word]! - 1;
      if (others < 1) continue;
      const everywhere = Math.exp(-Math.LN2 * book.bits[word]!);
      const rate = (others + EVERYWHERE * everywhere) / (named + EVERYWHERE);
      changed[changes++] = word;
      bits[word] = Math.max(LEAST_BITS, Math.min(book.bits[word]!, -Math.log2(rate)));
    }
    return bits;
  };
};
