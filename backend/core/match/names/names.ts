import { uint8, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import { nameReader, type Read, wordList } from './name-reader.ts';
import { numberList } from './number-list.ts';
import { AHEAD, type Texts, touchTexts } from './texts.ts';
import { FUNCTION_WORDS } from './words.ts';

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

/** Distinct lists of words by number. */
const nameList = () => {
  const wordStart = growingUint32(1024);
  const wordOf = growingUint32(4096);
  const list = numberList();
  push(wordStart, 0);
  return {
    wordStart,
    wordOf,
    keys: list.keys,
    touch: list.touch,
    /** The number of the n-th name that was read. */
    numberOf({ a, b, end, words }: Read, n: number): number {
      const known = list.find(a[n]!, b[n]!);
      if (known >= 0) return known;
      for (let w = n > 0 ? end[n - 1]! : 0; w < end[n]!; w++) push(wordOf, words[w]!);
      push(wordStart, wordOf.length);
      return list.add(a[n]!, b[n]!);
    },
  };
};

/** Reads the names of both sides. */
export const readNames = (texts: readonly [Texts, Texts]): Names => {
  const words = wordList();
  const names = nameList();
  const readAhead = nameReader(words);

  // In the order of the features' numbers: names of neighbours are neighbours in memory too.
  const read = ([0, 1] as const).map(side => {
    const { at, codes } = texts[side];
    const start = uint32(at.length + 1);
    const list = growingUint32(at.length);
    const which = growingUint32(at.length);
    let ahead!: Read;
    let next = 0;
    for (let i = 0; i < at.length; i++) {
      if (i % AHEAD === 0) {
        touchTexts(texts[side], i);
        ahead = readAhead(texts[side], i);
        names.touch(ahead);
        next = 0;
      }
      const before = list.length;
      for (let n = 0, count = codes[at[i]!]!; n < count; n++, next++) {
        if (ahead.end[next] === (next > 0 ? ahead.end[next - 1] : 0)) continue;
        const number = names.numberOf(ahead, next);
        let known = before;
        while (known < list.length && list.values[known] !== number) known++;
        if (known < list.length) continue;
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
