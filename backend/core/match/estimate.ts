import { beliefs, type Graph, messages } from './beliefs.ts';
import type { Candidates } from './candidates.ts';
import type { Chance } from './chance.ts';
import { NAME_CELLS } from './compare-names.ts';
import { settle } from './labels.ts';
import { emptyCounts, learn } from './learn.ts';
import { namingBits } from './namings.ts';
import { BEYOND, type Compared } from './pairs.ts';
import type { Sample } from './sample.ts';
import { type Scores, scores } from './scores.ts';
import { firstWeights, type Weights } from './weights.ts';

/** The weights, and what they say of pairs: their bits on their own and their probability among all others. */
export type Estimate = Readonly<{
  weights: Weights;
  scores: Scores;
  /** log2 of the odds of each pair, were there no other */
  bits: Float64Array;
  probability: Float64Array;
}>;

const ROUNDS = 30;
/** Share of features; when the shares of paired ones move less, the weights have settled. */
const SETTLED = 2e-4;
const SWEEPS = { first: 8, next: 3 };

/**
 * Weights by expectation maximisation, with the beliefs of a one-to-one matching as expectation; what is said of pairs is
 * fixed in each. `chance`: how names agree of places that are not one; `widest` is the largest radius, in metres.
 */
export const estimate = (
  { pairs, radii, crowd, sizes, said }: Sample,
  chance: Chance,
  widest: number,
  oneToMany: boolean,
  onProgress: (share: number) => void,
): Weights => {
  const graph: Graph = { start: pairs.start, community: pairs.community, sizes };
  const [odds, probability] = [
    new Float64Array(pairs.community.length),
    new Float64Array(pairs.community.length),
  ];
  const bits = new Float64Array(odds.length);
  const post = messages(graph);
  const all = [[0, sizes[0]]] as const;
  let weights = firstWeights(widest);
  for (let round = 0; round < ROUNDS; round++) {
    const by = scores(pairs, radii, crowd, weights, oneToMany);
    for (let e = 0; e < odds.length; e++) odds[e] = Math.exp(Math.LN2 * by.all(e));
    if (said) settle(said, pairs, by, bits, odds);
    beliefs(graph, odds, probability, post, {
      oneToMany,
      sweeps: round === 0 ? SWEEPS.first : SWEEPS.next,
      ranges: all,
    });
    const before = weights;
    weights = maximise(before, pairs, chance, probability, sizes);
    onProgress((round + 1) / ROUNDS);
    const moved = Math.abs(weights.paired - before.paired) + Math.abs(weights.background - before.background);
    if (moved < SETTLED) break;
  }
  return weights;
};

const maximise = (
  weights: Weights,
  pairs: Candidates & Compared,
  chance: Chance,
  probability: Float64Array,
  sizes: readonly [number, number],
): Weights => {
  const counts = emptyCounts();
  const paired = [new Float64Array(sizes[0]), new Float64Array(sizes[1])] as const;
  for (let e = 0; e < probability.length; e++) {
    if (pairs.step[e] === BEYOND) continue;
    const [p, cell] = [probability[e]!, pairs.step[e]! * NAME_CELLS + pairs.name[e]!];
    counts.likely[cell]! += p;
    counts.unlikely[cell]! += 1 - p;
    counts.likelyPatterns[pairs.traits[e]!]! += p;
    counts.unlikelyPatterns[pairs.traits[e]!]! += 1 - p;
    for (let k = 0, all = pairs.others[e]!; all !== 0; k++, all >>= 2) {
      counts.likelyOthers[4 * k + (all & 3)]! += p;
      counts.unlikelyOthers[4 * k + (all & 3)]! += 1 - p;
    }
    paired[0][pairs.official[e]!]! += p;
    paired[1][pairs.community[e]!]! += p;
  }
  const looked = new Uint8Array(sizes[0]);
  for (let i = 0; i < looked.length; i++) looked[i] = pairs.start[i + 1]! > pairs.start[i]! ? 1 : 0;
  return {
    // Official features without any candidate are among those without a counterpart.
    ...learn(weights, counts, chance, { official: sizes[0], community: sizes[1] }),
    naming: [
      namingBits(pairs.namings[0], paired[0], looked),
      namingBits(pairs.namings[1], paired[1], new Uint8Array(sizes[1]).fill(1)),
    ],
  };
};
