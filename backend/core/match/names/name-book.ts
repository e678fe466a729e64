import { type Names, readNames } from './names.ts';
import { tallyOf, type Worth, worthOf } from './tally.ts';
import { type Lists, packTexts } from './texts.ts';

/** The names of two datasets, with what they and their words are worth. */
export type NameBook = Names & Worth;

/** Prepares the names of the features of both sides, all of them counted. */
export const nameBook = (sides: readonly [Lists, Lists]): NameBook => {
  const names = readNames([packTexts(sides[0]), packTexts(sides[1])]);
  return { ...names, ...worthOf(names, tallyOf(names)) };
};
