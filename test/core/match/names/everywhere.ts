import type { Around } from '../../../../backend/core/match/names/local-bits.ts';
import type { NameBook } from '../../../../backend/core/match/names/name-book.ts';

/** Words that are worth as much as everywhere, all of them around. */
export const everywhere = ({ bits, words }: NameBook): Around => ({
  bits,
  words: Uint32Array.from(words, (_, word) => word),
  count: words.length,
  turnTo: () => {},
});
