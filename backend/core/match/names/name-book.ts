import { type Names, readNames } from './names.ts';
import { type Tally, tallyOf } from './tally.ts';
import { type Lists, packTexts } from './texts.ts';
import { type Worth, worthOf } from './worth.ts';

/** The names of two datasets, with what they and their words are worth. */
export type NameBook = Names & Worth;

/** Names with what they are worth by what was counted of them, here and in all other cells. */
export const bookOf = (names: Names, tally: Tally): NameBook => ({ ...names, ...worthOf(names, tally) });

/** The names of the features of both sides, all of them counted and nothing beside them. */
export const nameBook = (sides: readonly [Lists, Lists]): NameBook => {
  const names = readNames([packTexts(sides[0]), packTexts(sides[1])]);
  return bookOf(names, tallyOf(names));
};
