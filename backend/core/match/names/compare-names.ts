import { uint8, uint16 } from '../columns/columns.ts';
import { glancesOf } from './glances.ts';
import { type Letters, lettersOf, mayBeAlike } from './letters.ts';
import type { NameBook } from './name-book.ts';
import { initialsOf, joinedOf } from './names.ts';
import { NAMINGS, namingsOf } from './namings.ts';
import { runFinder } from './runs.ts';
import { wordComparer } from './similar-words.ts';

/** What two features' names say. `level` indexes NAME_LEVELS. */
export type NameComparison = {
  level: number;
  /** 0 to 1, of the best pair of names */
  similarity: number;
  /** bits that the shared words are worth */
  shared: number;
  /** each of the two has words of its own */
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
const NOTHING_ALIKE = NAME_LEVELS.indexOf(0);
const GENERIC_NAMING = NAMINGS.indexOf('generic');
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

/** Bits: words that only one of two names has are worth mentioning from here on. */
const TELLING_REST = 1;

/** Names with different numbers are at most so similar. */
const OTHER_NUMBERS = 0.3;

const levelOf = (similarity: number): number => {
  let level = NAME_LEVELS.length - 1;
  while (similarity < (NAME_LEVELS[level] as number)) level--;
  return level;
};

/** Takes words of a run out of the first `count` of a list, each once, and says how many are left. */
const without = (run: readonly number[], list: Uint32Array, count: number): number => {
  for (const word of run) {
    const at = list.indexOf(word);
    if (at < 0 || at >= count) continue;
    count--;
    for (let n = at; n < count; n++) list[n] = list[n + 1]!;
  }
  return count;
};

/**
 * Compares the names of an official and a community feature: the best pair of their names counts. `bitsAround` are the
 * bits of words around an official feature.
 */
export const nameComparer = (
  book: NameBook,
  bitsAround: (official: number) => Float64Array,
  [leftSide, rightSide]: readonly [0 | 1, 0 | 1] = [0, 1],
): ((official: number, community: number, into: NameComparison) => void) => {
  const { isNumber, wordStart, wordOf } = book;
  const letters = lettersOf(book.words);
  const similarWords = wordComparer(book.words, letters);
  const runLike = runFinder(book, letters);
  const sides = leftSide === rightSide ? [leftSide] : [leftSide, rightSide];
  const glances = sides.map(side => glancesOf(book, letters, side));
  const namings = sides.map(side => namingsOf(book, side));
  const [ourGlances, theirGlances] = [glances[0]!, glances.at(-1)!];
  const [ourNamings, theirNamings] = [namings[0]!, namings.at(-1)!];
  const hasNumber = numbered(book);
  let bits = book.bits;
  let conflicting = false;
  const leftOnly = new Uint32Array(64);
  const rightOnly = new Uint32Array(64);
  const lengths = lengthsOf(book, letters);
  /** What the last pair shares: a number that closures write would be made anew each time. */
  const out = new Float64Array(1);

  const numbersDiffer = (a: number, b: number): boolean => {
    if (hasNumber[a] === 0 || hasNumber[b] === 0) return false;
    for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++) {
      if (isNumber[wordOf[n]!] === 0) continue;
      for (let m = wordStart[b]!; m < wordStart[b + 1]!; m++) if (wordOf[m] === wordOf[n]) return false;
    }
    return true;
  };

  /** Whether two names may have anything in common. What is a run, or the same letters, begins with words that are alike. */
  const mayAgree = (a: number, b: number): boolean => {
    if (hasRoomFor(book, lengths, a, b) || hasRoomFor(book, lengths, b, a)) return true;
    const [from, to] = [wordStart[b]!, wordStart[b + 1]!];
    for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++)
      for (let m = from; m < to; m++) if (mayBeAlike(letters, wordOf[n]!, wordOf[m]!)) return true;
    return false;
  };

  /** Whether two names are the same letters, parted otherwise. */
  const sameLetters = (a: number, b: number): boolean =>
    lengths[a] === lengths[b] && joinedOf(book, a) === joinedOf(book, b);

  const pair = (a: number, b: number): number => {
    let shared = 0;
    conflicting = false;
    if (a === b) {
      for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++) shared += bits[wordOf[n]!]!;
      out[0] = shared;
      return 1;
    }
    if (!(hasNumber[a] === 1 && hasNumber[b] === 1) && !mayAgree(a, b)) {
      out[0] = 0;
      return 0;
    }
    let [ls, rs] = [0, 0];
    const [from, to] = [wordStart[b]!, wordStart[b + 1]!];
    for (let m = from; m < to; m++) rightOnly[rs++] = wordOf[m]!;
    for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++) {
      const word = wordOf[n]!;
      let at = 0;
      while (at < rs && rightOnly[at] !== word) at++;
      if (at === rs) leftOnly[ls++] = word;
      else {
        shared += bits[word]!;
        rs--;
        for (; at < rs; at++) rightOnly[at] = rightOnly[at + 1]!;
      }
    }
    // What each name is worth, and what of it has nothing like it in the other.
    let [restLeft, restRight, unlike] = [0, 0, 0];
    for (let x = 0; x < ls; x++) restLeft += bits[leftOnly[x]!]!;
    for (let y = 0; y < rs; y++) restRight += bits[rightOnly[y]!]!;
    // Bits of what both have, alike or the same: what a name is worth is that and its rest.
    let agreed = shared;
    // Words that are not the same but similar, each used once, in the order of the names.
    for (let x = 0; x < ls; x++) {
      let [best, at] = [0, -1];
      for (let y = 0; y < rs; y++) {
        const similarity = similarWords(leftOnly[x]!, rightOnly[y]!);
        if (similarity > best) [best, at] = [similarity, y];
      }
      if (at < 0) leftOnly[unlike++] = leftOnly[x]!;
      else {
        const [left, right] = [bits[leftOnly[x]!]!, bits[rightOnly[at]!]!];
        // A misspelt word is rare by its misspelling: the pair is worth what the commoner of the two is.
        const worth = Math.min(left, right);
        agreed += worth;
        shared += best * worth;
        restLeft -= left;
        restRight -= right;
        rightOnly[at] = rightOnly[--rs]!;
      }
    }
    // Words that one side writes together and the other apart: `Food Store`, `Foodstore`.
    let joined = 0;
    for (let x = 0; x < unlike && rs > 0; x++) {
      const run = runLike(leftOnly[x]!, b, rightOnly, rs);
      if (!run) continue;
      rs = without(run, rightOnly, rs);
      const [left, right] = [bits[leftOnly[x]!]!, sumOf(bits, run)];
      joined += Math.min(left, right);
      restLeft -= left;
      restRight -= right;
    }
    for (let y = 0; y < rs && unlike > 0; y++) {
      const run = runLike(rightOnly[y]!, a, leftOnly, unlike);
      if (!run) continue;
      unlike = without(run, leftOnly, unlike);
      const [left, right] = [sumOf(bits, run), bits[rightOnly[y]!]!];
      joined += Math.min(left, right);
      restLeft -= left;
      restRight -= right;
    }
    agreed += joined;
    shared += joined;
    const [contentLeft, contentRight] = [agreed + restLeft, agreed + restRight];
    let similarity = contentLeft > 0 && contentRight > 0 ? shared / Math.sqrt(contentLeft * contentRight) : 0;
    if (similarity < 0.9 && ls > 0) {
      if (sameLetters(a, b)) similarity = 1;
      else if (isInitials(book, lengths, a, b) || isInitials(book, lengths, b, a))
        similarity = Math.max(similarity, 0.8);
      if (similarity >= 0.8) shared = Math.max(shared, Math.min(contentLeft, contentRight));
    }
    out[0] = shared;
    conflicting = Math.min(restLeft, restRight) >= TELLING_REST;
    return numbersDiffer(a, b) ? Math.min(similarity, OTHER_NUMBERS) : Math.min(1, similarity);
  };

  return (official, community, into) => {
    const [start, others] = [book.start[leftSide], book.start[rightSide]];
    const of = [book.of[leftSide], book.of[rightSide]] as const;
    const [from, to] = [start[official]!, start[official + 1]!];
    const [otherFrom, otherTo] = [others[community]!, others[community + 1]!];
    into.level = ABSENT;
    into.similarity = 0;
    into.shared = 0;
    into.conflicting = false;
    into.official = from < to ? of[0][from]! : -1;
    into.community = otherFrom < otherTo ? of[1][otherFrom]! : -1;
    if (from === to || otherFrom === otherTo) return;
    if (
      (ourGlances[2 * official]! & theirGlances[2 * community]!) === 0 &&
      (ourGlances[2 * official + 1]! & theirGlances[2 * community + 1]!) === 0
    ) {
      into.level =
        ourNamings[official] === GENERIC_NAMING || theirNamings[community] === GENERIC_NAMING
          ? GENERIC
          : NOTHING_ALIKE;
      return;
    }
    bits = bitsAround(official);
    let [best, genericLeft, genericRight] = [-1, true, true];
    for (let n = from; n < to; n++) {
      const a = of[0][n]!;
      if (book.generic[leftSide][a] === 0) genericLeft = false;
      for (let m = otherFrom; m < otherTo; m++) {
        const b = of[1][m]!;
        if (book.generic[rightSide][b] === 0) genericRight = false;
        const similarity = pair(a, b);
        if (similarity <= best) continue;
        best = similarity;
        into.similarity = similarity;
        into.shared = Math.min(out[0]!, book.rarity[a]!, book.rarity[b]!);
        into.conflicting = conflicting;
        into.official = a;
        into.community = b;
      }
    }
    into.level = numbersDiffer(into.official, into.community) ? LOWEST_NAME_LEVEL : levelOf(best);
    if ((genericLeft || genericRight) && into.level < AGREEING) into.level = GENERIC;
  };
};

const sumOf = (bits: Float64Array, words: readonly number[]): number =>
  words.reduce((sum, word) => sum + bits[word]!, 0);

/** How many letters each name has. */
const lengthsOf = ({ wordStart, wordOf }: NameBook, { length }: Letters): Uint16Array => {
  const lengths = uint16(wordStart.length - 1);
  for (let name = 0; name < lengths.length; name++)
    for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) lengths[name]! += length[wordOf[n]!]!;
  return lengths;
};

/** 1 for names with a number. */
const numbered = ({ isNumber, wordStart, wordOf }: NameBook): Uint8Array => {
  const has = uint8(wordStart.length - 1);
  for (let name = 0; name < has.length; name++)
    for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) has[name]! |= isNumber[wordOf[n]!]!;
  return has;
};

/** Whether a name is so short, and another one has so many words, that it may be its initials. */
const hasRoomFor = ({ wordStart }: NameBook, lengths: Uint16Array, short: number, other: number): boolean =>
  lengths[short]! >= 3 &&
  lengths[short]! <= 6 &&
  wordStart[other + 1]! - wordStart[other]! >= lengths[short]!;

/** Whether a short name is the initials of another one: `csp`, Centre de Secours Principal. */
const isInitials = (book: NameBook, lengths: Uint16Array, short: number, other: number): boolean =>
  hasRoomFor(book, lengths, short, other) && joinedOf(book, short) === initialsOf(book, other);
