import { uint8, uint16, uint32 } from '../columns/columns.ts';
import type { Letters } from './letters.ts';
import type { Names } from './names.ts';

const lengthsOf = ({ wordStart, wordOf }: Names, { length }: Letters): Uint16Array => {
  const lengths = uint16(wordStart.length - 1);
  for (let name = 0; name < lengths.length; name++)
    for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) lengths[name]! += length[wordOf[n]!]!;
  return lengths;
};

const numbered = ({ isNumber, wordStart, wordOf }: Names): Uint8Array => {
  const has = uint8(wordStart.length - 1);
  for (let name = 0; name < has.length; name++)
    for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) has[name]! |= isNumber[wordOf[n]!]!;
  return has;
};

/** Letters of names that may be initials. */
const INITIALS = { least: 3, most: 6 } as const;

/** Whether a name is so short, and another one has so many words, that it may be its initials. */
export const hasRoomFor = (letters: number, words: number): boolean =>
  letters >= INITIALS.least && letters <= INITIALS.most && words >= letters;

/** One of 64 bits that stands for a word, others having the same: the number of the bit. */
export const signOf = (word: number): number => Math.imul(word, 0x9e3779b1) >>> 26;

/** What can be told of names without a look at their words. */
export type Signs = Readonly<{
  /** How many letters each name has. */
  lengths: Uint16Array;
  /** 1 for names with a number. */
  hasNumber: Uint8Array;
  /** The signs of all words of name n: 32 of them at 2n, the others after it. */
  words: Uint32Array;
  /** Whether something beside words that are alike may make one of two names: numbers, or that one is the initials of the other. */
  isSpecial: (a: number, b: number) => boolean;
}>;

const NUMBERED = 1 << 16;
/** Letters of a name that can be nobody's initials: no name has so many words. */
const TOO_MANY = 255;

export const signsOf = (names: Names, letters: Letters): Signs => {
  const { wordStart, wordOf } = names;
  const count = wordStart.length - 1;
  const words = uint32(2 * count);
  /** of each name: its letters as initials, how many words it has, whether one is a number */
  const marks = uint32(count);
  const lengths = lengthsOf(names, letters);
  const hasNumber = numbered(names);
  for (let name = 0; name < count; name++) {
    for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) {
      const sign = signOf(wordOf[n]!);
      words[2 * name + (sign >>> 5)]! |= 1 << (sign & 31);
    }
    const length = lengths[name]!;
    const initials = length >= INITIALS.least && length <= INITIALS.most ? length : TOO_MANY;
    const size = wordStart[name + 1]! - wordStart[name]!;
    marks[name] = initials | (size << 8) | (hasNumber[name] === 1 ? NUMBERED : 0);
  }
  return {
    lengths,
    hasNumber,
    words,
    isSpecial: (a, b) => {
      const x = marks[a]!;
      const y = marks[b]!;
      return (x & y & NUMBERED) !== 0 || (x & 255) <= ((y >>> 8) & 255) || (y & 255) <= ((x >>> 8) & 255);
    },
  };
};
