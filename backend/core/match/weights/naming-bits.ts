import { NAMINGS } from '../names/namings.ts';

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
