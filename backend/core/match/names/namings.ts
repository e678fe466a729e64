import { uint8 } from '../columns/columns.ts';
import type { NameBook } from './name-book.ts';

/** How a feature is named: with a name of its own, with one that says little (`Fire station`), or not at all. */
export const NAMINGS = ['named', 'generic', 'unnamed'] as const;

/** The naming of each feature of a side, as an index of NAMINGS. */
export const namingsOf = (book: NameBook, side: 0 | 1): Uint8Array => {
  const start = book.start[side];
  const namings = uint8(start.length - 1);
  for (let i = 0; i < namings.length; i++) {
    namings[i] = start[i] === start[i + 1] ? 2 : 1;
    for (let n = start[i]!; n < start[i + 1]!; n++)
      if (book.generic[side][book.of[side][n]!] === 0) namings[i] = 0;
  }
  return namings;
};

/** Features that speak for a naming making no difference, beside those there are. */
const STRENGTH = 4;

/**
 * Bits that each naming speaks for a feature of this side having a counterpart at all; only those looked at count. One that
 * all of them share speaks for nothing.
 */
export const namingBits = (namings: Uint8Array, paired: Float64Array, looked: Uint8Array): Float64Array => {
  const yes = new Float64Array(NAMINGS.length);
  const all = new Float64Array(NAMINGS.length);
  for (let i = 0; i < namings.length; i++) {
    if (looked[i] === 0) continue;
    yes[namings[i]!]! += Math.min(1, paired[i]!);
    all[namings[i]!]!++;
  }
  const sum = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);
  const [some, count] = [sum(yes), Math.max(1, sum(all))];
  return Float64Array.from(NAMINGS, (_, naming) => {
    const usual = (STRENGTH * all[naming]!) / count;
    if (usual === 0) return 0;
    const likely = (yes[naming]! + usual) / (some + STRENGTH);
    const unlikely = (all[naming]! - yes[naming]! + usual) / (count - some + STRENGTH);
    return Math.log2(likely / unlikely);
  });
};
