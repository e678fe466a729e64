import { LIMITS } from '../match-options.ts';
import { type Keys, numberList } from './number-list.ts';
import { findWords, type Spans, spans, wordAt, wordKey } from './spans.ts';
import { AHEAD, type Texts } from './texts.ts';
import { wordsOf } from './words.ts';

/** Two halves of a hash of some numbers (multiplication and rotation, as in Murmur3). */
const mix = (half: number, value: number, factor: number): number => {
  const mixed = Math.imul(half ^ Math.imul(value, factor), 0x5bd1e995);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};
const FIRST = 0xcc9e2d51;
const SECOND = 0x1b873593;

/** Distinct words by number. */
export const wordList = () => {
  const words: string[] = [];
  const list = numberList();
  return {
    words,
    keys: list.keys,
    ofWord(word: string, a: number, b: number): number {
      const known = list.find(a, b);
      if (known >= 0) return known;
      words.push(word);
      return list.add(a, b);
    },
    ofSpan({ codes, from, to, a, b }: Spans, w: number): number {
      const known = list.find(a[w]!, b[w]!);
      if (known >= 0) return known;
      words.push(wordAt(codes, from[w]!, to[w]!));
      return list.add(a[w]!, b[w]!);
    },
  };
};

/** Names of a few features, read: the numbers of their words one after the other, where those of each end, and its key. */
export type Read = Keys & { readonly words: Uint32Array; readonly end: Uint32Array; count: number };

const MOST = AHEAD * LIMITS.names;

/** Reads the names of features, as many of these as are read ahead at once. */
export const nameReader = (words: ReturnType<typeof wordList>) => {
  const found = spans();
  const into: Read = {
    words: new Uint32Array(MOST * LIMITS.words),
    end: new Uint32Array(MOST),
    a: new Uint32Array(MOST),
    b: new Uint32Array(MOST),
    count: 0,
  };
  let size = 0;
  const addBeyondLatin = (text: string): void => {
    found.count = 0;
    for (const word of wordsOf(text)) {
      const [a, b] = wordKey(word);
      found.a[found.count] = a;
      found.b[found.count++] = b;
      into.words[size++] = words.ofWord(word, a, b);
    }
  };
  const add = (codes: Uint16Array, from: number, to: number): void => {
    if (findWords(codes, from, to, found))
      for (let w = 0; w < found.count; w++) into.words[size++] = words.ofSpan(found, w);
    else addBeyondLatin(String.fromCharCode(...codes.subarray(from, to)));
    let a = found.count;
    let b = ~found.count >>> 0;
    for (let w = 0; w < found.count; w++) {
      a = mix(a, found.a[w]!, FIRST);
      b = mix(b, found.b[w]!, SECOND);
    }
    into.a[into.count] = a;
    into.b[into.count] = b;
    into.end[into.count++] = size;
  };
  /** Those of the features from one on; what was read before is overwritten. */
  return ({ at, codes }: Texts, first: number): Read => {
    into.count = 0;
    size = 0;
    for (let i = first, last = Math.min(at.length, first + AHEAD); i < last; i++) {
      let from = at[i]! + 1;
      for (let n = codes[at[i]!]!; n > 0; n--) {
        const to = from + 1 + codes[from]!;
        add(codes, from + 1, to);
        from = to;
      }
    }
    return into;
  };
};
