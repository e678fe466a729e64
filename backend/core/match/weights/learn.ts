import { MOST_KEYS } from '../evidence/other-tags.ts';
import { DISTANCE_STEPS } from '../evidence/pairs.ts';
import { levelIn, TRAITS } from '../evidence/traits.ts';
import type { Chance } from '../names/chance.ts';
import { AGREEMENTS, DISAGREEING, LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { inOrderOfNames, keepOrder } from './evidence-order.ts';
import { LIKELY_NAMES, UNLIKELY_NAMES } from './expected-names.ts';
import { type LevelCounts, NO_BITS, otherBits } from './other-bits.ts';
import { shares } from './shares.ts';
import { densities, kernelShares, likelyNamesOf } from './tables.ts';
import { USUALLY_RENAMED, type Weights } from './weights.ts';

/** How often sums over pairs of probable and improbable ones were of each agreement. */
export type Counts = {
  /** by distance step and name level */
  readonly likely: Float64Array;
  readonly unlikely: Float64Array;
  /** of traits; null until a pair has one */
  patterns: PatternCounts | null;
  /** of the other tags, by key; nothing of keys that no pair has */
  readonly others: (LevelCounts | undefined)[];
};

type PatternCounts = Readonly<{ likely: Float64Array; unlikely: Float64Array }>;

export const emptyCounts = (): Counts => ({
  likely: new Float64Array((DISTANCE_STEPS + 1) * AGREEMENTS),
  unlikely: new Float64Array((DISTANCE_STEPS + 1) * AGREEMENTS),
  patterns: null,
  others: [],
});

export const emptyPatternCounts = (): PatternCounts => ({
  likely: new Float64Array(1 << (3 * TRAITS.length)),
  unlikely: new Float64Array(1 << (3 * TRAITS.length)),
});

/** Sums over patterns by trait and level, from 1; zeros of all where there are none. */
const levelsOf = (patterns: Float64Array | undefined): readonly Float64Array[] => {
  const sums = TRAITS.map(trait => new Float64Array(trait.likely.length + 1));
  for (let p = 1; patterns && p < patterns.length; p++)
    if (patterns[p]! > 0) for (let t = 0; t < TRAITS.length; t++) sums[t]![levelIn(p, t)]! += patterns[p]!;
  return sums.map(sum => sum.subarray(1));
};

/** Pairs that the expectations count for against the data. */
const STRENGTH = { likely: 8, agreement: 20, unlikely: 20, width: 0.4, traits: 12, paired: 2 };

/**
 * Shares of pairs that are of another kind than those the data have many of, and named as places in general: a bakery
 * among numbered stops is no stop, however seldom two stops are named so differently.
 */
const ODD = { likely: 0.01, unlikely: 0.05 };

const namedIn = (agreements: Float64Array): number =>
  agreements.subarray(LOWEST_NAME_LEVEL).reduce((sum, count) => sum + count, 0);

/** Pairs of neighbours on one side that count as much as what the two sides say by themselves. */
const ENOUGH_NEIGHBOURS = 500;

/** Pairs that the expected share of renamed ones counts for. */
const RENAMED = 10;
/** What of the share above the usual is believed: neighbours pass for renamed places more easily than the reverse. */
const BELIEVED = 0.5;

/**
 * How the names of one place fall, with no more that disagree than the data insist on: where places are crowded, neighbours are
 * taken for one place, and then their names for names of one place.
 */
const heldToAgree = (likely: Float64Array, counts: Float64Array): Float64Array => {
  const side = (agreement: number): 0 | 1 => (agreement < DISAGREEING ? 0 : 1);
  const parted = (agreements: ArrayLike<number>): readonly [number, number] => {
    const sums: [number, number] = [0, 0];
    for (let agreement = 0; agreement < agreements.length; agreement++)
      sums[side(agreement)] += agreements[agreement]!;
    return sums;
  };
  const is = parted(likely);
  const held = shares(parted(counts), parted(LIKELY_NAMES), STRENGTH.agreement);
  return likely.map((share, agreement) => (share * held[side(agreement)]!) / is[side(agreement)]);
};

/** What each kernel has of the true pairs: how many, of those with names how many were renamed, and how the others' names agree. */
const byKernel = (weights: Weights, likelyCounts: Float64Array) => {
  const K = weights.widths.length;
  const kernels = new Float64Array(K).fill(STRENGTH.width);
  const renamed = new Float64Array(K).fill(RENAMED * USUALLY_RENAMED);
  const named = new Float64Array(K).fill(RENAMED);
  const together = new Float64Array(AGREEMENTS);
  let [found, nameless] = [0, 0];
  const dense = densities(weights);
  const names = likelyNamesOf(weights);
  const own = new Float64Array(K);
  for (let step = 0; step < DISTANCE_STEPS; step++)
    for (let agreement = 0; agreement < AGREEMENTS; agreement++) {
      const likely = likelyCounts[step * AGREEMENTS + agreement]!;
      if (likely === 0) continue;
      found += likely;
      if (agreement < LOWEST_NAME_LEVEL) nameless += likely;
      let sum = 0;
      for (let k = 0; k < K; k++) {
        own[k] = dense[step * K + k]! * names[k * AGREEMENTS + agreement]!;
        sum += own[k]!;
      }
      for (let k = 0; k < K; k++) {
        const part = (likely * own[k]!) / sum;
        kernels[k]! += part;
        if (agreement < LOWEST_NAME_LEVEL) continue;
        const other =
          (weights.renamed[k]! * weights.unlikelyNames[agreement]!) / names[k * AGREEMENTS + agreement]!;
        renamed[k]! += part * other;
        named[k]! += part;
        together[agreement]! += part * (1 - other);
      }
    }
  return { kernels, renamed, named, together, found, nameless };
};

/** The weights that the counts speak for, held to the expectations as far as the data are few. */
export const learn = (
  weights: Weights,
  counts: Counts,
  chance: Chance,
  seen: Readonly<{ official: number; community: number }>,
): Weights => {
  const { kernels, renamed, named, together, found, nameless } = byKernel(weights, counts.likely);
  const unlikely = new Float64Array(AGREEMENTS);
  for (let c = 0; c < counts.unlikely.length; c++)
    if (c % AGREEMENTS >= LOWEST_NAME_LEVEL) unlikely[c % AGREEMENTS]! += counts.unlikely[c]!;
  // What neighbours of one side have in common tells more of what chance does: no true pair is among them.
  const beside = Math.min(1, weights.paired);
  const byChance = chance.alone.map((alone, c) => (1 - beside) * alone + beside * chance.beside[c]!);
  const neighbours = namedIn(byChance);
  const trust = ENOUGH_NEIGHBOURS / (ENOUGH_NEIGHBOURS + neighbours);
  for (let level = LOWEST_NAME_LEVEL; level < AGREEMENTS; level++)
    unlikely[level] = trust * unlikely[level]! + byChance[level]!;
  const unlikelyNames = shares(
    unlikely,
    UNLIKELY_NAMES,
    STRENGTH.unlikely + ODD.unlikely * namedIn(unlikely),
  );
  const likelyNames = heldToAgree(
    shares(together, LIKELY_NAMES, STRENGTH.likely + ODD.likely * namedIn(together)),
    together,
  );
  inOrderOfNames(likelyNames, unlikelyNames);
  const kernelSum = kernels.reduce((a, b) => a + b, 0);

  const likelyTraits = levelsOf(counts.patterns?.likely).map((sum, t) =>
    shares(sum, TRAITS[t]!.likely, STRENGTH.traits),
  );
  const unlikelyTraits = levelsOf(counts.patterns?.unlikely).map((sum, t) =>
    shares(sum, TRAITS[t]!.unlikely, STRENGTH.traits),
  );
  for (const [t, likely] of likelyTraits.entries()) keepOrder(likely, unlikelyTraits[t]!, 0);

  const ofKernels = kernelShares(weights);
  return {
    ...weights,
    paired: (found + STRENGTH.paired) / (seen.official + 2 * STRENGTH.paired),
    background:
      Math.max(0, seen.community - found + STRENGTH.paired) / (seen.community + 2 * STRENGTH.paired),
    kernels: kernels.map(value => value / kernelSum),
    nameless: nameless / Math.max(1, found),
    renamed: renamed.map((value, k) => {
      const share = value / named[k]!;
      return share - Math.max(0, (1 - BELIEVED) * (share - USUALLY_RENAMED));
    }),
    likelyNames,
    unlikelyNames,
    likelyTraits,
    unlikelyTraits,
    others: Array.from({ length: MOST_KEYS }, (_, k) => {
      const levels = counts.others[k];
      return levels ? otherBits(levels, ofKernels, kernels.length) : NO_BITS;
    }),
  };
};
