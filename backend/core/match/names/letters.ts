import { int32, uint8, uint16 } from '../columns/columns.ts';
import { hasSpellings } from './words.ts';

/** What words are like at a glance, by number: most of two are told apart without a look at their letters. */
export type Letters = Readonly<{
  /** code of the first one */
  first: Uint16Array;
  length: Uint16Array;
  /** a bit for each that is there; some share one */
  set: Int32Array;
  /** 1 where the word may stand for others, or others for it */
  spelt: Uint8Array;
}>;

/** Letters of words that may be one in spite of their first letters; of shorter ones it is mostly another word. */
const SLIP_IN_FIRST = 7;

export const lettersOf = (words: readonly string[]): Letters => {
  const count = words.length;
  const letters = { first: uint16(count), length: uint16(count), set: int32(count), spelt: uint8(count) };
  for (let w = 0; w < count; w++) {
    const word = words[w]!;
    let set = 0;
    for (let n = 0; n < word.length; n++) set |= 1 << (word.charCodeAt(n) & 31);
    letters.first[w] = word.charCodeAt(0);
    letters.length[w] = word.length;
    letters.set[w] = set;
    if (hasSpellings(word)) letters.spelt[w] = 1;
  }
  return letters;
};

/** Whether two different words may be one at all: by their first letters, as spellings of one word, or by a slip. */
export const mayBeAlike = ({ first, length, set, spelt }: Letters, a: number, b: number): boolean => {
  if (spelt[a] === 1 && spelt[b] === 1) return true;
  if (first[a] !== first[b] && (length[a]! < SLIP_IN_FIRST || length[a] !== length[b])) return false;
  // Each letter that the longer one does not have is an edit.
  const short = length[a]! <= length[b]! ? a : b;
  const long = short === a ? b : a;
  return bitCount(set[short]! & ~set[long]!) <= length[long]! >> 2;
};

/** Bits that are set (parallel sums, as in Hacker's Delight). */
export const bitCount = (bits: number): number => {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};
