import { float64, uint8 } from '../columns/columns.ts';
import { BEYOND, type Compared } from '../evidence/pairs.ts';
import type { Pattern } from '../evidence/traits.ts';
import { settle } from '../labels.ts';
import type { Chance } from '../names/chance.ts';
import { AGREEMENTS } from '../names/compare-names.ts';
import type { Candidates } from '../near/candidates.ts';
import { beliefs, type Graph, messages } from '../rivals/beliefs.ts';
import { type Counts, emptyCounts, emptyPatternCounts, learn } from './learn.ts';
import { namingBits } from './naming-bits.ts';
import { emptyLevelCounts, levelAt } from './other-bits.ts';
import { blocks, type Range, type Sample } from './sample.ts';
import { fillOdds, scores } from './scores.ts';
import { firstWeights, type Weights } from './weights.ts';

const ROUNDS = 30;
/** Share of features; when the shares of paired ones move less, the weights have settled. */
const SETTLED = 2e-4;
const SWEEPS = { first: 8, next: 3 };
/** Pairs that are enough to begin with. */
const FIRST = 15_000;

/**
 * Weights by expectation maximisation, with the beliefs of a one-to-one matching as expectation; what is said of pairs is
 * fixed in each. `chance`: how names agree of places that are not one, and how near these lie; `widest` is the largest radius, in metres.
 */
export const estimate = (
  { pairs, radii, crowd, sizes, said }: Sample,
  chance: Readonly<{ names: Chance; nearness: Float64Array }>,
  widest: number,
  oneToMany: boolean,
  onProgress: (share: number) => void,
): Weights => {
  const graph: Graph = { start: pairs.start, community: pairs.community, sizes };
  const count = pairs.community.length;
  const [odds, probability, bits] = [float64(count), float64(count), float64(count)];
  const paired = [float64(sizes[0]), float64(sizes[1])] as const;
  const post = messages(graph);
  let weights = firstWeights(widest, chance.nearness);
  // A few of the pairs go most of the way, all of them the rest.
  for (const [stage, ranges] of stagesOf(pairs.start).entries()) {
    const looked = lookedAt(pairs, ranges, sizes);
    for (let round = 0; round < ROUNDS; round++) {
      const by = scores(pairs, radii, crowd, weights, oneToMany);
      for (const [from, to] of ranges) {
        by.fill(bits, pairs.start[from]!, pairs.start[to]!);
        fillOdds(bits, odds, pairs.start[from]!, pairs.start[to]!);
      }
      if (said) settle(said, pairs, by, bits, odds);
      const sweeps = round === 0 ? SWEEPS.first : SWEEPS.next;
      beliefs(graph, odds, probability, post, { oneToMany, sweeps, ranges });
      const before = weights;
      weights = maximise(before, pairs, chance.names, probability, ranges, looked, paired);
      onProgress((stage + (round + 1) / ROUNDS) / 2);
      const moved =
        Math.abs(weights.paired - before.paired) + Math.abs(weights.background - before.background);
      if (moved < SETTLED) break;
    }
  }
  return weights;
};

/** Official features, from and to (left out), that are looked at: some first, where there are many pairs, then all. */
const stagesOf = (start: Uint32Array): readonly (readonly Range[])[] => {
  const count = start.length - 1;
  const all: readonly Range[] = [[0, count]];
  const pairs = start[count]!;
  if (pairs <= 2 * FIRST) return [all];
  return [blocks(count, FIRST / pairs), all];
};

/** The features of either side that pairs of the ranges speak of: 1, others 0. */
const lookedAt = (
  pairs: Candidates,
  ranges: readonly Range[],
  sizes: readonly [number, number],
): readonly [Uint8Array, Uint8Array] => {
  const looked = [uint8(sizes[0]), uint8(sizes[1])] as const;
  for (const [from, to] of ranges)
    for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) {
      looked[0][pairs.official[e]!] = 1;
      looked[1][pairs.community[e]!] = 1;
    }
  return looked;
};

/** Counts what a pair's traits and other tags say, which is nothing of most. */
const countTags = (counts: Counts, traits: Pattern, others: number, step: number, p: number): void => {
  if (traits !== 0) {
    counts.patterns ??= emptyPatternCounts();
    counts.patterns.likely[traits]! += p;
    counts.patterns.unlikely[traits]! += 1 - p;
  }
  for (let k = 0, all = others; all !== 0; k++, all >>= 2) {
    if ((all & 3) === 0) continue;
    counts.others[k] ??= emptyLevelCounts();
    counts.others[k]!.likely[levelAt(step, all & 3)]! += p;
    counts.others[k]!.unlikely[all & 3]! += 1 - p;
  }
};

/** The weights that the beliefs make most probable. `paired` is room for the sums of each feature's beliefs. */
const maximise = (
  weights: Weights,
  pairs: Candidates & Compared,
  chance: Chance,
  probability: Float64Array,
  ranges: readonly Range[],
  looked: readonly [Uint8Array, Uint8Array],
  paired: readonly [Float64Array, Float64Array],
): Weights => {
  const counts = emptyCounts();
  for (const side of paired) side.fill(0);
  const { step, name, traits, others, official: ours, community: theirs } = pairs;
  const count = (e: number): void => {
    if (step[e] === BEYOND) return;
    const p = probability[e]!;
    const at = step[e]! * AGREEMENTS + name[e]!;
    counts.likely[at]! += p;
    counts.unlikely[at]! += 1 - p;
    if ((traits[e]! | others[e]!) !== 0) countTags(counts, traits[e]!, others[e]!, step[e]!, p);
    paired[0][ours[e]!]! += p;
    paired[1][theirs[e]!]! += p;
  };
  for (const [from, to] of ranges) for (let e = pairs.start[from]!; e < pairs.start[to]!; e++) count(e);
  const official = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const community = looked[1].reduce((sum, is) => sum + is, 0);
  return {
    // Official features without any candidate are among those without a counterpart.
    ...learn(weights, counts, chance, { official, community }),
    naming: [
      namingBits(pairs.namings[0], paired[0], looked[0]),
      namingBits(pairs.namings[1], paired[1], looked[1]),
    ],
  };
};
