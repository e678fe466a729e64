import { beliefs, type Graph, messages } from './beliefs.ts';
import { AGREEING, GENERIC, NAME_LEVELS } from './compare-names.ts';
import { BEYOND, type Pairs } from './pairs.ts';
import { levelIn, TRAITS } from './traits.ts';
import { emptyCounts, firstWeights, learn, type Tables, tablesOf, type Weights } from './weights.ts';

const LEVELS = NAME_LEVELS.length;

/** What the estimation gives: the weights, each pair's bits on its own, and its probability among all others. */
export type Estimate = Readonly<{
  weights: Weights;
  tables: Tables;
  /** log2 of the odds of each pair, were there no other; -Infinity where it cannot be */
  bits: Float64Array;
  probability: Float64Array;
  /** log2 of how many others are to be expected near each official feature by chance */
  crowd: Float64Array;
}>;

/** Pairs from which the weights are learnt; more would change nothing but the time it takes. */
const LEARN_FROM = 300_000;
const ROUNDS = 30;
/** Share of features; when the shares of paired ones move less, the weights have settled. */
const SETTLED = 2e-4;

/** Bits of the usual surprise at finding a shared identifier further away than the radius: one way in a hundred or so. */
const FAR_BITS = -6;

/** Far apart, one identifier under two names is two places: the number was given again, or mistyped. */
const isOtherName = (level: number): boolean => level > GENERIC && level < AGREEING;

/** Strips of official features that together have about so many pairs; all of them where there are fewer. */
const strips = (start: Uint32Array, most: number): readonly (readonly [number, number])[] => {
  const count = start.length - 1;
  const pairs = start[count]!;
  if (pairs <= most) return [[0, count]];
  const parts = 16;
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * count) / parts);
    return [from, from + Math.max(1, Math.floor(((count / parts) * most) / pairs))] as const;
  });
};

/** Bits of the distance of a pair: how much denser true pairs lie there than chance would put others. */
export const distanceBits = (
  pairs: Pairs,
  e: number,
  radius: number,
  { tables, crowd }: Pick<Estimate, 'tables' | 'crowd'>,
): number =>
  pairs.step[e] === BEYOND
    ? FAR_BITS - Math.log2(Math.max(1, pairs.metres[e]! / radius))
    : tables.distance[pairs.step[e]!]! - crowd[pairs.official[e]!]!;

/** Bits that agreeing names have more than usual because their words are rarer, or less because they are commoner. */
const rarityBits = (pairs: Pairs, e: number, usual: Float64Array): number => {
  const level = pairs.name[e]!;
  if (level < AGREEING || Number.isNaN(usual[level]!)) return 0;
  return Math.max(-6, Math.min(3, pairs.shared[e]! - usual[level]!));
};

export const nameBits = (
  pairs: Pairs,
  e: number,
  { tables, weights }: Pick<Estimate, 'tables' | 'weights'>,
): number =>
  pairs.name[e] === 0
    ? 0
    : tables.cell[pairs.step[e]! * LEVELS + pairs.name[e]!]! -
      tables.distance[pairs.step[e]!]! +
      rarityBits(pairs, e, weights.usualBits);

/** log2 of how many others are to be expected near each official feature by chance, few ones held to the usual number. */
const crowdOf = (nearby: Float64Array): Float64Array => {
  const usual = Math.max(0.05, nearby.reduce((a, b) => a + b, 0) / Math.max(1, nearby.length));
  return nearby.map(count => Math.log2((count + 2) / (1 + 2 / usual)));
};

/** Weights by expectation maximisation with the beliefs of a one-to-one matching as expectation, then every probability. */
export const estimate = (
  pairs: Pairs,
  radii: Float64Array,
  sizes: readonly [number, number],
  oneToMany: boolean,
  onProgress: (share: number) => void,
): Estimate => {
  const graph: Graph = { start: pairs.start, community: pairs.community, sizes };
  const count = pairs.community.length;
  const crowd = crowdOf(pairs.nearby);
  const bits = new Float64Array(count);
  const odds = new Float64Array(count);
  const probability = new Float64Array(count);
  const post = messages(graph);
  let weights = firstWeights(radii.reduce((a, b) => Math.max(a, b), 0));
  let tables = tablesOf(weights);

  const weigh = (ranges: readonly (readonly [number, number])[]): void => {
    const prior = Math.log2(weights.paired / (1 - weights.paired)) - Math.log2(weights.background);
    const patternBits = new Float64Array(1 << (3 * TRAITS.length)).fill(Number.NaN);
    const bitsOfPattern = (pattern: number): number => {
      if (Number.isNaN(patternBits[pattern]!))
        patternBits[pattern] = tables.traits.reduce((sum, table, t) => sum + table[levelIn(pattern, t)]!, 0);
      return patternBits[pattern]!;
    };
    for (const [from, to] of ranges)
      for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
        const step = pairs.step[e]!;
        if (step === BEYOND && isOtherName(pairs.name[e]!)) {
          bits[e] = Number.NEGATIVE_INFINITY;
          odds[e] = 0;
          continue;
        }
        const cell = tables.cell[step * LEVELS + pairs.name[e]!]!;
        bits[e] =
          prior +
          (step === BEYOND
            ? distanceBits(pairs, e, radii[pairs.official[e]!]!, { tables, crowd }) +
              cell -
              tables.distance[BEYOND]!
            : cell - crowd[pairs.official[e]!]!) +
          bitsOfPattern(pairs.traits[e]!) +
          rarityBits(pairs, e, weights.usualBits);
        odds[e] = 2 ** bits[e]!;
      }
  };

  const ranges = strips(pairs.start, LEARN_FROM);
  const seen = seenIn(pairs, ranges, sizes[1]);
  for (let round = 0; round < ROUNDS; round++) {
    weigh(ranges);
    beliefs(graph, odds, probability, post, { oneToMany, sweeps: round === 0 ? 8 : 3, ranges });
    const counts = emptyCounts();
    for (const [from, to] of ranges)
      for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
        if (pairs.step[e] === BEYOND) continue;
        const [p, cell] = [probability[e]!, pairs.step[e]! * LEVELS + pairs.name[e]!];
        counts.likely[cell]! += p;
        counts.unlikely[cell]! += 1 - p;
        counts.likelyPatterns[pairs.traits[e]!]! += p;
        counts.unlikelyPatterns[pairs.traits[e]!]! += 1 - p;
        counts.bits[pairs.name[e]!]! += p * pairs.shared[e]!;
      }
    const before = weights;
    weights = learn(before, counts, seen);
    tables = tablesOf(weights);
    onProgress((round + 1) / ROUNDS);
    if (Math.abs(weights.paired - before.paired) + Math.abs(weights.background - before.background) < SETTLED)
      break;
  }
  const all = [[0, sizes[0]]] as const;
  weigh(all);
  beliefs(graph, odds, probability, post, { oneToMany, sweeps: 40, ranges: all });
  return { weights, tables, bits, probability, crowd };
};

/** How many features of each side the ranges look at: every official one, and the community ones in some pair. */
const seenIn = (pairs: Pairs, ranges: readonly (readonly [number, number])[], community: number) => {
  const is = new Uint8Array(community);
  let [official, pairCount] = [0, 0];
  for (const [from, to] of ranges) {
    official += to - from;
    for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
      is[pairs.community[e]!] = 1;
      pairCount++;
    }
  }
  return { official, community: is.reduce((a, b) => a + b, 0), pairs: pairCount };
};
