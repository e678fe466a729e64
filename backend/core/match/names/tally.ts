import { uint32 } from '../columns/columns.ts';
import type { Names } from './names.ts';

/** How many features of each side have a name, each word, each name. */
export type Tally = Readonly<{
  named: readonly [number, number];
  /** features that have a word, and features that bear a name, by their numbers */
  having: readonly [Uint32Array, Uint32Array];
  bearers: readonly [Uint32Array, Uint32Array];
  /** 64 bits in two halves that stand for each word and name wherever it is read */
  wordKeys: Uint32Array;
  nameKeys: Uint32Array;
}>;

/** Counts what the features have; only those that `counted` says 1 of, where not all are to be. */
export const tallyOf = (
  { words, wordStart, wordOf, start, of, wordKeys, nameKeys }: Names,
  counted: readonly [Uint8Array | null, Uint8Array | null] = [null, null],
): Tally => {
  const names = wordStart.length - 1;
  const having = [uint32(words.length), uint32(words.length)] as const;
  const bearers = [uint32(names), uint32(names)] as const;
  const named: [number, number] = [0, 0];
  for (const side of [0, 1] as const) {
    const seen = uint32(words.length);
    /** Features that bear this name and no other: their words are counted name by name, as they lie in memory. */
    const alone = uint32(names);
    for (let i = 0; i + 1 < start[side].length; i++) {
      const [from, to] = [start[side][i]!, start[side][i + 1]!];
      if (to === from || counted[side]?.[i] === 0) continue;
      named[side]++;
      if (to - from === 1) {
        alone[of[side][from]!]!++;
        continue;
      }
      for (let n = from; n < to; n++) {
        const name = of[side][n]!;
        bearers[side][name]!++;
        for (let w = wordStart[name]!; w < wordStart[name + 1]!; w++) {
          const word = wordOf[w]!;
          if (seen[word] === i + 1) continue;
          seen[word] = i + 1;
          having[side][word]!++;
        }
      }
    }
    for (let name = 0; name < names; name++) {
      const count = alone[name]!;
      if (count === 0) continue;
      bearers[side][name]! += count;
      for (let w = wordStart[name]!; w < wordStart[name + 1]!; w++) having[side][wordOf[w]!]! += count;
    }
  }
  return { named, having, bearers, wordKeys, nameKeys };
};
