import type { Candidates } from './candidates.ts';
import { int32, uint32 } from './columns.ts';
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
  const [starts, of] = [book.start[side], book.of[side]];
  const { wordStart, wordOf } = book;
  const bits = book.bits.slice();
  const having = uint32(book.words.length);
  const last = int32(book.words.length).fill(-1);
  const touched: number[] = [];
  let now = -1;
  return official => {
    if (official === now) return bits;
    now = official;
    for (const word of touched) {
      bits[word] = book.bits[word]!;
      having[word] = 0;
      last[word] = -1;
    }
    touched.length = 0;
    let named = 0;
    for (let e = start[official]!; e < start[official + 1]!; e++) {
      const j = community[e]!;
      if (far[e] === 1 || (without && j === official)) continue;
      const [from, to] = [starts[j]!, starts[j + 1]!];
      if (to > from) named++;
      for (let n = from; n < to; n++)
        for (let w = wordStart[of[n]!]!; w < wordStart[of[n]! + 1]!; w++) {
          const word = wordOf[w]!;
          if (last[word] === j) continue;
          if (having[word] === 0) touched.push(word);
          last[word] = j;
          having[word]!++;
        }
    }
    for (const word of touched) {
      const others = having[word]! - 1;
      if (others < 1) continue;
      const rate = (others + EVERYWHERE * 2 ** -book.bits[word]!) / (named + EVERYWHERE);
      bits[word] = Math.max(LEAST_BITS, Math.min(book.bits[word]!, -Math.log2(rate)));
    }
    return bits;
  };
};
