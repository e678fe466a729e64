import type { Tags } from '../../feature.ts';
import { namesOf } from './names-of.ts';
import { isLatin, romanised } from './romanised.ts';

/** The names of a feature as they are compared. */
export type NamesOf = (tags: Tags) => readonly string[];

/** Features of a side that are looked at, and the share of those with a name that makes a script one of the list's. */
const LOOKED_AT = 1000;
const SCRIPT = 0.05;
/** Shares of the features with a name that make its numbers part of the name, or not. */
const NUMBERS = { most: 0.5, few: 0.1 } as const;
/** Keys that may say the number of a platform, a stand or the like; a letter may follow. */
const NUMBER_KEYS = ['local_ref', 'ref'] as const;
const NUMBER = /^\d{1,4}\p{L}?$/u;

const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;

/** Names of a feature without a Latin letter: these, and behind them all of them in Latin letters, in the same order. */
const withRomanised =
  (read: NamesOf): NamesOf =>
  tags => {
    const names = read(tags);
    return names.length === 0 || names.some(isLatin) ? names : [...names, ...names.map(romanised)];
  };

/** Names with the number of a key behind them, where they have none of their own. */
const withNumber =
  (key: string): NamesOf =>
  tags => {
    const number = tags[key];
    const names = namesOf(tags);
    return number === undefined || !NUMBER.test(number)
      ? names
      : names.map(name => (DIGIT.test(name) ? name : `${name} ${number}`));
  };

/** What people are shown of a name that is compared: what one in Latin letters stands for. */
export const nameAt = (read: NamesOf, tags: Tags, text: number): string | undefined => {
  const count = namesOf(tags).length;
  return read(tags)[text < count ? text : text - count];
};

/** By side: a feature's tags. */
type TagsOf = readonly [ofOfficial: (i: number) => Tags, ofCommunity: (j: number) => Tags];

/**
 * How the names of two lists are read that write them in other ways: a list that has places without any Latin letter, against
 * one that has Latin names, has those in Latin letters too; one that says the number of a platform under a key of its own,
 * against one whose names have it (`Aalst spoor 7`), has it in its names.
 */
export const namesFor = (tagsOf: TagsOf, sizes: readonly [number, number]): readonly [NamesOf, NamesOf] => {
  const [ours, theirs] = [habitsOf(tagsOf[0], sizes[0]), habitsOf(tagsOf[1], sizes[1])];
  const readAs = (own: Habits, other: Habits): NamesOf => {
    const read = own.numberKey !== null && other.numbers ? withNumber(own.numberKey) : namesOf;
    return own.others && other.latin ? withRomanised(read) : read;
  };
  return [readAs(ours, theirs), readAs(theirs, ours)];
};

/** How a list writes names. */
type Habits = Readonly<{
  /** some places have Latin names; some have names in other scripts only */
  latin: boolean;
  others: boolean;
  /** most names have a number */
  numbers: boolean;
  /** few names have one, and most places have it under this key */
  numberKey: string | null;
}>;

const habitsOf = (tagsOf: (n: number) => Tags, size: number): Habits => {
  const count = Math.min(LOOKED_AT, size);
  let [named, latin, others, numbers] = [0, 0, 0, 0];
  const under = NUMBER_KEYS.map(() => 0);
  for (let n = 0; n < count; n++) {
    const tags = tagsOf(Math.floor((n * size) / count));
    const names = namesOf(tags);
    if (names.length === 0) continue;
    named++;
    if (names.some(isLatin)) latin++;
    else if (names.some(name => LETTER.test(name))) others++;
    if (names.some(name => DIGIT.test(name))) numbers++;
    for (const [k, key] of NUMBER_KEYS.entries()) if (NUMBER.test(tags[key] ?? '')) under[k]!++;
  }
  const isAmong = (some: number): boolean => some >= Math.max(1, SCRIPT * named);
  const areMost = (some: number): boolean => some > NUMBERS.most * named;
  const key = numbers <= NUMBERS.few * named ? NUMBER_KEYS.find((_, k) => areMost(under[k]!)) : undefined;
  return {
    latin: isAmong(latin),
    others: isAmong(others),
    numbers: areMost(numbers),
    numberKey: key ?? null,
  };
};
