import { BEYOND, DISTANCE_STEPS, shareAt } from '../evidence/pairs.ts';
import { AGREEMENTS, LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { likelyName, type Weights } from './weights.ts';

/** How much denser a kernel is at a share of the radius than points strewn evenly within the radius. */
const density = (share: number, width: number): number =>
  Math.exp(-(share * share) / (2 * width * width)) /
  (2 * width * width * (1 - Math.exp(-1 / (2 * width * width))));

/** For each step, how dense the kernels of such widths are there, weighed by their shares. */
export const densities = ({ widths, kernels }: Pick<Weights, 'widths' | 'kernels'>): Float64Array => {
  const all = new Float64Array(DISTANCE_STEPS * widths.length);
  for (let step = 0; step < DISTANCE_STEPS; step++)
    for (let k = 0; k < widths.length; k++)
      all[step * widths.length + k] = kernels[k]! * density(shareAt(step), widths[k]!);
  return all;
};

/** For each step, which share of the true pairs there are each kernel's. */
export const kernelShares = (weights: Pick<Weights, 'widths' | 'kernels'>): Float64Array => {
  const K = weights.widths.length;
  const all = densities(weights);
  for (let step = 0; step < DISTANCE_STEPS; step++) {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += all[step * K + k]!;
    for (let k = 0; k < K; k++) all[step * K + k]! /= sum;
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
  const names = likelyNamesOf(weights);
  const distance = new Float64Array(DISTANCE_STEPS + 1);
  const agreement = new Float64Array((DISTANCE_STEPS + 1) * AGREEMENTS);
  for (let step = 0; step <= DISTANCE_STEPS; step++) {
    // Beyond the radius, how far does not matter here.
    const at = (k: number): number => (step === BEYOND ? weights.kernels[k]! : dense[step * K + k]!);
    let sum = 0;
    for (let k = 0; k < K; k++) sum += at(k);
    distance[step] = Math.log2(sum);
    for (let c = 0; c < AGREEMENTS; c++) {
      let likely = 0;
      for (let k = 0; k < K; k++) likely += at(k) * names[k * AGREEMENTS + c]!;
      agreement[step * AGREEMENTS + c] = Math.log2(
        likely / (c < LOWEST_NAME_LEVEL ? 1 : weights.unlikelyNames[c]!),
      );
    }
  }
  const traits = weights.likelyTraits.map((likely, t) =>
    Float64Array.from([0, ...likely], (value, level) =>
      level === 0 ? 0 : Math.log2(value / weights.unlikelyTraits[t]![level - 1]!),
    ),
  );
  return { distance, agreement, traits };
};
