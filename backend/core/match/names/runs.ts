import { distance } from 'fastest-levenshtein';
import type { Letters } from './letters.ts';
import type { Names } from './names.ts';

/** Letters of a word that a plural or a slip may be told from. */
const LONG = 6;

/** Whether two texts differ by a plural or a slip at most. */
const isNearly = (a: string, b: string): boolean =>
  Math.abs(a.length - b.length) <= 1 && a.length >= LONG && distance(a, b) <= 1;

/**
 * Finds words of a name, next to each other and all among the first `count` of `free`, that written together are a given
 * word; null where there are none.
 */
export const runFinder = (
  { words, wordStart, wordOf }: Names,
  { first: initials, length: lengths }: Letters,
) => {
  return (word: number, name: number, free: Uint32Array, count: number): readonly number[] | null => {
    const [from, to] = [wordStart[name]!, wordStart[name + 1]!];
    for (let first = from; first + 1 < to; first++) {
      const begins = wordOf[first]!;
      if (initials[begins] !== initials[word] || lengths[begins]! >= lengths[word]!) continue;
      const text = words[word]!;
      if (!text.startsWith(words[begins]!)) continue;
      let together = '';
      const run: number[] = [];
      for (let n = first; n < to && together.length < text.length; n++) {
        const at = free.indexOf(wordOf[n]!);
        if (at < 0 || at >= count) break;
        run.push(wordOf[n]!);
        together += words[wordOf[n]!]!;
      }
      if (run.length > 1 && (together === text || isNearly(together, text))) return run;
    }
    return null;
  };
};
