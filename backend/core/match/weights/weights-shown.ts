import { TRAITS } from '../evidence/traits.ts';
import { rounded } from '../explain.ts';
import { LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { likelyName, type Weights } from './weights.ts';

/** The learnt weights by name, as the result shows them: shares, except `*.bits`, which are log2 of likelihood ratios. */
export const weightsShown = (weights: Weights): Readonly<Record<string, readonly number[]>> => {
  const together = weights.unlikelyNames.map((_, level) =>
    weights.kernels.reduce((sum, share, k) => sum + share * likelyName(weights, k, level), 0),
  );
  const naming = (bits: Float64Array): readonly number[] => Array.from(bits, rounded);
  const bits = (likely: ArrayLike<number>, unlikely: ArrayLike<number>): readonly number[] =>
    Array.from(likely, (value, l) => rounded(Math.log2(value / unlikely[l]!)));
  return {
    paired: [rounded(weights.paired)],
    background: [rounded(weights.background)],
    'distance.share': Array.from(weights.kernels, rounded),
    renamed: Array.from(weights.renamed, rounded),
    'distance.width': Array.from(weights.widths, rounded),
    'name.bits': bits(
      together.subarray(LOWEST_NAME_LEVEL),
      weights.unlikelyNames.subarray(LOWEST_NAME_LEVEL),
    ),
    'naming.official.bits': naming(weights.naming[0]),
    'naming.community.bits': naming(weights.naming[1]),
    ...Object.fromEntries(
      TRAITS.map(({ kind }, t) => [
        `${kind}.bits`,
        bits(weights.likelyTraits[t]!, weights.unlikelyTraits[t]!),
      ]),
    ),
  };
};
