import { BEYOND, DISTANCE_STEPS, shareAt } from '../evidence/pairs.ts';
import { LOWEST_NAME_LEVEL, NAME_CELLS } from '../names/compare-names.ts';
import { likelyName, type Weights } from './weights.ts';

const CELLS = NAME_CELLS;

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

/** For each kernel, how often the names of its true pairs fall into each cell. */
export const likelyNamesOf = (weights: Weights): Float64Array => {
  const all = new Float64Array(weights.widths.length * CELLS);
  for (let k = 0; k < weights.widths.length; k++)
    for (let cell = 0; cell < CELLS; cell++) all[k * CELLS + cell] = likelyName(weights, k, cell);
  return all;
};

/** Bits for and against, by cell: of distance alone, and of distance and name together. */
export type Tables = Readonly<{
  distance: Float64Array;
  cell: Float64Array;
  traits: readonly Float64Array[];
}>;

export const tablesOf = (weights: Weights): Tables => {
  const K = weights.widths.length;
  const dense = densities(weights);
  const names = likelyNamesOf(weights);
  const distance = new Float64Array(DISTANCE_STEPS + 1);
  const cell = new Float64Array((DISTANCE_STEPS + 1) * CELLS);
  for (let step = 0; step <= DISTANCE_STEPS; step++) {
    // Beyond the radius, how far does not matter here.
    const at = (k: number): number => (step === BEYOND ? weights.kernels[k]! : dense[step * K + k]!);
    let sum = 0;
    for (let k = 0; k < K; k++) sum += at(k);
    distance[step] = Math.log2(sum);
    for (let c = 0; c < CELLS; c++) {
      let likely = 0;
      for (let k = 0; k < K; k++) likely += at(k) * names[k * CELLS + c]!;
      cell[step * CELLS + c] = Math.log2(likely / (c < LOWEST_NAME_LEVEL ? 1 : weights.unlikelyNames[c]!));
    }
  }
  const traits = weights.likelyTraits.map((likely, t) =>
    Float64Array.from([0, ...likely], (value, level) =>
      level === 0 ? 0 : Math.log2(value / weights.unlikelyTraits[t]![level - 1]!),
    ),
  );
  return { distance, cell, traits };
};
