import { float64, uint8 } from '../columns/columns.ts';
import type { Names } from './names.ts';
import type { Tally } from './tally.ts';

/** What words and names are worth. */
export type Worth = Readonly<{
  /** Bits that a word is worth: -log2 of the share of other named features that have it, on the side where it is commoner. */
  bits: Float64Array;
  /** Bits of all words of a name. */
  content: Float64Array;
  /** Bits that the whole name is worth at most, by how many others bear it. */
  rarity: Float64Array;
  /** 1 where a name of that side is made of words that say little there, and nobody on the other side bears it. */
  generic: readonly [Uint8Array, Uint8Array];
}>;

/** Bits: a function word is never worth more, however rare it is in a small list. */
const FUNCTION_WORD_BITS = 0.4;
/** Bits: no word is worth nothing at all. */
export const LEAST_BITS = 0.05;

/**
 * Others that would have what one place has, were there as many again: of names seen once few are seen twice (Good 1953, "The
 * population frequencies of species"), words come again more often.
 */
const UNSEEN = { name: 0.25, word: 1 };

/** What words and names are worth, from how many features have them. */
export const worthOf = (
  { words, isFunction, wordStart, wordOf }: Names,
  { named, having, bearers }: Tally,
): Worth => {
  const names = wordStart.length - 1;
  const [bits, content, rarity] = [float64(words.length), float64(names), float64(names)];
  for (const side of [0, 1] as const) {
    const count = named[side];
    if (count === 0) continue;
    for (let w = 0; w < bits.length; w++) bits[w] = Math.max(bits[w]!, (having[side][w]! - 1) / count);
    for (let n = 0; n < names; n++) rarity[n] = Math.max(rarity[n]!, (bearers[side][n]! - 1) / count);
  }
  const all = Math.max(1, named[0] + named[1]);
  for (let w = 0; w < bits.length; w++)
    bits[w] = Math.max(LEAST_BITS, -Math.log2(Math.min(1, bits[w]! + UNSEEN.word / all)));
  for (let n = 0; n < names; n++) rarity[n] = -Math.log2(Math.min(1, rarity[n]! + UNSEEN.name / all));
  for (let w = 0; w < bits.length; w++)
    if (isFunction[w] === 1) bits[w] = Math.min(bits[w]!, FUNCTION_WORD_BITS);
  for (let n = 0; n < names; n++)
    for (let w = wordStart[n]!; w < wordStart[n + 1]!; w++) content[n]! += bits[wordOf[w]!]!;

  const generic = ([0, 1] as const).map(side => {
    const half = Math.log2(named[side] + 1) / 2;
    const other = bearers[side === 0 ? 1 : 0];
    const flags = uint8(names);
    for (let n = 0; n < names; n++)
      if (bearers[side][n]! > 0 && other[n] === 0 && content[n]! < half) flags[n] = 1;
    return flags;
  }) as [Uint8Array, Uint8Array];
  return { bits, content, rarity, generic };
};
