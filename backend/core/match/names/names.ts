import { int32, uint8, uint32 } from '../columns/columns.ts';
import { filled, type Growing, growingUint32, push } from '../columns/growing.ts';
import { LIMITS } from '../match-options.ts';
import type { Texts } from './texts.ts';
import { FUNCTION_WORDS, findWords, type Spans, spans, wordAt, wordsOf } from './words.ts';

/**
 * The names of the features of both sides, each distinct one once, whichever way it is written. Sides: 0 official,
 * 1 community.
 */
export type Names = Readonly<{
  words: readonly string[];
  /** by word: 1 where it is a number; 1 where it is an article or the like */
  isNumber: Uint8Array;
  isFunction: Uint8Array;
  /** Words of name n, in the order in which it has them, each once: those from wordStart[n] to wordStart[n + 1]. */
  wordStart: Uint32Array;
  wordOf: Uint32Array;
  /** Names of a feature, for each side: those from start[i] to start[i + 1]. */
  start: readonly [Uint32Array, Uint32Array];
  of: readonly [Uint32Array, Uint32Array];
  /** Which of the feature's texts each of them is. */
  text: readonly [Uint8Array, Uint8Array];
  /** 64 bits, in two halves, that stand for a word or a name wherever it is read */
  wordKeys: Uint32Array;
  nameKeys: Uint32Array;
}>;

/** Two halves of a hash of some numbers (multiplication and rotation, as in Murmur3). */
const mix = (half: number, value: number, factor: number): number => {
  const mixed = Math.imul(half ^ Math.imul(value, factor), 0x5bd1e995);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};
const FIRST = 0xcc9e2d51;
const SECOND = 0x1b873593;
/** Slots that are looked at in a row. */
const CROWD = 64;

/** Distinct things by number, found by 64 bits in two halves (open addressing); those that crowd a slot, in a map. */
const numberList = () => {
  const keys = growingUint32(2048);
  const crowd = new Map<string, number>();
  let slots = int32(2048).fill(-1);
  const put = (number: number, a: number, b: number): void => {
    let at = a & (slots.length - 1);
    for (let n = 0; n < CROWD && slots[at]! >= 0; n++) at = (at + 1) & (slots.length - 1);
    if (slots[at]! < 0) slots[at] = number;
    else crowd.set(`${a} ${b}`, number);
  };
  return {
    keys,
    /** -1: not there yet */
    find(a: number, b: number): number {
      let at = a & (slots.length - 1);
      for (let n = 0; n <= CROWD; n++) {
        const number = slots[at]!;
        if (number < 0) return -1;
        if (keys.values[2 * number] === a && keys.values[2 * number + 1] === b) return number;
        at = (at + 1) & (slots.length - 1);
      }
      return crowd.get(`${a} ${b}`) ?? -1;
    },
    add(a: number, b: number): number {
      const number = keys.length / 2;
      push(keys, a);
      push(keys, b);
      if (2 * number < slots.length) put(number, a, b);
      else {
        slots = int32(4 * slots.length).fill(-1);
        crowd.clear();
        for (let n = 0; n <= number; n++) put(n, keys.values[2 * n]!, keys.values[2 * n + 1]!);
      }
      return number;
    },
  };
};

/** Distinct words by number. */
const wordList = () => {
  const words: string[] = [];
  const list = numberList();
  return {
    words,
    keys: list.keys,
    ofWord(word: string): number {
      let [a, b] = [word.length, ~word.length >>> 0];
      for (let n = 0; n < word.length; n++) {
        a = mix(a, word.charCodeAt(n), FIRST);
        b = mix(b, word.charCodeAt(n), SECOND);
      }
      const known = list.find(a, b);
      if (known >= 0) return known;
      words.push(word);
      return list.add(a, b);
    },
    ofSpan({ codes, from, to }: Spans, w: number): number {
      const [first, length] = [from[w]!, to[w]! - from[w]!];
      let [a, b] = [length, ~length >>> 0];
      for (let n = first; n < first + length; n++) {
        a = mix(a, codes[n]!, FIRST);
        b = mix(b, codes[n]!, SECOND);
      }
      const known = list.find(a, b);
      if (known >= 0) return known;
      words.push(wordAt(codes, first, first + length));
      return list.add(a, b);
    },
  };
};

/** Distinct lists of words by number. */
const nameList = (wordKeys: Growing<Uint32Array>) => {
  const wordStart = growingUint32(1024);
  const wordOf = growingUint32(4096);
  const list = numberList();
  push(wordStart, 0);
  return {
    wordStart,
    wordOf,
    keys: list.keys,
    numberOf(own: Uint32Array, count: number): number {
      let [a, b] = [count, ~count >>> 0];
      for (let n = 0; n < count; n++) {
        a = mix(a, wordKeys.values[2 * own[n]!]!, FIRST);
        b = mix(b, wordKeys.values[2 * own[n]! + 1]!, SECOND);
      }
      const known = list.find(a, b);
      if (known >= 0) return known;
      for (let n = 0; n < count; n++) push(wordOf, own[n]!);
      push(wordStart, wordOf.length);
      return list.add(a, b);
    },
  };
};

/** Reads the names of both sides. */
export const readNames = (texts: readonly [Texts, Texts]): Names => {
  const words = wordList();
  const names = nameList(words.keys);
  const found = spans();
  const numbers = new Uint32Array(LIMITS.words);
  const nameNumber = (codes: Uint16Array, from: number, to: number): number => {
    let count = 0;
    if (findWords(codes, from, to, found))
      for (; count < found.count; count++) numbers[count] = words.ofSpan(found, count);
    else
      for (const word of wordsOf(String.fromCharCode(...codes.subarray(from, to))))
        numbers[count++] = words.ofWord(word);
    return count === 0 ? -1 : names.numberOf(numbers, count);
  };

  // In the order of the features' numbers: names of neighbours are neighbours in memory too.
  const read = ([0, 1] as const).map(side => {
    const { length, first, count, end, codes } = texts[side];
    const start = uint32(length + 1);
    const list = growingUint32(length);
    const which = growingUint32(length);
    for (let i = 0; i < length; i++) {
      const before = list.length;
      for (let n = 0; n < count[i]!; n++) {
        const t = first[i]! + n;
        const number = nameNumber(codes, t > 0 ? end[t - 1]! : 0, end[t]!);
        let known = before;
        while (known < list.length && list.values[known] !== number) known++;
        if (number < 0 || known < list.length) continue;
        push(list, number);
        push(which, n);
      }
      start[i + 1] = list.length;
    }
    const text = uint8(list.length);
    text.set(filled(which));
    return { start, of: filled(list), text };
  });
  const [official, community] = read as [(typeof read)[0], (typeof read)[0]];

  const isNumber = uint8(words.words.length);
  const isFunction = uint8(words.words.length);
  for (const [w, word] of words.words.entries()) {
    if (/^\d/u.test(word)) isNumber[w] = 1;
    else if (FUNCTION_WORDS.has(word)) isFunction[w] = 1;
  }
  return {
    words: words.words,
    isNumber,
    isFunction,
    wordStart: filled(names.wordStart),
    wordOf: filled(names.wordOf),
    nameKeys: filled(names.keys),
    start: [official.start, community.start],
    of: [official.of, community.of],
    text: [official.text, community.text],
    wordKeys: filled(words.keys),
  };
};

/** Which of a feature's texts a name of it is. */
export const textOf = ({ start, of, text }: Names, side: 0 | 1, i: number, name: number): number => {
  let n = start[side][i]!;
  while (of[side][n] !== name) n++;
  return text[side][n]!;
};

/** The words of a name without what parts them. */
export const joinedOf = ({ words, wordStart, wordOf }: Names, name: number): string => {
  let joined = '';
  for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) joined += words[wordOf[n]!]!;
  return joined;
};

/** The first letters of a name's words, articles and the like left out: `csp`. */
export const initialsOf = ({ words, isFunction, wordStart, wordOf }: Names, name: number): string => {
  let initials = '';
  for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++)
    if (isFunction[wordOf[n]!] === 0) initials += words[wordOf[n]!]![0];
  return initials;
};
