import type { TagsOf } from '../columns/tags-of.ts';
import type { NameBook } from '../names/name-book.ts';
import { type Names, readNames } from '../names/names.ts';
import { wordComparer } from '../names/similar-words.ts';
import { packTexts } from '../names/texts.ts';
import { type Address, addressOf } from './address.ts';

/** Share of the street's words, by what they are worth, that must be found in the other address. */
const SAME_STREET = 0.75;

/** Characters from which on a postcode is whole, and not the part of one that names a town. */
const WHOLE_POSTCODE = 4;

const agreeingPostcodes = (a: string, b: string): boolean =>
  a === '' || b === '' || a.startsWith(b) || b.startsWith(a);

/** What postcodes alone say, where a side has no street: 1 elsewhere, 3 the same one, 0 nothing. */
const postcodesAlone = (a: string, b: string): number =>
  !agreeingPostcodes(a, b) ? 1 : a === b && a.length >= WHOLE_POSTCODE ? 3 : 0;

/** `12b` is `12b`, and `12` where a side has no letters; it is not `12a`. */
const sameNumber = (a: string, b: string): boolean => {
  const [left, right] = [Number.parseInt(a, 10), Number.parseInt(b, 10)];
  return left === right && (a === b || a === String(left) || b === String(right));
};

/** House numbers of the one, without those that the other has in its street's name. */
const numbersOf = ({ numbers }: Address, { ofStreet }: Address): readonly string[] =>
  ofStreet.length === 0 ? numbers : numbers.filter(number => !ofStreet.includes(number));

/** The addresses of both sides by number, and the names of their streets. */
export type Addresses = Readonly<{
  of: readonly [readonly (Address | null)[], readonly (Address | null)[]];
  streets: Names;
}>;

export const readAddresses = (sides: readonly [TagsOf, TagsOf]): Addresses => {
  const of = sides.map(({ length, at }) => Array.from({ length }, (_, i) => addressOf(at(i))));
  const [official, community] = of as [(Address | null)[], (Address | null)[]];
  const texts = (side: readonly (Address | null)[]) =>
    packTexts({
      length: side.length,
      at: i => (side[i] ? [side[i].words.join(' ')] : undefined),
    });
  return { of: [official, community], streets: readNames([texts(official), texts(community)]) };
};

/**
 * Compares the addresses of an official and a community feature. Levels: 0 a side has none, 1 elsewhere, 2 another number
 * in the same street, 3 the same postcode, where there is no more, 4 the same street, 5 the same door. Postcodes are often
 * a door or two off, so that they do not part what has the same number in the same street.
 */
export const addressComparer = ({ of }: Addresses, book: NameBook): ((i: number, j: number) => number) => {
  const wordsOf = (name: number): Uint32Array =>
    book.wordOf.subarray(book.wordStart[name]!, book.wordStart[name + 1]!);
  const { similarity: similar } = wordComparer(book.words);

  const sameStreet = (a: Uint32Array, b: Uint32Array): boolean => {
    const worth = (words: Uint32Array): number => words.reduce((sum, word) => sum + book.bits[word]!, 0);
    const [few, many] = worth(a) <= worth(b) ? [a, b] : [b, a];
    let shared = 0;
    for (const word of few) {
      let best = 0;
      for (const other of many) best = Math.max(best, similar(word, other));
      shared += best * book.bits[word]!;
    }
    return shared >= SAME_STREET * worth(few);
  };

  const hasStreet = (side: 0 | 1, i: number): boolean => book.start[side][i]! < book.start[side][i + 1]!;
  return (i, j) => {
    const [left, right] = [of[0][i], of[1][j]];
    if (!left || !right) return 0;
    const [a, b] = [book.of[0][book.start[0][i]!], book.of[1][book.start[1][j]!]];
    if (a === undefined || b === undefined || !hasStreet(0, i) || !hasStreet(1, j))
      return postcodesAlone(left.postcode, right.postcode);
    if (!sameStreet(wordsOf(a), wordsOf(b))) return 1;
    const [ours, theirs] = [numbersOf(left, right), numbersOf(right, left)];
    if (ours.some(one => theirs.some(other => sameNumber(one, other)))) return 5;
    if (!agreeingPostcodes(left.postcode, right.postcode)) return 1;
    return ours.length === 0 || theirs.length === 0 ? 4 : 2;
  };
};
