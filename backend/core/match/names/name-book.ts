import { type Names, readNames, type Texts } from './names.ts';
import { tallyOf, type Worth, worthOf } from './tally.ts';

/** The names of two datasets, with what they and their words are worth. */
export type NameBook = Names & Worth;

/** Prepares the names of the features of both sides, all of them counted. */
export const nameBook = (texts: readonly [Texts, Texts]): NameBook => {
  const names = readNames(texts);
  return { ...names, ...worthOf(names, tallyOf(names)) };
};
