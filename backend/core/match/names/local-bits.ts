import { float64, uint32 } from '../columns/columns.ts';
import { touched } from '../columns/touched.ts';
import type { Candidates } from '../near/candidates.ts';
import type { NameBook } from './name-book.ts';
import { LEAST_BITS } from './worth.ts';

/** What words are worth around one official feature, and which words its candidates have: `words`, so many of them. */
export type Around = {
  readonly bits: Float64Array;
  readonly words: Uint32Array;
  count: number;
  /** Looks at the surroundings of another one. */
  readonly turnTo: (official: number) => void;
};

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
): Around => {
  const { wordStart, wordOf } = book;
  const starts = book.start[side];
  const names = book.of[side];
  const bits = float64(book.bits.length);
  bits.set(book.bits);
  /** Share of all features that have a word, as what it is worth everywhere says. */
  const shares = float64(bits.length);
  for (let word = 0; word < shares.length; word++) shares[word] = Math.exp(-Math.LN2 * bits[word]!);
  /** Of each word: the turn in which it was last seen, and how many candidates of that turn have it. */
  const having = uint32(2 * book.words.length);
  const words = uint32(book.words.length);
  const changed = uint32(book.words.length);
  /** The last candidate that had a word: several names of one may have it. */
  const last = uint32(book.words.length);
  let turn = 0;
  let candidate = 0;
  let count = 0;
  let changes = 0;

  /** Sees the words of a candidate, each once; `counts`: 0 where they are not counted. */
  const see = (from: number, to: number, counts: number): void => {
    candidate++;
    for (let n = from; n < to; n++)
      for (let w = wordStart[names[n]!]!; w < wordStart[names[n]! + 1]!; w++) {
        const word = wordOf[w]!;
        if (to - from > 1) {
          if (last[word] === candidate) continue;
          last[word] = candidate;
        }
        if (having[2 * word] !== turn) {
          having[2 * word] = turn;
          having[2 * word + 1] = 0;
          words[count++] = word;
        }
        having[2 * word + 1]! += counts;
      }
  };

  /** Brings the words of candidates near to the processor. */
  const touch = (from: number, to: number): void => {
    let sum = 0;
    for (let e = from; e < to; e++) {
      const n = Math.min(starts[community[e]!]!, names.length - 1);
      sum += wordOf[wordStart[names[n]!]!]!;
    }
    touched(sum);
  };

  const around: Around = {
    bits,
    words,
    count: 0,
    turnTo: official => {
      for (let t = 0; t < changes; t++) bits[changed[t]!] = book.bits[changed[t]!]!;
      turn++;
      count = 0;
      changes = 0;
      let named = 0;
      if (names.length > 0) touch(start[official]!, start[official + 1]!);
      for (let e = start[official]!; e < start[official + 1]!; e++) {
        const j = community[e]!;
        const from = starts[j]!;
        const to = starts[j + 1]!;
        if (from === to) continue;
        const counts = far[e] === 1 || (without && j === official) ? 0 : 1;
        named += counts;
        see(from, to, counts);
      }
      for (let t = 0; t < count; t++) {
        const word = words[t]!;
        const others = having[2 * word + 1]! - 1;
        if (others < 1) continue;
        const rate = (others + EVERYWHERE * shares[word]!) / (named + EVERYWHERE);
        changed[changes++] = word;
        bits[word] = Math.max(LEAST_BITS, Math.min(book.bits[word]!, -Math.log2(rate)));
      }
      around.count = count;
    },
  };
  return around;
};
