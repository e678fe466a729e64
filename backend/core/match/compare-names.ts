import { uint16 } from './columns.ts';
import type { NameBook } from './name-book.ts';
import { initialsOf, joinedOf } from './names.ts';
import { wordComparer } from './similar-words.ts';

/** What two features' names say. `level` indexes NAME_LEVELS. */
export type NameComparison = {
  level: number;
  /** 0 to 1, of the best pair of names */
  similarity: number;
  /** bits that the shared words are worth */
  shared: number;
  /** the best pair, numbers in the book; -1 where a side has none */
  official: number;
  community: number;
};

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

/** Names with different numbers are at most so similar. */
const OTHER_NUMBERS = 0.3;

const levelOf = (similarity: number): number => {
  let level = NAME_LEVELS.length - 1;
  while (similarity < (NAME_LEVELS[level] as number)) level--;
  return level;
};

/** Compares the names of an official and a community feature: the best pair of their names counts. */
export const nameComparer = (
  book: NameBook,
): ((official: number, community: number, into: NameComparison) => void) => {
  const { isNumber, wordStart, wordOf, bits, content } = book;
  const similarWords = wordComparer(book.words);
  const leftOnly = new Uint32Array(64);
  const rightOnly = new Uint32Array(64);
  const lengths = lengthsOf(book);
  let shared = 0;

  const numbersDiffer = (a: number, b: number): boolean => {
    let [left, right] = [false, false];
    for (let m = wordStart[b]!; m < wordStart[b + 1]!; m++) if (isNumber[wordOf[m]!] === 1) right = true;
    if (!right) return false;
    for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++) {
      if (isNumber[wordOf[n]!] === 0) continue;
      left = true;
      for (let m = wordStart[b]!; m < wordStart[b + 1]!; m++) if (wordOf[m] === wordOf[n]) return false;
    }
    return left;
  };

  /** Whether two names are the same letters, parted otherwise. */
  const sameLetters = (a: number, b: number): boolean =>
    lengths[a] === lengths[b] && joinedOf(book, a) === joinedOf(book, b);

  const pair = (a: number, b: number): number => {
    if (a === b) {
      shared = content[a]!;
      return 1;
    }
    shared = 0;
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
    let [contentLeft, contentRight] = [content[a]!, content[b]!];
    // Words that are not the same but similar, each used once, in the order of the names.
    for (let x = 0; x < ls; x++) {
      let [best, at] = [0, -1];
      for (let y = 0; y < rs; y++) {
        const similarity = similarWords(leftOnly[x]!, rightOnly[y]!);
        if (similarity > best) [best, at] = [similarity, y];
      }
      if (at < 0) continue;
      const [wx, wy] = [bits[leftOnly[x]!]!, bits[rightOnly[at]!]!];
      // A misspelt word is rare by its misspelling: the pair is worth what the commoner of the two is.
      const worth = Math.min(wx, wy);
      contentLeft += worth - wx;
      contentRight += worth - wy;
      shared += best * worth;
      rightOnly[at] = rightOnly[--rs]!;
    }
    let similarity = shared / Math.sqrt(contentLeft * contentRight);
    if (similarity < 0.9 && ls > 0) {
      if (sameLetters(a, b)) similarity = 1;
      else if (isInitials(book, lengths, a, b) || isInitials(book, lengths, b, a))
        similarity = Math.max(similarity, 0.8);
      if (similarity >= 0.8) shared = Math.max(shared, Math.min(content[a]!, content[b]!));
    }
    return numbersDiffer(a, b) ? Math.min(similarity, OTHER_NUMBERS) : Math.min(1, similarity);
  };

  return (official, community, into) => {
    const [start, of] = [book.start, book.of];
    const [from, to] = [start[0][official]!, start[0][official + 1]!];
    const [otherFrom, otherTo] = [start[1][community]!, start[1][community + 1]!];
    into.level = ABSENT;
    into.similarity = 0;
    into.shared = 0;
    into.official = from < to ? of[0][from]! : -1;
    into.community = otherFrom < otherTo ? of[1][otherFrom]! : -1;
    if (from === to || otherFrom === otherTo) return;
    let [best, genericLeft, genericRight] = [-1, true, true];
    for (let n = from; n < to; n++) {
      const a = of[0][n]!;
      if (book.generic[0][a] === 0) genericLeft = false;
      for (let m = otherFrom; m < otherTo; m++) {
        const b = of[1][m]!;
        if (book.generic[1][b] === 0) genericRight = false;
        const similarity = pair(a, b);
        if (similarity <= best) continue;
        best = similarity;
        into.similarity = similarity;
        into.shared = Math.min(shared, book.rarity[a]!, book.rarity[b]!);
        into.official = a;
        into.community = b;
      }
    }
    into.level = numbersDiffer(into.official, into.community) ? LOWEST_NAME_LEVEL : levelOf(best);
    if ((genericLeft || genericRight) && into.level < AGREEING) into.level = GENERIC;
  };
};

/** How many letters each name has. */
const lengthsOf = ({ words, wordStart, wordOf }: NameBook): Uint16Array => {
  const lengths = uint16(wordStart.length - 1);
  for (let name = 0; name < lengths.length; name++)
    for (let n = wordStart[name]!; n < wordStart[name + 1]!; n++) lengths[name]! += words[wordOf[n]!]!.length;
  return lengths;
};

/** Whether a short name is the initials of another one: `csp`, Centre de Secours Principal. */
const isInitials = (book: NameBook, lengths: Uint16Array, short: number, other: number): boolean =>
  lengths[short]! >= 3 &&
  lengths[short]! <= 6 &&
  book.wordStart[other + 1]! - book.wordStart[other]! >= lengths[short]! &&
  joinedOf(book, short) === initialsOf(book, other);
