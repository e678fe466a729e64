import { LIMITS } from '../match-options.ts';
import { fold } from './fold.ts';

/** The words of a folded text of Latin letters, each once: where they begin and end among its character codes. Refilled by each text. */
export type Spans = {
  codes: Uint8Array;
  from: Uint16Array;
  to: Uint16Array;
  /** 64 bits of each word, in two halves, as `wordKey` has them */
  a: Uint32Array;
  b: Uint32Array;
  count: number;
};

export const spans = (): Spans => ({
  codes: new Uint8Array(4 * LIMITS.characters),
  from: new Uint16Array(LIMITS.words),
  to: new Uint16Array(LIMITS.words),
  a: new Uint32Array(LIMITS.words),
  b: new Uint32Array(LIMITS.words),
  count: 0,
});

/** Two halves of a hash, character by character (FNV-1a under two factors) and stirred at the end (as in Murmur3). */
const BEGIN = { a: 0x811c9dc5, b: 0x2f0b4c47 } as const;
const FACTOR = { a: 0x01000193, b: 0x5bd1e995 } as const;
const stirred = (half: number): number => {
  const mixed = Math.imul(half ^ (half >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
};

/** 64 bits that stand for a word wherever it is read, in two halves. */
export const wordKey = (word: string): readonly [number, number] => {
  let a: number = BEGIN.a;
  let b: number = BEGIN.b;
  for (let n = 0; n < word.length; n++) {
    a = Math.imul(a ^ word.charCodeAt(n), FACTOR.a);
    b = Math.imul(b ^ word.charCodeAt(n), FACTOR.b);
  }
  return [stirred(a), stirred(b)];
};

const SPACE = 0x20;
/** Codes below this one have an entry in the tables. */
const LATIN = 0x250;

/** Letters of Latin, without accents; a space for what is neither letter nor number; null where only `fold` knows. */
const FOLDED: readonly (Uint8Array | null)[] = Array.from({ length: LATIN }, (_, code) => {
  const folded = fold(String.fromCharCode(code));
  const isPlain = /^[a-z0-9]*$/u.test(folded);
  if (!isPlain && /[\p{L}\p{M}\p{N}]/u.test(folded)) return null;
  return Uint8Array.from(isPlain ? folded : ' ', letter => letter.charCodeAt(0));
});
/** The same where that is one letter: nearly always. 0: not so. */
const ONE = Uint8Array.from(FOLDED, letters => (letters?.length === 1 ? letters[0]! : 0));

/** Dashes, quotation marks and dots. */
const isMark = (code: number): boolean => code >= 0x2010 && code <= 0x2027;

const LETTER = 1;
const DIGIT = 2;
/** Of folded codes: letter, digit or neither. */
const KIND = Uint8Array.from({ length: 256 }, (_, code) =>
  code >= 0x61 && code <= 0x7a ? LETTER : code >= 0x30 && code <= 0x39 ? DIGIT : 0,
);
const ENDINGS: ReadonlySet<string> = new Set('e er re ere eme nd nde st rd th de ste'.split(' '));

/** How long a text, given as UTF-16 codes, is when it is folded; -1 where there is more than Latin letters. */
const foldInto = (text: Uint16Array, begin: number, end: number, codes: Uint8Array): number => {
  let length = 0;
  for (let n = begin; n < end; n++) {
    const code = text[n]!;
    const one = code < LATIN ? ONE[code]! : 0;
    if (one !== 0) codes[length++] = one;
    else if (isMark(code)) codes[length++] = SPACE;
    else {
      const letters = code < LATIN ? FOLDED[code] : null;
      if (!letters) return -1;
      for (let l = 0; l < letters.length; l++) codes[length++] = letters[l]!;
    }
  }
  return length;
};

/** Adds the word between two codes, unless it is there. */
const addSpan = (into: Spans, from: number, to: number): void => {
  const { codes, count } = into;
  if (count === LIMITS.words) return;
  let a: number = BEGIN.a;
  let b: number = BEGIN.b;
  for (let n = from; n < to; n++) {
    a = Math.imul(a ^ codes[n]!, FACTOR.a);
    b = Math.imul(b ^ codes[n]!, FACTOR.b);
  }
  a = stirred(a);
  b = stirred(b);
  for (let w = 0; w < count; w++) if (into.a[w] === a && into.b[w] === b) return;
  into.from[count] = from;
  into.to[count] = to;
  into.a[count] = a;
  into.b[count] = b;
  into.count = count + 1;
};

/** The word that some character codes are. */
export const wordAt = (codes: Uint8Array, from: number, to: number): string => {
  let word = '';
  for (let n = from; n < to; n++) word += String.fromCharCode(codes[n]!);
  return word;
};

/** Where the ending of a number that ends at `to` does (`7e`, `21st`), which is none of the words; `to` where it has none. */
const endingOf = (codes: Uint8Array, to: number, length: number): number => {
  let ending = to;
  while (ending < length && KIND[codes[ending]!] === LETTER) ending++;
  const isOrdinal =
    ending > to &&
    ending - to <= 3 &&
    !(ending < length && KIND[codes[ending]!] === DIGIT) &&
    ENDINGS.has(wordAt(codes, to, ending));
  return isOrdinal ? ending : to;
};

/**
 * Finds the words of a text, given as UTF-16 codes from and to (left out), without making any; false where `wordsOf` has to,
 * beyond Latin letters. The text is no longer than what is read.
 */
export const findWords = (text: Uint16Array, from: number, end: number, into: Spans): boolean => {
  const { codes } = into;
  const length = foldInto(text, from, end, codes);
  into.count = 0;
  for (let at = 0; at < length; ) {
    const kind = KIND[codes[at]!]!;
    if (kind === 0) {
      at++;
      continue;
    }
    let to = at + 1;
    while (to < length && KIND[codes[to]!] === kind) to++;
    if (kind === DIGIT) while (at < to - 1 && codes[at] === 0x30) at++;
    addSpan(into, at, to);
    at = kind === DIGIT ? endingOf(codes, to, length) : to;
  }
  return length >= 0;
};
