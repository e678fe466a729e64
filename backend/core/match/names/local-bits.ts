import { float64, int32, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
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
  const features = featureWords(book, side);
  const bits = float64(book.bits.length);
  bits.set(book.bits);
  /** how often each word is met everywhere */
  const rates = float64(bits.length);
  for (let word = 0; word < bits.length; word++) rates[word] = 2 ** -bits[word]!;
  const having = uint32(book.words.length);
  const touched = uint32(book.words.length);
  let count = 0;
  let now = -1;
  return official => {
    if (official === now) return bits;
    now = official;
    for (let t = 0; t < count; t++) {
      const word = touched[t]!;
      bits[word] = book.bits[word]!;
      having[word] = 0;
    }
    count = 0;
    let named = 0;
    for (let e = start[official]!; e < start[official + 1]!; e++) {
      const j = community[e]!;
      if (far[e] === 1 || (without && j === official)) continue;
      const [from, to] = [features.start[j]!, features.start[j + 1]!];
      if (to > from) named++;
      for (let w = from; w < to; w++) {
        const word = features.words[w]!;
        if (having[word]!++ === 0) touched[count++] = word;
      }
    }
    for (let t = 0; t < count; t++) {
      const word = touched[t]!;
      const others = having[word]! - 1;
      if (others < 1) continue;
      const rate = (others + EVERYWHERE * rates[word]!) / (named + EVERYWHERE);
      bits[word] = Math.max(LEAST_BITS, Math.min(book.bits[word]!, -Math.log2(rate)));
    }
    return bits;
  };
};

/** The words of all names of each feature of a side, each once: those of feature i from start[i] to start[i + 1]. */
const featureWords = (
  { words: all, wordStart, wordOf, start: starts, of }: NameBook,
  side: 0 | 1,
): Readonly<{ start: Uint32Array; words: Uint32Array }> => {
  const start = uint32(starts[side].length);
  const words = growingUint32(4 * start.length);
  const last = int32(all.length).fill(-1);
  for (let i = 0; i + 1 < start.length; i++) {
    for (let n = starts[side][i]!; n < starts[side][i + 1]!; n++)
      for (let w = wordStart[of[side][n]!]!; w < wordStart[of[side][n]! + 1]!; w++) {
        const word = wordOf[w]!;
        if (last[word] === i) continue;
        last[word] = i;
        push(words, word);
      }
    start[i + 1] = words.length;
  }
  return { start, words: filled(words) };
};
