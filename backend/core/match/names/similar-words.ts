import { distance } from 'fastest-levenshtein';
import { type Letters, lettersOf, mayBeAlike } from './letters.ts';
import { sameMeaning } from './words.ts';

/** 0 to 1: how likely two different words are one word, written differently. */
export const wordSimilarity = (a: string, b: string): number => (sameMeaning(a, b) ? 1 : likeness(a, b));

/** The same of words that do not stand for one. */
const likeness = (a: string, b: string): number => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  // An initial, where the other word begins with it.
  if (short.length === 1) return long.startsWith(short) && long.length > 2 ? 0.5 : 0;
  // A compound (`brandweer`, `brandweerkazerne`) or a word cut short.
  if (short.length >= 5 && long.length > short.length + 2 && long.startsWith(short)) return 0.7;
  const allowed = Math.floor(long.length / 4);
  if (allowed === 0 || long.length - short.length > allowed) return 0;
  const edits = distance(short, long);
  return edits <= allowed ? 1 - edits / short.length : 0;
};

/** Comparisons that are remembered; a newer one takes the place of an older one now and then. */
const REMEMBERED = 1 << 16;

/** Compares words by number. */
export type WordComparer = Readonly<{
  /** 0 to 1. Words that share no first letter are compared only for their meaning. */
  similarity: (a: number, b: number) => number;
  /** Whether two different words are similar, or one begins as the other is: then it may be written together with others. */
  areAlike: (a: number, b: number) => boolean;
}>;

export const wordComparer = (words: readonly string[], letters: Letters = lettersOf(words)): WordComparer => {
  /** Of each comparison the two words, and how similar they are: side by side, for one look at the memory. */
  const compared = new Int32Array(4 * REMEMBERED).fill(-1);
  const known = new Float64Array(compared.buffer);
  const isNumber = (a: number): boolean => letters.first[a]! >= 48 && letters.first[a]! <= 57;
  const similar = (a: number, b: number): number =>
    letters.spelt[a] === 1 && letters.spelt[b] === 1
      ? wordSimilarity(words[a]!, words[b]!)
      : likeness(words[a]!, words[b]!);
  /** Of two words that may be alike. */
  const remembered = (a: number, b: number): number => {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const at = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 16;
    if (compared[4 * at] !== low || compared[4 * at + 1] !== high) {
      compared[4 * at] = low;
      compared[4 * at + 1] = high;
      known[2 * at + 1] = similar(low, high);
    }
    return known[2 * at + 1]!;
  };
  /** The same of any two different ones; numbers are the same or not. */
  const different = (a: number, b: number): number => (isNumber(a) || isNumber(b) ? 0 : remembered(a, b));
  const begins = (a: number, b: number): boolean =>
    letters.length[a]! < letters.length[b]! && words[b]!.startsWith(words[a]!);
  return {
    similarity: (a, b) => (a === b ? 1 : mayBeAlike(letters, a, b) ? different(a, b) : 0),
    areAlike: (a, b) => mayBeAlike(letters, a, b) && (different(a, b) > 0 || begins(a, b) || begins(b, a)),
  };
};
