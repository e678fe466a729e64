import type { Chance } from './chance.ts';
import { CELL_ORDERS, LOWEST_NAME_LEVEL, NAME_CELLS } from './compare-names.ts';
import { NAMINGS } from './namings.ts';
import { AGREES, CLOSE, DIFFERS, MOST_KEYS } from './other-tags.ts';
import { BEYOND, DISTANCE_STEPS, shareAt } from './pairs.ts';
import { levelIn, TRAITS } from './traits.ts';

const CELLS = NAME_CELLS;

/**
 * What the data say about how places of one kind agree (Fellegi and Sunter 1969). Distances of true pairs are a mixture
 * of kernels from tight to wide; each kernel has its own share of renamed ones, because what was moved is often renamed too.
 */
export type Weights = {
  /** counterparts per official feature: the share that has one, unless one may have several */
  paired: number;
  /** share of community features, among those seen, that are nobody's counterpart */
  background: number;
  /** share of true pairs of each kernel, and its width as a share of the radius */
  kernels: Float64Array;
  widths: Float64Array;
  /** share of each kernel's pairs that were renamed: their names agree no more than those of any two places */
  renamed: Float64Array;
  /** how often the names of one place that was not renamed, and of two places, fall into each cell */
  likelyNames: Float64Array;
  unlikelyNames: Float64Array;
  /** how often a true and an untrue pair has each level (from 1) of each trait */
  likelyTraits: Float64Array[];
  unlikelyTraits: Float64Array[];
  /** bits of the levels of each other tag, from values that differ to values that agree */
  others: readonly (readonly number[])[];
  /** bits that each naming of a side's features speaks for their having a counterpart at all */
  naming: readonly [Float64Array, Float64Array];
  /** share of true pairs whose names cannot be compared */
  nameless: number;
};

/** How often sums over pairs of probable and improbable ones fell into each cell. */
export type Counts = Readonly<{
  /** by distance step and name level */
  likely: Float64Array;
  unlikely: Float64Array;
  likelyPatterns: Float64Array;
  unlikelyPatterns: Float64Array;
  /** by key and level of the other tags */
  likelyOthers: Float64Array;
  unlikelyOthers: Float64Array;
}>;

/** Expected of names before any data: of true pairs, most agree; of others, as many as random pairs do (measured). */
const EXPECTED = {
  likely: {
    low: [0, 0, 0.005, 0.03, 0.03],
    partly: [0.055, 0.08, 0.13],
    contained: 0.75,
    rarity: [0.1, 0.3, 0.6],
  },
  unlikely: {
    low: [0, 0, 0.1, 0.67, 0.13],
    partly: [0.06, 0.025, 0.01],
    contained: 0.4,
    rarity: [0.7, 0.22, 0.08],
  },
};
const WHOLLY = {
  likely: [0.02, 0.05, 0.13, 0.2, 0.27],
  unlikely: [0.0031, 0.00135, 0.0004, 0.0001, 0.00005],
};
const expected = (of: 'likely' | 'unlikely'): readonly number[] => {
  const { low, partly, contained, rarity } = EXPECTED[of];
  return [
    ...low,
    ...partly.flatMap(level =>
      [1 - contained, contained].flatMap(share => rarity.map(r => level * share * r)),
    ),
    ...WHOLLY[of],
  ];
};
const LIKELY_NAMES = expected('likely');
const UNLIKELY_NAMES = expected('unlikely');
/** Pairs that the expectations count for against the data. */
const STRENGTH = { likely: 8, unlikely: 20, width: 0.4, traits: 12, paired: 2 };

/** Pairs of neighbours on one side that count as much as what the two sides say by themselves. */
const ENOUGH_NEIGHBOURS = 500;

/** Share of true pairs that were renamed, before any data, and pairs that the expectation counts for. */
const RENAMED = { usual: 0.03, strength: 10 };

/** metres; two surveys of one point lie about so far apart */
const SHARPEST = 1.5;
/** Share of the radius: the widest kernel is nearly flat within it, for what was moved at random. */
const WIDEST = 0.9;

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
    renamed: new Float64Array(widths.length).fill(RENAMED.usual),
    likelyNames: Float64Array.from(LIKELY_NAMES),
    unlikelyNames: Float64Array.from(UNLIKELY_NAMES),
    likelyTraits: TRAITS.map(trait => Float64Array.from(trait.likely)),
    unlikelyTraits: TRAITS.map(trait => Float64Array.from(trait.unlikely)),
    others: Array.from({ length: MOST_KEYS }, () => [0, 0, 0]),
    naming: [new Float64Array(NAMINGS.length), new Float64Array(NAMINGS.length)],
    nameless: 1,
  };
};

export const emptyCounts = (): Counts => ({
  likely: new Float64Array((DISTANCE_STEPS + 1) * CELLS),
  unlikely: new Float64Array((DISTANCE_STEPS + 1) * CELLS),
  likelyPatterns: new Float64Array(1 << (3 * TRAITS.length)),
  unlikelyPatterns: new Float64Array(1 << (3 * TRAITS.length)),
  likelyOthers: new Float64Array(4 * MOST_KEYS),
  unlikelyOthers: new Float64Array(4 * MOST_KEYS),
});

/** How often the names of a true pair of a kernel fall into a cell. */
export const likelyName = (
  { renamed, likelyNames, unlikelyNames }: Weights,
  kernel: number,
  cell: number,
): number =>
  cell < LOWEST_NAME_LEVEL
    ? 1
    : (1 - renamed[kernel]!) * likelyNames[cell]! + renamed[kernel]! * unlikelyNames[cell]!;

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
  const cell = new Float64Array((DISTANCE_STEPS + 1) * CELLS);
  for (let step = 0; step <= DISTANCE_STEPS; step++) {
    const at = weights.widths.map((width, k) =>
      step === BEYOND ? weights.kernels[k]! : weights.kernels[k]! * density(shareAt(step), width),
    );
    const sum = at.reduce((a, b) => a + b, 0);
    distance[step] = Math.log2(sum);
    for (let level = 0; level < CELLS; level++) {
      let likely = 0;
      for (let k = 0; k < at.length; k++) likely += at[k]! * likelyName(weights, k, level);
      cell[step * CELLS + level] = Math.log2(
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

/** Along each order of cells, the evidence never falls. */
const inOrderOfNames = (likely: Float64Array, unlikely: Float64Array): void => {
  for (const cells of CELL_ORDERS) {
    const [l, u] = [Float64Array.from(cells, c => likely[c]!), Float64Array.from(cells, c => unlikely[c]!)];
    keepOrder(l, u, 0);
    for (const [n, c] of cells.entries()) likely[c] = l[n]!;
  }
};

const shares = (counts: ArrayLike<number>, expected: ArrayLike<number>, strength: number): Float64Array => {
  const all = Array.from(expected, (value, l) => counts[l]! + strength * value);
  const sum = all.reduce((a, b) => a + b, 0);
  return Float64Array.from(all, value => value / sum);
};

/** Pairs that speak for the other tags making no difference. */
const NO_DIFFERENCE = 6;
/** Bits: tags of one place often go together, so that no single one may decide. */
const MOST_OTHER_BITS = 4;

/** Bits of one key's levels, from values that differ to values that agree: a better level never speaks less for a pair. */
const otherBits = (counts: Counts, key: number): readonly number[] => {
  const levels = [DIFFERS, CLOSE, AGREES];
  const [likely, unlikely] = [counts.likelyOthers, counts.unlikelyOthers].map(from =>
    Float64Array.from(levels, level => from[4 * key + level]!),
  ) as [Float64Array, Float64Array];
  const all = levels.map((_, l) => likely[l]! + unlikely[l]! + 1 / 3);
  const sum = all.reduce((a, b) => a + b, 0);
  const usual = all.map(value => value / sum);
  const [m, u] = [shares(likely, usual, NO_DIFFERENCE), shares(unlikely, usual, NO_DIFFERENCE)];
  keepOrder(m, u, 0);
  return Array.from(m, (value, l) =>
    Math.max(-MOST_OTHER_BITS, Math.min(MOST_OTHER_BITS, Math.log2(value / u[l]!))),
  );
};

/** The weights that the counts speak for, held to the expectations as far as the data are few. */
export const learn = (
  weights: Weights,
  counts: Counts,
  chance: Chance,
  seen: Readonly<{ official: number; community: number }>,
): Weights => {
  const K = weights.widths.length;
  const kernels = new Float64Array(K).fill(STRENGTH.width);
  const renamed = new Float64Array(K).fill(RENAMED.strength * RENAMED.usual);
  const named = new Float64Array(K).fill(RENAMED.strength);
  const together = new Float64Array(CELLS);
  let [found, nameless] = [0, 0];
  for (let step = 0; step < DISTANCE_STEPS; step++) {
    const at = weights.widths.map((width, k) => weights.kernels[k]! * density(shareAt(step), width));
    for (let level = 0; level < CELLS; level++) {
      const likely = counts.likely[step * CELLS + level]!;
      if (likely === 0) continue;
      found += likely;
      if (level < LOWEST_NAME_LEVEL) nameless += likely;
      const own = at.map((value, k) => value * likelyName(weights, k, level));
      const sum = own.reduce((a, b) => a + b, 0);
      for (let k = 0; k < K; k++) {
        kernels[k]! += (likely * own[k]!) / sum;
        if (level < LOWEST_NAME_LEVEL) continue;
        const part = (likely * own[k]!) / sum;
        const other = (weights.renamed[k]! * weights.unlikelyNames[level]!) / likelyName(weights, k, level);
        renamed[k]! += part * other;
        named[k]! += part;
        together[level]! += part * (1 - other);
      }
    }
  }
  const unlikely = new Float64Array(CELLS);
  for (let c = 0; c < counts.unlikely.length; c++)
    if (c % CELLS >= LOWEST_NAME_LEVEL) unlikely[c % CELLS]! += counts.unlikely[c]!;
  // What neighbours of one side have in common tells more of what chance does: no true pair is among them.
  const byChance = chance.alone.map(
    (alone, c) => (1 - weights.paired) * alone + weights.paired * chance.beside[c]!,
  );
  const neighbours = byChance.subarray(LOWEST_NAME_LEVEL).reduce((a, b) => a + b, 0);
  const trust = ENOUGH_NEIGHBOURS / (ENOUGH_NEIGHBOURS + neighbours);
  for (let level = LOWEST_NAME_LEVEL; level < CELLS; level++)
    unlikely[level] = trust * unlikely[level]! + byChance[level]!;
  const unlikelyNames = shares(unlikely, UNLIKELY_NAMES, STRENGTH.unlikely);
  const likelyNames = shares(together, LIKELY_NAMES, STRENGTH.likely);
  inOrderOfNames(likelyNames, unlikelyNames);
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
    nameless: (nameless + 1) / (found + 2),
    renamed: renamed.map((value, k) => value / named[k]!),
    likelyNames,
    unlikelyNames,
    likelyTraits,
    unlikelyTraits,
    others: Array.from({ length: MOST_KEYS }, (_, k) => otherBits(counts, k)),
  };
};
