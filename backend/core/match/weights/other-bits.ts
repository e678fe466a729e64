import { AGREES, CLOSE, DIFFERS } from '../evidence/other-tags.ts';
import { BEYOND } from '../evidence/pairs.ts';
import { keepOrder } from './evidence-order.ts';
import { shares } from './shares.ts';

/** Pairs that speak for the other tags making no difference; pairs of a kernel that speak for its tags being those of all. */
const STRENGTH = { noDifference: 6, kernel: 20 };
/** Bits: tags of one place often go together, so that no single one may decide. */
const MOST_OTHER_BITS = 4;
const LEVELS = [DIFFERS, CLOSE, AGREES] as const;

/** Where the count, or the bits, of a level are in a table of a key, by distance step. */
export const levelAt = (step: number, level: number): number => 4 * step + level;

/** How often sums over pairs were of each level of a key: of probable pairs by distance step, of improbable ones at all. */
export type LevelCounts = Readonly<{ likely: Float64Array; unlikely: Float64Array }>;

export const emptyLevelCounts = (): LevelCounts => ({
  likely: new Float64Array(levelAt(BEYOND + 1, 0)),
  unlikely: new Float64Array(levelAt(1, 0)),
});

/** Bits of each level of a key wherever a pair lies, as they are before any data. */
export const bitsEverywhere = (ofLevels: readonly [number, number, number]): Float64Array => {
  const bits = new Float64Array(levelAt(BEYOND + 1, 0));
  for (let step = 0; step <= BEYOND; step++)
    for (const [l, level] of LEVELS.entries()) bits[levelAt(step, level)] = ofLevels[l]!;
  return bits;
};

/** Those of a key that nobody has. */
export const NO_BITS = bitsEverywhere([0, 0, 0]);

/**
 * Bits of one key's levels, from values that differ to values that agree, by distance step: a better level never speaks less
 * for a pair. What was moved was often rebuilt too, so that each kernel has its own shares of them; `ofKernels` says for each
 * step and kernel which share of the true pairs there are the kernel's.
 */
export const otherBits = (counts: LevelCounts, ofKernels: Float64Array, count: number): Float64Array => {
  const likely = new Float64Array(LEVELS.length);
  const ownOf = Array.from({ length: count }, () => new Float64Array(LEVELS.length));
  for (let step = 0; step < BEYOND; step++)
    for (const [l, level] of LEVELS.entries()) {
      const seen = counts.likely[levelAt(step, level)]!;
      if (seen === 0) continue;
      likely[l]! += seen;
      for (let k = 0; k < count; k++) ownOf[k]![l]! += seen * ofKernels[step * count + k]!;
    }
  const unlikely = Float64Array.from(LEVELS, level => counts.unlikely[level]!);
  const all = LEVELS.map((_, l) => likely[l]! + unlikely[l]!);
  const sum = all.reduce((a, b) => a + b, 0);
  const usual = all.map(value => (value + 1 / LEVELS.length) / (sum + 1));
  const [m, u] = [
    shares(likely, usual, STRENGTH.noDifference),
    shares(unlikely, usual, STRENGTH.noDifference),
  ];
  const own = ownOf.map(levels => shares(levels, m, STRENGTH.kernel));
  const bits = new Float64Array(levelAt(BEYOND + 1, 0));
  const here = new Float64Array(LEVELS.length);
  for (let step = 0; step <= BEYOND; step++) {
    for (let l = 0; l < here.length; l++) {
      here[l] = 0;
      for (let k = 0; k < count; k++) here[l]! += ofKernels[step * count + k]! * own[k]![l]!;
    }
    keepOrder(here, u, 0);
    for (const [l, level] of LEVELS.entries())
      bits[levelAt(step, level)] = Math.max(
        -MOST_OTHER_BITS,
        Math.min(MOST_OTHER_BITS, Math.log2(here[l]! / u[l]!)),
      );
  }
  return bits;
};
