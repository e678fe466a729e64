import { AGREEING, LOWEST_NAME_LEVEL, NAME_LEVELS } from './compare-names.ts';
import { NAMINGS } from './namings.ts';
import { BEYOND, DISTANCE_STEPS, shareAt } from './pairs.ts';
import { levelIn, TRAITS } from './traits.ts';

const LEVELS = NAME_LEVELS.length;

/**
 * What the data say about how places of one kind agree (Fellegi and Sunter 1969). Distances of true pairs are a mixture
 * of kernels from tight to wide; each kernel has its own name agreement, because what was moved is often renamed too.
 */
export type Weights = {
  /** counterparts per official feature: the share that has one, unless one may have several */
  paired: number;
  /** share of community features, among those seen, that are nobody's counterpart */
  background: number;
  /** share of true pairs of each kernel, and its width as a share of the radius */
  kernels: Float64Array;
  widths: Float64Array;
  /** how often a true pair of each kernel, and an untrue pair, has each name level */
  likelyNames: Float64Array[];
  unlikelyNames: Float64Array;
  /** bits that the shared words of agreeing names are mostly worth, by level */
  usualBits: Float64Array;
  /** how often a true and an untrue pair has each level (from 1) of each trait */
  likelyTraits: Float64Array[];
  unlikelyTraits: Float64Array[];
  /** bits that each naming of a side's features speaks for their having a counterpart at all */
  naming: readonly [Float64Array, Float64Array];
};

/** How often sums over pairs of probable and improbable ones fell into each cell. */
export type Counts = Readonly<{
  /** by distance step and name level */
  likely: Float64Array;
  unlikely: Float64Array;
  likelyPatterns: Float64Array;
  unlikelyPatterns: Float64Array;
  /** bits of shared words, by name level, weighed like `likely` */
  bits: Float64Array;
}>;

/** Expected of names before any data: of true pairs, most agree; of others, as many as random pairs do (measured). */
const LIKELY_NAMES = [0, 0, 0.005, 0.03, 0.03, 0.055, 0.08, 0.13, 0.67];
const UNLIKELY_NAMES = [0, 0, 0.1, 0.67, 0.13, 0.06, 0.025, 0.01, 0.005];
/** Pairs that the expectations count for against the data. */
const STRENGTH = { likely: 8, unlikely: 20, kernel: 12, width: 0.4, traits: 12, paired: 2 };

/** metres; two surveys of one point lie about so far apart */
const SHARPEST = 1.5;
/** Share of the radius: the widest kernel still falls off within it. */
const WIDEST = 0.45;

export const firstWeights = (radius: number): Weights => {
  const widths: number[] = [];
  for (let width = WIDEST; width * radius >= SHARPEST / 2 && widths.length < 14; width /= 2)
    widths.unshift(width);
  if (widths.length === 0) widths.push(WIDEST);
  return {
    paired: 0.5,
    background: 0.5,
    kernels: new Float64Array(widths.length).fill(1 / widths.length),
    widths: Float64Array.from(widths),
    likelyNames: widths.map(() => Float64Array.from(LIKELY_NAMES)),
    unlikelyNames: Float64Array.from(UNLIKELY_NAMES),
    usualBits: new Float64Array(LEVELS).fill(Number.NaN),
    likelyTraits: TRAITS.map(trait => Float64Array.from(trait.likely)),
    unlikelyTraits: TRAITS.map(trait => Float64Array.from(trait.unlikely)),
    naming: [new Float64Array(NAMINGS.length), new Float64Array(NAMINGS.length)],
  };
};

export const emptyCounts = (): Counts => ({
  likely: new Float64Array((DISTANCE_STEPS + 1) * LEVELS),
  unlikely: new Float64Array((DISTANCE_STEPS + 1) * LEVELS),
  likelyPatterns: new Float64Array(1 << (3 * TRAITS.length)),
  unlikelyPatterns: new Float64Array(1 << (3 * TRAITS.length)),
  bits: new Float64Array(LEVELS),
});

/** How much denser a kernel is at a share of the radius than points strewn evenly within the radius. */
const density = (share: number, width: number): number =>
  Math.exp(-(share * share) / (2 * width * width)) /
  (2 * width * width * (1 - Math.exp(-1 / (2 * width * width))));

/** Bits for and against, by cell: of distance alone, and of distance and name together. */
export type Tables = Readonly<{
  distance: Float64Array;
  cell: Float64Array;
  traits: readonly Float64Array[];
}>;

export const tablesOf = (weights: Weights): Tables => {
  const distance = new Float64Array(DISTANCE_STEPS + 1);
  const cell = new Float64Array((DISTANCE_STEPS + 1) * LEVELS);
  for (let step = 0; step <= DISTANCE_STEPS; step++) {
    const at = weights.widths.map((width, k) =>
      step === BEYOND ? weights.kernels[k]! : weights.kernels[k]! * density(shareAt(step), width),
    );
    const sum = at.reduce((a, b) => a + b, 0);
    distance[step] = Math.log2(sum);
    for (let level = 0; level < LEVELS; level++) {
      let likely = 0;
      for (let k = 0; k < at.length; k++)
        likely += at[k]! * (level < LOWEST_NAME_LEVEL ? 1 : weights.likelyNames[k]![level]!);
      cell[step * LEVELS + level] = Math.log2(
        likely / (level < LOWEST_NAME_LEVEL ? 1 : weights.unlikelyNames[level]!),
      );
    }
  }
  const traits = weights.likelyTraits.map((likely, t) =>
    Float64Array.from([0, ...likely], (value, level) =>
      level === 0 ? 0 : Math.log2(value / weights.unlikelyTraits[t]![level - 1]!),
    ),
  );
  return { distance, cell, traits };
};

/** Makes likely over unlikely never fall from one level to the next: neighbours that break the order are pooled. */
const keepOrder = (likely: Float64Array, unlikely: Float64Array, from: number): void => {
  const pools: { likely: number; unlikely: number; size: number }[] = [];
  for (let level = from; level < likely.length; level++) {
    pools.push({ likely: likely[level]!, unlikely: unlikely[level]!, size: 1 });
    while (pools.length > 1) {
      const [before, last] = [pools.at(-2)!, pools.at(-1)!];
      if (before.likely * last.unlikely <= last.likely * before.unlikely) break;
      pools.splice(-2, 2, {
        likely: before.likely + last.likely,
        unlikely: before.unlikely + last.unlikely,
        size: before.size + last.size,
      });
    }
  }
  let level = from;
  for (const pool of pools)
    for (let n = 0; n < pool.size; n++, level++)
      likely[level] = (unlikely[level]! * pool.likely) / pool.unlikely;
};

const shares = (counts: ArrayLike<number>, expected: ArrayLike<number>, strength: number): Float64Array => {
  const all = Array.from(expected, (value, l) => counts[l]! + strength * value);
  const sum = all.reduce((a, b) => a + b, 0);
  return Float64Array.from(all, value => value / sum);
};

/** The weights that the counts speak for, held to the expectations as far as the data are few. */
export const learn = (
  weights: Weights,
  counts: Counts,
  seen: Readonly<{ official: number; community: number }>,
): Weights => {
  const K = weights.widths.length;
  const kernels = new Float64Array(K).fill(STRENGTH.width);
  const names = Array.from({ length: K }, () => new Float64Array(LEVELS));
  const together = new Float64Array(LEVELS);
  let found = 0;
  for (let step = 0; step < DISTANCE_STEPS; step++) {
    const at = weights.widths.map((width, k) => weights.kernels[k]! * density(shareAt(step), width));
    for (let level = 0; level < LEVELS; level++) {
      const likely = counts.likely[step * LEVELS + level]!;
      if (likely === 0) continue;
      found += likely;
      const own = at.map(
        (value, k) => value * (level < LOWEST_NAME_LEVEL ? 1 : weights.likelyNames[k]![level]!),
      );
      const sum = own.reduce((a, b) => a + b, 0);
      for (let k = 0; k < K; k++) {
        kernels[k]! += (likely * own[k]!) / sum;
        if (level >= LOWEST_NAME_LEVEL) names[k]![level]! += (likely * own[k]!) / sum;
      }
      if (level >= LOWEST_NAME_LEVEL) together[level]! += likely;
    }
  }
  const unlikely = new Float64Array(LEVELS);
  for (let c = 0; c < counts.unlikely.length; c++)
    if (c % LEVELS >= LOWEST_NAME_LEVEL) unlikely[c % LEVELS]! += counts.unlikely[c]!;
  const unlikelyNames = shares(unlikely, UNLIKELY_NAMES, STRENGTH.unlikely);
  const likelyNames = shares(together, LIKELY_NAMES, STRENGTH.likely);
  keepOrder(likelyNames, unlikelyNames, LOWEST_NAME_LEVEL);
  const ownNames = names.map(own => {
    const likely = shares(own, likelyNames, STRENGTH.kernel);
    keepOrder(likely, unlikelyNames, LOWEST_NAME_LEVEL);
    return likely;
  });
  const kernelSum = kernels.reduce((a, b) => a + b, 0);

  const traitCounts = (patterns: Float64Array): Float64Array[] => {
    const sums = TRAITS.map(trait => new Float64Array(trait.likely.length + 1));
    for (let p = 1; p < patterns.length; p++)
      if (patterns[p]! > 0) for (const [t, sum] of sums.entries()) sum[levelIn(p, t)]! += patterns[p]!;
    return sums.map(sum => sum.subarray(1));
  };
  const likelyTraits = traitCounts(counts.likelyPatterns).map((sum, t) =>
    shares(sum, TRAITS[t]!.likely, STRENGTH.traits),
  );
  const unlikelyTraits = traitCounts(counts.unlikelyPatterns).map((sum, t) =>
    shares(sum, TRAITS[t]!.unlikely, STRENGTH.traits),
  );
  for (const [t, likely] of likelyTraits.entries()) keepOrder(likely, unlikelyTraits[t]!, 0);

  return {
    ...weights,
    paired: (found + STRENGTH.paired) / (seen.official + 2 * STRENGTH.paired),
    background:
      Math.max(0, seen.community - found + STRENGTH.paired) / (seen.community + 2 * STRENGTH.paired),
    kernels: kernels.map(value => value / kernelSum),
    likelyNames: ownNames,
    unlikelyNames,
    usualBits: Float64Array.from(counts.bits, (bits, level) =>
      level >= AGREEING && together[level]! > 1 ? bits / together[level]! : Number.NaN,
    ),
    likelyTraits,
    unlikelyTraits,
  };
};
