import { lettersOf } from './letters.ts';
import type { Around } from './local-bits.ts';
import type { NameBook } from './name-book.ts';
import { ALIKE, ownWords, SAME } from './own-words.ts';
import { signsOf } from './signs.ts';
import { wordComparer } from './similar-words.ts';
import { ALL_SHARED, ROUNDING, TELLING_REST, twoNames } from './two-names.ts';

/** What two features' names say. `level` indexes NAME_LEVELS. */
export type NameComparison = {
  level: number;
  /** 0 to 1, of the best pair of names */
  similarity: number;
  /** bits that the shared words are worth */
  shared: number;
  /** each of the two has words of its own; said only of names that share something */
  conflicting: boolean;
  /** the best pair, numbers in the book; -1 where a side has none */
  official: number;
  community: number;
};

export const noComparison = (): NameComparison => ({
  level: 0,
  similarity: 0,
  shared: 0,
  conflicting: false,
  official: -1,
  community: -1,
});

/**
 * Least similarity of each level; before them, a side without a name, a name that says nothing, and two names with
 * different numbers (`Station 12`, `Station 21`).
 */
export const NAME_LEVELS = ['absent', 'generic', 'other-number', 0, 0.15, 0.4, 0.6, 0.8, 0.95] as const;
const ABSENT = 0;
export const GENERIC = 1;
export const LOWEST_NAME_LEVEL = 2;
/** From this level on two names agree. */
export const AGREEING = 6;

/** From this level on it counts how rare the shared words are and, below the last level, whether each name has words of its own. */
const PARTLY = 5;
/** Agreements below this one are of names that disagree. */
export const DISAGREEING = PARTLY;
/** Least bits that the shared words of each rarity are worth. */
const RARITIES = { partly: [0, 4, 8], wholly: [0, 3, 6, 9, 12] } as const;

/**
 * How many agreements of names are told apart: the levels where names do not agree; then, for each level of partial agreement,
 * contrary and contained names by rarity; then equal names by rarity.
 */
export const AGREEMENTS =
  PARTLY + (NAME_LEVELS.length - 1 - PARTLY) * 2 * RARITIES.partly.length + RARITIES.wholly.length;
const EQUAL_NAMES = AGREEMENTS - RARITIES.wholly.length;

const rarityIn = (bits: number, limits: readonly number[]): number => {
  let rarity = limits.length - 1;
  while (rarity > 0 && bits < limits[rarity]!) rarity--;
  return rarity;
};

/** Which of them a comparison is, below AGREEMENTS. */
export const agreementOf = ({ level, shared, conflicting }: NameComparison): number => {
  if (level < PARTLY) return level;
  if (level === NAME_LEVELS.length - 1) return EQUAL_NAMES + rarityIn(shared, RARITIES.wholly);
  const step = RARITIES.partly.length;
  return PARTLY + ((level - PARTLY) * 2 + (conflicting ? 0 : 1)) * step + rarityIn(shared, RARITIES.partly);
};

/** Whether the names are of two places as far as names can tell: they disagree, or agree in part with words of their own each. */
export const isOtherName = (agreement: number): boolean =>
  agreement >= LOWEST_NAME_LEVEL &&
  agreement < EQUAL_NAMES &&
  (agreement < PARTLY + 2 * RARITIES.partly.length ||
    Math.floor((agreement - PARTLY) / RARITIES.partly.length) % 2 === 0);

const range = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, n) => from + n);
const partly = (level: number, contained: 0 | 1): readonly number[] =>
  range(PARTLY + (level * 2 + contained) * RARITIES.partly.length, RARITIES.partly.length);
const PARTIAL_LEVELS = range(0, NAME_LEVELS.length - 1 - PARTLY);

/** Chains of agreements along which the evidence for one place never falls. */
export const AGREEMENT_ORDERS: readonly (readonly number[])[] = [
  range(LOWEST_NAME_LEVEL, PARTLY - LOWEST_NAME_LEVEL),
  ...PARTIAL_LEVELS.flatMap(level => [partly(level, 0), partly(level, 1)]),
  range(EQUAL_NAMES, RARITIES.wholly.length),
];

const levelOf = (similarity: number): number => {
  let level = NAME_LEVELS.length - 1;
  while (similarity + ROUNDING < (NAME_LEVELS[level] as number)) level--;
  return level;
};

/**
 * Compares the names of an official and a community feature, one of its candidates: the best pair of their names counts.
 * `around`: what words are worth around an official feature, and which there are.
 */
export const nameComparer = (
  book: NameBook,
  around: Around,
  [leftSide, rightSide]: readonly [0 | 1, 0 | 1] = [0, 1],
): ((official: number, community: number, into: NameComparison) => void) => {
  const letters = lettersOf(book.words);
  const signs = signsOf(book, letters);
  const comparer = wordComparer(book.words, letters);
  const { compare, out, numbersDiffer } = twoNames(book, letters, signs, comparer);
  const { words: nameSigns, isSpecial } = signs;
  const own = ownWords(book, comparer, leftSide);
  const { has, content } = own;
  const { wordStart, wordOf } = book;
  const { bits } = around;
  const [start, others] = [book.start[leftSide], book.start[rightSide]];
  const [ours, theirs] = [book.of[leftSide], book.of[rightSide]];
  const [ourGeneric, theirGeneric] = [book.generic[leftSide], book.generic[rightSide]];
  let now = -1;
  let signsLow = 0;
  let signsHigh = 0;

  /** The same similarity as `compare`, for the k-th name of the official feature: most have words in common or none, and nothing that is alike. */
  const quickly = (a: number, k: number, b: number): number => {
    if (a === b || isSpecial(a, b)) return compare(a, b, bits);
    if (((nameSigns[2 * b]! & signsLow) | (nameSigns[2 * b + 1]! & signsHigh)) === 0) return nothing();
    let shared = 0;
    let right = 0;
    for (let w = wordStart[b]!; w < wordStart[b + 1]!; w++) {
      const word = wordOf[w]!;
      const is = has[word]! >> (2 * k);
      if ((is & ALIKE) !== 0) return compare(a, b, bits);
      right += bits[word]!;
      if ((is & SAME) !== 0) shared += bits[word]!;
    }
    if (shared === 0) return nothing();
    const left = content[k]!;
    const similarity = Math.min(1, shared / Math.sqrt(left * right));
    if (similarity + ROUNDING >= ALL_SHARED.from && similarity < ALL_SHARED.to) return compare(a, b, bits);
    out[0] = shared;
    out[1] = Math.min(left, right) - shared + ROUNDING >= TELLING_REST ? 1 : 0;
    return similarity;
  };
  const nothing = (): number => {
    out[0] = 0;
    out[1] = 0;
    return 0;
  };

  return (official, community, into) => {
    const from = start[official]!;
    const to = start[official + 1]!;
    const otherFrom = others[community]!;
    const otherTo = others[community + 1]!;
    into.level = ABSENT;
    into.similarity = 0;
    into.shared = 0;
    into.conflicting = false;
    into.official = from < to ? ours[from]! : -1;
    into.community = otherFrom < otherTo ? theirs[otherFrom]! : -1;
    if (from === to || otherFrom === otherTo) return;
    if (official !== now) {
      now = official;
      around.turnTo(official);
      own.turnTo(official, around);
      signsLow = own.signs[0]!;
      signsHigh = own.signs[1]!;
    }
    let best = -1;
    let genericLeft = true;
    let genericRight = true;
    for (let n = from; n < to; n++) {
      const a = ours[n]!;
      if (ourGeneric[a] === 0) genericLeft = false;
      for (let m = otherFrom; m < otherTo; m++) {
        const b = theirs[m]!;
        if (theirGeneric[b] === 0) genericRight = false;
        const similarity = quickly(a, n - from, b);
        if (similarity <= best) continue;
        best = similarity;
        into.similarity = similarity;
        into.shared = Math.min(out[0]!, book.rarity[a]!, book.rarity[b]!);
        into.conflicting = out[1] === 1;
        into.official = a;
        into.community = b;
      }
    }
    into.level = numbersDiffer(into.official, into.community) ? LOWEST_NAME_LEVEL : levelOf(best);
    if ((genericLeft || genericRight) && into.level < AGREEING) into.level = GENERIC;
  };
};
