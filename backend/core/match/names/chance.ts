import type { Matching } from '../begin-matching.ts';
import { float64, uint32 } from '../columns/columns.ts';
import { candidates } from '../near/candidates.ts';
import { pointsAt } from '../near/places.ts';
import { rowsByReach } from '../near/rows.ts';
import { tallyAmong } from './add-tallies.ts';
import { AGREEMENTS, agreementOf, nameComparer, noComparison } from './compare-names.ts';
import { localBits } from './local-bits.ts';
import { bookOf } from './name-book.ts';
import { readNames } from './names.ts';
import type { Tally } from './tally.ts';
import { hasTexts, packTexts, type Texts } from './texts.ts';

/** How often the names of two different places near each other are of each agreement. */
export type Chance = Readonly<{
  /** where the first of them has no counterpart around, which would make the words of its name commoner there */
  alone: Float64Array;
  /** where it has one */
  beside: Float64Array;
}>;

/** Features of a side that are looked at: whole strips of neighbours, fewer where many are near each other. */
const LOOKED_AT = { strips: 4, most: 6_000, least: 800, pairs: 50_000 };

/** Ranges of features, evenly over a side in rows. */
const stripsOf = (count: number, nearby: number): readonly (readonly [number, number])[] => {
  const { strips, most, least, pairs } = LOOKED_AT;
  const size = Math.max(least, Math.min(most, Math.floor(pairs / Math.max(1, nearby))));
  if (count <= size) return [[0, count]];
  const each = Math.floor(size / strips);
  return Array.from({ length: strips }, (_, n) => {
    const from = Math.floor(((count - each) * n) / (strips - 1));
    return [from, from + each] as const;
  });
};

/**
 * What names agree by chance, counted among neighbours on one side, where hardly any two are one place: `Moredun Library`
 * and `Moredun Park` say that a shared quarter is no evidence. `tallies` are of all names, as the cells counted them; `nearby`: candidates that an
 * official feature has on average.
 */
export const namesByChance = (matching: Matching, tallies: readonly Tally[], nearby: number): Chance => {
  const { places, sizes, height, options, featuresOf, namesOf } = matching;
  const chance = { alone: new Float64Array(AGREEMENTS), beside: new Float64Array(AGREEMENTS) };
  const into = noComparison();
  const numbers = [numbersIn(stripsOf(sizes[0], nearby)), numbersIn(stripsOf(sizes[1], nearby))] as const;
  const textsOf = (side: 0 | 1): Texts =>
    packTexts({
      length: numbers[side].length,
      at: n => namesOf[side](featuresOf[side](numbers[side][n]!).tags),
    });
  const texts = [textsOf(0), textsOf(1)] as const;
  // Where nobody has a name, none agrees by chance.
  const named = ([0, 1] as const).filter(side => hasTexts(texts[side]));
  if (named.length === 0) return chance;
  const names = readNames(texts);
  const book = bookOf(names, tallyAmong(names, tallies));
  for (const side of named) {
    const own = pointsAt(places[side], numbers[side]);
    const near = candidates(
      own,
      [0, own.given.length],
      rowsByReach(own, height),
      float64(own.given.length).fill(options.radius),
      () => ({ at: [0, 0] }),
    );
    for (const which of ['alone', 'beside'] as const) {
      const compare = nameComparer(book, localBits(book, near, side, which === 'alone'), [side, side]);
      for (let e = 0; e < near.community.length; e++) {
        if (near.official[e] === near.community[e]) continue;
        compare(near.official[e]!, near.community[e]!, into);
        chance[which][agreementOf(into)]!++;
      }
    }
  }
  return chance;
};

const numbersIn = (ranges: readonly (readonly [number, number])[]): Uint32Array => {
  const numbers = uint32(ranges.reduce((sum, [from, to]) => sum + to - from, 0));
  let at = 0;
  for (const [from, to] of ranges) for (let n = from; n < to; n++) numbers[at++] = n;
  return numbers;
};
