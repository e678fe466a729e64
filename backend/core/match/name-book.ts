import { FUNCTION_WORDS, wordsOf } from './words.ts';

/** One distinct name, prepared once for however many comparisons. */
export type Name = Readonly<{
  /** As a source wrote it; other sources may write the same name otherwise. */
  text: string;
  /** Numbers of its words in the book, ascending, and how many of them are numbers (`Station 12`). */
  words: Uint32Array;
  numbers: Uint32Array;
  /** Its words without what parts them, and their first letters: `csp`. */
  joined: string;
  initials: string;
}>;

/** Every name of two datasets, with what their words are worth. Sides: 0 official, 1 community. */
export type NameBook = Readonly<{
  names: readonly Name[];
  words: readonly string[];
  /** Names of a feature, for each side: those from start[i] to start[i + 1]. */
  start: readonly [Uint32Array, Uint32Array];
  of: readonly [Uint32Array, Uint32Array];
  /** Bits that a word is worth: -log2 of the share of named features that have it, on the side where it is commoner. */
  bits: Float64Array;
  /** Bits of all words of a name. */
  content: Float64Array;
  /** Bits that the whole name is worth at most, by how many features bear it. */
  rarity: Float64Array;
  /** 1 where a name of that side is made of words that say little there, and nobody on the other side bears it. */
  generic: readonly [Uint8Array, Uint8Array];
}>;

/** Bits: a function word is never worth more, however rare it is in a small list. */
const FUNCTION_WORD_BITS = 0.4;
/** Bits: no word is worth nothing at all. */
const LEAST_BITS = 0.05;

/** Prepares the names of the features of both sides; the texts of a feature are its names, in any order. */
export const nameBook = (
  texts: readonly [readonly (readonly string[])[], readonly (readonly string[])[]],
): NameBook => {
  const words: string[] = [];
  const numberOfWord = new Map<string, number>();
  const names: Name[] = [];
  const byText = new Map<string, number>();
  const byWords = new Map<string, number>();

  const wordNumber = (word: string): number => {
    let number = numberOfWord.get(word);
    if (number === undefined) {
      number = words.push(word) - 1;
      numberOfWord.set(word, number);
    }
    return number;
  };
  const nameNumber = (text: string): number => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const list = wordsOf(text);
    const key = list.join(' ');
    let number = list.length === 0 ? -1 : byWords.get(key);
    if (number === undefined) {
      const own = list.map(wordNumber);
      number =
        names.push({
          text,
          words: Uint32Array.from(own).sort(),
          numbers: Uint32Array.from(own.filter((_, i) => /^\d/u.test(list[i]!))).sort(),
          joined: list.join(''),
          initials: list
            .filter(word => !FUNCTION_WORDS.has(word))
            .map(word => word[0])
            .join(''),
        }) - 1;
      byWords.set(key, number);
    }
    byText.set(text, number);
    return number;
  };

  const start = texts.map(side => new Uint32Array(side.length + 1)) as [Uint32Array, Uint32Array];
  const of = ([0, 1] as const).map(side => {
    const list: number[] = [];
    for (const [i, own] of texts[side].entries()) {
      const before = list.length;
      for (const text of own) {
        const number = nameNumber(text);
        if (number >= 0 && !list.includes(number, before)) list.push(number);
      }
      start[side][i + 1] = list.length;
    }
    return Uint32Array.from(list);
  }) as [Uint32Array, Uint32Array];

  const worth = worthOf({ names, words, start, of });
  return { names, words, start, of, ...worth };
};

/** What words and names are worth, from how many features have them. */
const worthOf = ({
  names,
  words,
  start,
  of,
}: Pick<NameBook, 'names' | 'words' | 'start' | 'of'>): Pick<
  NameBook,
  'bits' | 'content' | 'rarity' | 'generic'
> => {
  const bits = new Float64Array(words.length).fill(Number.POSITIVE_INFINITY);
  const rarity = new Float64Array(names.length).fill(Number.POSITIVE_INFINITY);
  const bearers = [new Uint32Array(names.length), new Uint32Array(names.length)] as const;
  const named: number[] = [];
  const content = new Float64Array(names.length);

  for (const side of [0, 1] as const) {
    const seen = new Int32Array(words.length).fill(-1);
    const having = new Float64Array(words.length);
    let count = 0;
    for (let i = 0; i + 1 < start[side].length; i++) {
      const [from, to] = [start[side][i]!, start[side][i + 1]!];
      if (to > from) count++;
      for (let n = from; n < to; n++) {
        bearers[side][of[side][n]!]!++;
        for (const word of names[of[side][n]!]!.words)
          if (seen[word] !== i) {
            seen[word] = i;
            having[word]!++;
          }
      }
    }
    named.push(count);
    if (count === 0) continue;
    for (let w = 0; w < words.length; w++)
      bits[w] = Math.min(bits[w]!, Math.max(LEAST_BITS, Math.log2((count + 1) / (having[w]! + 0.5))));
    for (let n = 0; n < names.length; n++)
      rarity[n] = Math.min(rarity[n]!, Math.max(0, Math.log2((count + 1) / (bearers[side][n]! + 0.5))));
  }
  for (let w = 0; w < words.length; w++)
    if (FUNCTION_WORDS.has(words[w]!)) bits[w] = Math.min(bits[w]!, FUNCTION_WORD_BITS);
  for (const [n, name] of names.entries()) for (const word of name.words) content[n]! += bits[word]!;

  const generic = ([0, 1] as const).map(side => {
    const half = Math.log2(named[side]! + 1) / 2;
    return Uint8Array.from(names, (_, n) =>
      bearers[side][n]! > 0 && bearers[side === 0 ? 1 : 0][n] === 0 && content[n]! < half ? 1 : 0,
    );
  }) as [Uint8Array, Uint8Array];
  return { bits, content, rarity, generic };
};
