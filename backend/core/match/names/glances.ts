import { int32 } from '../columns/columns.ts';
import { type Letters, SLIP_IN_FIRST } from './letters.ts';
import type { Names } from './names.ts';

/**
 * What the names of each feature of a side are like at a glance, two numbers a feature. Features that have no bit in common
 * have no words in common either, nor any that are alike.
 */
export const glancesOf = (
  { wordStart, wordOf, start, of }: Names,
  { first, length, spelt }: Letters,
  side: 0 | 1,
): Int32Array => {
  const glances = int32(2 * (start[side].length - 1));
  for (let i = 0; 2 * i < glances.length; i++)
    for (let n = start[side][i]!; n < start[side][i + 1]!; n++) {
      const name = of[side][n]!;
      for (let w = wordStart[name]!; w < wordStart[name + 1]!; w++) {
        const word = wordOf[w]!;
        glances[2 * i]! |= 1 << firstBit(first[word]!);
        if (spelt[word] === 1) glances[2 * i + 1]! |= 1;
        if (length[word]! >= SLIP_IN_FIRST)
          glances[2 * i + 1]! |= 2 << ((length[word]! - SLIP_IN_FIRST) % 31);
      }
    }
  return glances;
};

/** Latin letters have a bit each, all digits one, other letters the rest. */
const firstBit = (code: number): number =>
  code >= 97 && code <= 122 ? code - 97 : code >= 48 && code <= 57 ? 26 : 27 + (code % 5);
