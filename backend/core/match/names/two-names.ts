import { LIMITS } from '../match-options.ts';
import type { Letters } from './letters.ts';
import type { NameBook } from './name-book.ts';
import { initialsOf, joinedOf } from './names.ts';
import { runFinder } from './runs.ts';
import { hasRoomFor, type Signs } from './signs.ts';
import type { WordComparer } from './similar-words.ts';

/** Bits: words that only one of two names has are worth mentioning from here on. */
export const TELLING_REST = 1;

/** What the order in which words are summed up may move. */
export const ROUNDING = 1e-9;

/** Names as similar as this, below the last, share all that one of them says. */
export const ALL_SHARED = { from: 0.8, to: 0.9 } as const;

/** Names with different numbers are at most so similar. */
const OTHER_NUMBERS = 0.3;

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

/** Compares two names, given by their numbers, word by word, under what words are worth. */
type TwoNames = Readonly<{
  /** 0 to 1 */
  compare: (a: number, b: number, bits: Float64Array) => number;
  /** Of the last two: bits that the shared words are worth, and 1 where each has words of its own. */
  out: Float64Array;
  numbersDiffer: (a: number, b: number) => boolean;
}>;

export const twoNames = (
  book: NameBook,
  letters: Letters,
  { lengths, hasNumber }: Pick<Signs, 'lengths' | 'hasNumber'>,
  { similarity: similarWords }: WordComparer,
): TwoNames => {
  const { isNumber, wordStart, wordOf } = book;
  const runLike = runFinder(book, letters);
  const leftOnly = new Uint32Array(LIMITS.words);
  const rightOnly = new Uint32Array(LIMITS.words);
  const out = new Float64Array(2);

  const numbersDiffer = (a: number, b: number): boolean => {
    if (hasNumber[a] === 0 || hasNumber[b] === 0) return false;
    for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++) {
      if (isNumber[wordOf[n]!] === 0) continue;
      for (let m = wordStart[b]!; m < wordStart[b + 1]!; m++) if (wordOf[m] === wordOf[n]) return false;
    }
    return true;
  };

  /** Whether two names are the same letters, parted otherwise. */
  const sameLetters = (a: number, b: number): boolean =>
    lengths[a] === lengths[b] && joinedOf(book, a) === joinedOf(book, b);

  const compare = (a: number, b: number, bits: Float64Array): number => {
    let shared = 0;
    out[1] = 0;
    if (a === b) {
      for (let n = wordStart[a]!; n < wordStart[a + 1]!; n++) shared += bits[wordOf[n]!]!;
      out[0] = shared;
      return 1;
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
    if (similarity < ALL_SHARED.to && ls > 0) {
      if (sameLetters(a, b)) similarity = 1;
      else if (isInitials(book, lengths, a, b) || isInitials(book, lengths, b, a))
        similarity = Math.max(similarity, ALL_SHARED.from);
      if (similarity + ROUNDING >= ALL_SHARED.from)
        shared = Math.max(shared, Math.min(contentLeft, contentRight));
    }
    out[0] = shared;
    out[1] = Math.min(restLeft, restRight) + ROUNDING >= TELLING_REST ? 1 : 0;
    return numbersDiffer(a, b) ? Math.min(similarity, OTHER_NUMBERS) : Math.min(1, similarity);
  };

  return { compare, out, numbersDiffer };
};

const sumOf = (bits: Float64Array, words: readonly number[]): number =>
  words.reduce((sum, word) => sum + bits[word]!, 0);

/** Whether a short name is the initials of another one: `csp`, Centre de Secours Principal. */
const isInitials = (book: NameBook, lengths: Uint16Array, short: number, other: number): boolean =>
  hasRoomFor(lengths[short]!, book.wordStart[other + 1]! - book.wordStart[other]!) &&
  joinedOf(book, short) === initialsOf(book, other);
