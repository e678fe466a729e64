import { float64, int32 } from '../columns/columns.ts';
import { LIMITS } from '../match-options.ts';
import type { Around } from './local-bits.ts';
import type { NameBook } from './name-book.ts';
import { signOf } from './signs.ts';
import type { WordComparer } from './similar-words.ts';

/** Bits of what a name has of a word: the word itself; another one that is alike. Two for each name of a feature. */
export const SAME = 1;
export const ALIKE = 2;

/**
 * What the names of one feature of a side have of the words around it. Each of these is looked at once, however many of its
 * neighbours have it.
 */
export const ownWords = (
  { words, wordStart, wordOf, start, of }: NameBook,
  { areAlike }: WordComparer,
  side: 0 | 1,
) => {
  const starts = start[side];
  const names = of[side];
  /** What the k-th name of the feature has of each word around: bits 2k and 2k + 1. Of other words, what an earlier one had. */
  const has = int32(words.length);
  /** Bits of all words of each of its names. */
  const content = float64(LIMITS.names);
  /** The signs of the words of which it has anything: names around that have none of them have nothing in common with it. */
  const signs = int32(2);
  const own = int32(LIMITS.names * LIMITS.words);
  const nameOf = int32(LIMITS.names * LIMITS.words);
  let count = 0;

  const look = (word: number): number => {
    let found = 0;
    for (let n = 0; n < count; n++) {
      const one = own[n]!;
      if (one === word) found |= SAME << nameOf[n]!;
      else if (areAlike(one, word)) found |= ALIKE << nameOf[n]!;
    }
    return found;
  };

  return {
    has,
    content,
    signs,
    turnTo(feature: number, around: Around): void {
      const { bits } = around;
      count = 0;
      const first = starts[feature]!;
      for (let n = first; n < starts[feature + 1]!; n++) {
        const name = names[n]!;
        let sum = 0;
        for (let w = wordStart[name]!; w < wordStart[name + 1]!; w++) {
          own[count] = wordOf[w]!;
          nameOf[count++] = 2 * (n - first);
          sum += bits[wordOf[w]!]!;
        }
        content[n - first] = sum;
      }
      signs.fill(0);
      for (let t = 0; t < around.count; t++) {
        const word = around.words[t]!;
        const found = look(word);
        has[word] = found;
        if (found !== 0) signs[signOf(word) >>> 5]! |= 1 << (signOf(word) & 31);
      }
    },
  };
};
