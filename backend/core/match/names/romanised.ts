import anyAscii from 'any-ascii';
import type { Tags } from '../../feature.ts';
import { namesOf } from './names-of.ts';

/** The names of a feature as they are compared. */
export type NamesOf = (tags: Tags) => readonly string[];

/** Features of a side that are looked at, and the share of those with a name that makes a script one of the list's. */
const LOOKED_AT = 1000;
const SHARE = 0.05;

const ASCII_LETTER = /[a-z]/iu;
const LATIN = /\p{Script=Latin}/u;
const LETTER = /\p{L}/u;
/** Signs that stand for no letter of their own, as for the Cyrillic soft sign. */
const SIGNS = /['"`]/gu;

const isLatin = (name: string): boolean => ASCII_LETTER.test(name) || LATIN.test(name);

/** Names of a feature without a Latin letter: these, and behind them all of them in Latin letters, in the same order. */
const withRomanised: NamesOf = tags => {
  const names = namesOf(tags);
  return names.length === 0 || names.some(isLatin)
    ? names
    : [...names, ...names.map(name => anyAscii(name).replace(SIGNS, ''))];
};

/** What the source wrote where names are compared: a name, or what the one in Latin letters stands for. */
export const nameAt = (tags: Tags, text: number): string | undefined => {
  const names = namesOf(tags);
  return names[text] ?? names[text - names.length];
};

/** By side: a feature's names. */
type Sides = readonly [ofOfficial: (i: number) => Tags, ofCommunity: (j: number) => Tags];

/**
 * How the names of two lists are read, which may be written in other scripts: one that has places without any Latin letter,
 * against one that has Latin names, has those in Latin letters too.
 */
export const namesFor = (tagsOf: Sides, sizes: readonly [number, number]): readonly [NamesOf, NamesOf] => {
  const [ours, theirs] = [scriptsOf(tagsOf[0], sizes[0]), scriptsOf(tagsOf[1], sizes[1])];
  const readAs = (own: Scripts, other: Scripts): NamesOf =>
    own.others && other.latin ? withRomanised : namesOf;
  return [readAs(ours, theirs), readAs(theirs, ours)];
};

/** Whether a list has places with Latin names, and such that have names in other scripts only. */
type Scripts = Readonly<{ latin: boolean; others: boolean }>;

const scriptsOf = (tagsOf: (n: number) => Tags, size: number): Scripts => {
  const count = Math.min(LOOKED_AT, size);
  let [named, latin, others] = [0, 0, 0];
  for (let n = 0; n < count; n++) {
    const names = namesOf(tagsOf(Math.floor((n * size) / count)));
    if (names.length === 0) continue;
    named++;
    if (names.some(isLatin)) latin++;
    else if (names.some(name => LETTER.test(name))) others++;
  }
  const least = Math.max(1, SHARE * named);
  return { latin: latin >= least, others: others >= least };
};
