import { beliefs, type Graph, messages } from './beliefs.ts';
import { NAME_LEVELS } from './compare-names.ts';
import { type Said, settle } from './labels.ts';
import { namingBits } from './namings.ts';
import { BEYOND, type Pairs } from './pairs.ts';
import { crowdOf, type Scores, scores } from './scores.ts';
import { emptyCounts, firstWeights, learn, type Weights } from './weights.ts';

/** What the estimation gives: the weights, and each pair's bits on its own and its probability among all others. */
export type Estimate = Readonly<{
  weights: Weights;
  scores: Scores;
  /** log2 of the odds of each pair, were there no other */
  bits: Float64Array;
  probability: Float64Array;
}>;

/** From and to (left out). */
type Range = readonly [number, number];

/** Pairs from which the weights are learnt; more would change nothing but the time it takes. */
const LEARN_FROM = 300_000;
const ROUNDS = 30;
/** Share of features; when the shares of paired ones move less, the weights have settled. */
const SETTLED = 2e-4;
const SWEEPS = { first: 8, next: 3, last: 40 };

/** Strips of official features that together have about so many pairs; all of them where there are fewer. */
const strips = (start: Uint32Array, most: number): readonly Range[] => {
  const count = start.length - 1;
  const pairs = start[count]!;
  if (pairs <= most) return [[0, count]];
  const parts = 16;
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * count) / parts);
    return [from, from + Math.max(1, Math.floor(((count / parts) * most) / pairs))] as const;
  });
};

/** Which features of each side are in some pair that the ranges look at. */
const lookedAt = (pairs: Pairs, ranges: readonly Range[], sizes: Graph['sizes']) => {
  const looked = [new Uint8Array(sizes[0]), new Uint8Array(sizes[1])] as const;
  for (const [from, to] of ranges) {
    for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
      looked[0][pairs.official[e]!] = 1;
      looked[1][pairs.community[e]!] = 1;
    }
  }
  return looked;
};

/**
 * Weights by expectation maximisation with the beliefs of a one-to-one matching as expectation, then every probability.
 * What is said of pairs is fixed in each expectation.
 */
export const estimate = (
  pairs: Pairs,
  radii: Float64Array,
  sizes: readonly [number, number],
  oneToMany: boolean,
  said: Said | null,
  onProgress: (share: number) => void,
): Estimate => {
  const graph: Graph = { start: pairs.start, community: pairs.community, sizes };
  const crowd = crowdOf(pairs.nearby);
  const [bits, odds, probability] = Array.from(
    { length: 3 },
    () => new Float64Array(pairs.community.length),
  ) as [Float64Array, Float64Array, Float64Array];
  const post = messages(graph);
  const expect = (by: Scores, ranges: readonly Range[], sweeps: number): void => {
    for (const [from, to] of ranges) {
      for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
        bits[e] = by.all(e);
        odds[e] = 2 ** bits[e]!;
      }
      if (said) settle(said, pairs, by, bits, odds, pairs.start[from]!, pairs.start[to]!);
    }
    beliefs(graph, odds, probability, post, { oneToMany, sweeps, ranges });
  };

  const ranges = strips(pairs.start, LEARN_FROM);
  const looked = lookedAt(pairs, ranges, sizes);
  let weights = firstWeights(radii.reduce((a, b) => Math.max(a, b), 0));
  for (let round = 0; round < ROUNDS; round++) {
    expect(scores(pairs, radii, crowd, weights, oneToMany), ranges, round === 0 ? SWEEPS.first : SWEEPS.next);
    const before = weights;
    weights = maximise(before, pairs, probability, ranges, looked);
    onProgress((round + 1) / ROUNDS);
    const moved = Math.abs(weights.paired - before.paired) + Math.abs(weights.background - before.background);
    if (moved < SETTLED) break;
  }
  const last = scores(pairs, radii, crowd, weights, oneToMany);
  expect(last, [[0, sizes[0]]], SWEEPS.last);
  return { weights, scores: last, bits, probability };
};

const maximise = (
  weights: Weights,
  pairs: Pairs,
  probability: Float64Array,
  ranges: readonly Range[],
  looked: readonly [Uint8Array, Uint8Array],
): Weights => {
  const counts = emptyCounts();
  const paired = [new Float64Array(looked[0].length), new Float64Array(looked[1].length)] as const;
  for (const [from, to] of ranges)
    for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
      if (pairs.step[e] === BEYOND) continue;
      const [p, cell] = [probability[e]!, pairs.step[e]! * NAME_LEVELS.length + pairs.name[e]!];
      counts.likely[cell]! += p;
      counts.unlikely[cell]! += 1 - p;
      counts.likelyPatterns[pairs.traits[e]!]! += p;
      counts.unlikelyPatterns[pairs.traits[e]!]! += 1 - p;
      counts.bits[pairs.name[e]!]! += p * pairs.shared[e]!;
      paired[0][pairs.official[e]!]! += p;
      paired[1][pairs.community[e]!]! += p;
    }
  return {
    // Official features without any candidate are among those without a counterpart.
    ...learn(weights, counts, {
      official: ranges.reduce((sum, [from, to]) => sum + to - from, 0),
      community: looked[1].reduce((a, b) => a + b, 0),
    }),
    naming: [
      namingBits(pairs.namings[0], paired[0], looked[0]),
      namingBits(pairs.namings[1], paired[1], looked[1]),
    ],
  };
};
