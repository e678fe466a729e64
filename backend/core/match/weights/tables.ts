import { BEYOND, shareAt } from '../evidence/pairs.ts';
import { AGREEMENTS, LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { likelyName, type Weights } from './weights.ts';

/** How much denser a kernel is at a share of the radius than points strewn evenly within the radius. */
const density = (share: number, width: number): number =>
  Math.exp(-(share * share) / (2 * width * width)) /
  (2 * width * width * (1 - Math.exp(-1 / (2 * width * width))));

/** For each step, how dense the kernels of such widths are there beside points strewn evenly, weighed by their shares; beyond the radius, how far does not matter here. */
export const densities = ({ widths, kernels }: Pick<Weights, 'widths' | 'kernels'>): Float64Array => {
  const K = widths.length;
  const all = new Float64Array((BEYOND + 1) * K);
  for (let step = 0; step < BEYOND; step++)
    for (let k = 0; k < K; k++) all[step * K + k] = kernels[k]! * density(shareAt(step), widths[k]!);
  all.set(kernels, BEYOND * K);
  return all;
};

/** For each step, which share of the true pairs there are each kernel's. */
export const kernelShares = (weights: Pick<Weights, 'widths' | 'kernels'>): Float64Array => {
  const K = weights.widths.length;
  const all = densities(weights);
  for (let first = 0; first < all.length; first += K) {
    let sum = 0;
    for (let k = first; k < first + K; k++) sum += all[k]!;
    for (let k = first; k < first + K; k++) all[k]! /= sum;
  }
  return all;
};

/** For each kernel, how often the names of its true pairs are of each agreement. */
export const likelyNamesOf = (weights: Weights): Float64Array => {
  const all = new Float64Array(weights.widths.length * AGREEMENTS);
  for (let k = 0; k < weights.widths.length; k++)
    for (let agreement = 0; agreement < AGREEMENTS; agreement++)
      all[k * AGREEMENTS + agreement] = likelyName(weights, k, agreement);
  return all;
};

/** Bits for and against, by agreement: of distance alone, and of distance and name together. */
export type Tables = Readonly<{
  distance: Float64Array;
  agreement: Float64Array;
  traits: readonly Float64Array[];
}>;

export const tablesOf = (weights: Weights): Tables => {
  const K = weights.widths.length;
  const dense = densities(weights);
  for (let step = 0; step < BEYOND; step++)
    for (let k = 0; k < K; k++) dense[step * K + k]! /= weights.nearness[step]!;
  return {
    distance: distanceBits(dense, K),
    agreement: agreementBits(dense, likelyNamesOf(weights), weights.unlikelyNames, K),
    traits: weights.likelyTraits.map((likely, t) =>
      Float64Array.from([0, ...likely], (value, level) =>
        level === 0 ? 0 : Math.log2(value / weights.unlikelyTraits[t]![level - 1]!),
      ),
    ),
  };
};

const distanceBits = (dense: Float64Array, K: number): Float64Array => {
  const bits = new Float64Array(BEYOND + 1);
  for (let step = 0; step <= BEYOND; step++) {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += dense[step * K + k]!;
    bits[step] = Math.log2(sum);
  }
  return bits;
};

/** Of distance and name together; `likely` by kernel. */
const agreementBits = (
  dense: Float64Array,
  likely: Float64Array,
  unlikely: Float64Array,
  K: number,
): Float64Array => {
  const bits = new Float64Array((BEYOND + 1) * AGREEMENTS);
  for (let step = 0; step <= BEYOND; step++)
    for (let c = 0; c < AGREEMENTS; c++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += dense[step * K + k]! * likely[k * AGREEMENTS + c]!;
      bits[step * AGREEMENTS + c] = Math.log2(sum / (c < LOWEST_NAME_LEVEL ? 1 : unlikely[c]!));
    }
  return bits;
};
