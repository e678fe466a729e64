import { LIMITS } from '../match-options.ts';

/** Letters that Unicode does not take apart, and Arabic ones that are written either way. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ة: 'ه',
  ى: 'ي',
};
/** Accents (Latin, Greek, Cyrillic), Hebrew points, Arabic vowel signs and the stretching line. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0640]/gu;
/** What is not seen: where a word may be parted, joined or turned around. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu;
/** Digits of other scripts. */
const DIGIT = /(?![0-9])\p{Nd}/gu;

/** 0 to 9: scripts have their ten digits in a row, from a code that ends in 0 or in 6 (sixteens). */
const inLatin = (digit: string): string => {
  const code = digit.codePointAt(0)!;
  const last = code % 16;
  const isFromZero = /\p{Nd}/u.test(String.fromCodePoint(code - last));
  return String((isFromZero ? last : last - 6) % 10);
};

/** Lower case, without accents or points, letters and digits in one form. Only the first characters of a huge text are read. */
export const fold = (text: string): string =>
  text
    .slice(0, LIMITS.characters)
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(UNSEEN, '')
    .replace(DIGIT, inLatin)
    .normalize('NFC')
    .replace(/[ßœæøłđðþıةى]/gu, letter => LETTERS[letter] ?? letter);
