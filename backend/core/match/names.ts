import { uint8, uint32 } from './columns.ts';
import { filled, type Growing, growingUint32, push } from './growing.ts';
import { FUNCTION_WORDS, wordsOf } from './words.ts';

/** What the features of a side are called: the texts of each, in any order; nothing where it is not looked at. */
export type Texts = Readonly<{ length: number; at: (i: number) => readonly string[] | undefined }>;

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
const [FIRST, SECOND] = [0xcc9e2d51, 0x1b873593];

/** Distinct words by number. */
const wordList = () => {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  const keys = growingUint32(1024);
  return {
    words,
    keys,
    numberOf(word: string): number {
      let number = numbers.get(word);
      if (number !== undefined) return number;
      number = words.push(word) - 1;
      numbers.set(word, number);
      let [a, b] = [word.length, ~word.length];
      for (let n = 0; n < word.length; n++) {
        a = mix(a, word.charCodeAt(n), FIRST);
        b = mix(b, word.charCodeAt(n), SECOND);
      }
      push(keys, a);
      push(keys, b);
      return number;
    },
  };
};

/** Distinct lists of words by number: open addressing over what the words' keys make together. */
const nameList = (wordKeys: Growing<Uint32Array>) => {
  const wordStart = growingUint32(1024);
  const wordOf = growingUint32(4096);
  const keys = growingUint32(2048);
  let slots = new Int32Array(2048).fill(-1);
  push(wordStart, 0);
  const size = (): number => wordStart.length - 1;
  const insert = (name: number): void => {
    let at = keys.values[2 * name]! & (slots.length - 1);
    while (slots[at]! >= 0) at = (at + 1) & (slots.length - 1);
    slots[at] = name;
  };
  const equals = (name: number, own: readonly number[]): boolean => {
    const from = wordStart.values[name]!;
    if (wordStart.values[name + 1]! - from !== own.length) return false;
    for (let n = 0; n < own.length; n++) if (wordOf.values[from + n] !== own[n]) return false;
    return true;
  };
  return {
    wordStart,
    wordOf,
    keys,
    numberOf(own: readonly number[]): number {
      let [a, b] = [own.length, ~own.length];
      for (const word of own) {
        a = mix(a, wordKeys.values[2 * word]!, FIRST);
        b = mix(b, wordKeys.values[2 * word + 1]!, SECOND);
      }
      let at = a & (slots.length - 1);
      for (let name = slots[at]!; name >= 0; name = slots[at]!) {
        if (keys.values[2 * name] === a && equals(name, own)) return name;
        at = (at + 1) & (slots.length - 1);
      }
      const number = size();
      for (const word of own) push(wordOf, word);
      push(wordStart, wordOf.length);
      push(keys, a);
      push(keys, b);
      if (2 * size() > slots.length) {
        slots = new Int32Array(2 * slots.length).fill(-1);
        for (let name = 0; name < size(); name++) insert(name);
      } else slots[at] = number;
      return number;
    },
  };
};

/** Texts whose words are remembered: chains and kinds of places come again and again. */
const REMEMBERED = 50_000;

/** Reads the names of both sides. */
export const readNames = (texts: readonly [Texts, Texts]): Names => {
  const words = wordList();
  const names = nameList(words.keys);
  const known = new Map<string, number>();
  const nameNumber = (text: string): number => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const own = wordsOf(text).map(words.numberOf);
    const number = own.length === 0 ? -1 : names.numberOf(own);
    if (known.size < REMEMBERED) known.set(text, number);
    return number;
  };

  const start = texts.map(side => uint32(side.length + 1)) as [Uint32Array, Uint32Array];
  const read = ([0, 1] as const).map(side => {
    const list = growingUint32(texts[side].length);
    const which = growingUint32(texts[side].length);
    for (let i = 0; i < texts[side].length; i++) {
      const before = list.length;
      const own = texts[side].at(i) ?? [];
      for (let t = 0; t < own.length; t++) {
        const number = nameNumber(own[t]!);
        let at = before;
        while (at < list.length && list.values[at] !== number) at++;
        if (number < 0 || at < list.length) continue;
        push(list, number);
        push(which, t);
      }
      start[side][i + 1] = list.length;
    }
    return { of: filled(list), text: Uint8Array.from(filled(which)) };
  });

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
    start,
    of: [read[0]!.of, read[1]!.of],
    text: [read[0]!.text, read[1]!.text],
    wordKeys: filled(words.keys),
    nameKeys: filled(names.keys),
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
