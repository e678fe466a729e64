import { float64, int32 } from '../columns/columns.ts';
import { LIMITS } from '../match-options.ts';
import { type Letters, mayBeAlike } from './letters.ts';
import type { NameBook } from './name-book.ts';

/** Bits of what a name has of a word: the word itself; another one that may be alike. Two for each name of a feature. */
export const SAME = 1;
export const ALIKE = 2;

/**
 * What the names of one feature of a side have of other words. Each word around it is looked at once, however many of its
 * neighbours have it.
 */
export const ownWords = (
  { words, wordStart, wordOf, start, of }: NameBook,
  letters: Letters,
  side: 0 | 1,
) => {
  const starts = start[side];
  const names = of[side];
  /** Of each word: the turn in which it was last looked at, and what was seen. */
  const seen = int32(2 * words.length);
  const content = float64(LIMITS.names);
  const own = int32(LIMITS.names * LIMITS.words);
  const nameOf = int32(LIMITS.names * LIMITS.words);
  let count = 0;
  let turn = 0;

  const look = (word: number): number => {
    let has = 0;
    for (let n = 0; n < count; n++) {
      const one = own[n]!;
      if (one === word) has |= SAME << nameOf[n]!;
      else if (mayBeAlike(letters, one, word)) has |= ALIKE << nameOf[n]!;
    }
    seen[2 * word] = turn;
    seen[2 * word + 1] = has;
    return has;
  };

  return {
    /** What the k-th name of the feature has of a word: bits 2k and 2k + 1. */
    has: (word: number): number => (seen[2 * word] === turn ? seen[2 * word + 1]! : look(word)),
    /** Bits of all words of each of its names. */
    content,
    turnTo(feature: number, bits: Float64Array): void {
      turn++;
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
    },
  };
};
