import { MOST_KEYS } from '../evidence/other-tags.ts';
import { TRAITS } from '../evidence/traits.ts';
import { LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { NAMINGS } from '../names/namings.ts';
import { LIKELY_NAMES, UNLIKELY_NAMES } from './expected-names.ts';
import { bitsEverywhere } from './other-bits.ts';

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
  /** for each step of distance, how many times as many other places lie there as of points strewn evenly */
  nearness: Float64Array;
  /** share of each kernel's pairs that were renamed: their names agree no more than those of any two places */
  renamed: Float64Array;
  /** how often the names of one place that was not renamed, and of two places, are of each agreement */
  likelyNames: Float64Array;
  unlikelyNames: Float64Array;
  /** how often a true and an untrue pair has each level (from 1) of each trait */
  likelyTraits: Float64Array[];
  unlikelyTraits: Float64Array[];
  /** bits of the levels of each other tag, by distance step, as levelAt has them */
  others: readonly Float64Array[];
  /** bits that each naming of a side's features speaks for their having a counterpart at all */
  naming: readonly [Float64Array, Float64Array];
  /** share of true pairs whose names cannot be compared */
  nameless: number;
};

/** Share of true pairs that were renamed, before any data. */
export const USUALLY_RENAMED = 0.03;

/** metres; two surveys of one point lie about so far apart */
const SHARPEST = 1.5;
/** Share of the radius: the widest kernel is nearly flat within it, for what was moved at random. */
const WIDEST = 0.9;

/** Bits, before any data: tags of one place agree more often than those of two. */
const EXPECTED_OF_OTHERS = [-1, 0.5, 1] as const;

export const firstWeights = (radius: number, nearness: Float64Array): Weights => {
  const widths: number[] = [];
  for (let width = WIDEST; width * radius >= SHARPEST / 2 && widths.length < 14; width /= 2)
    widths.unshift(width);
  if (widths.length === 0) widths.push(WIDEST);
  return {
    paired: 0.5,
    background: 0.5,
    kernels: new Float64Array(widths.length).fill(1 / widths.length),
    widths: Float64Array.from(widths),
    nearness,
    renamed: new Float64Array(widths.length).fill(USUALLY_RENAMED),
    likelyNames: Float64Array.from(LIKELY_NAMES),
    unlikelyNames: Float64Array.from(UNLIKELY_NAMES),
    likelyTraits: TRAITS.map(trait => Float64Array.from(trait.likely)),
    unlikelyTraits: TRAITS.map(trait => Float64Array.from(trait.unlikely)),
    others: Array.from({ length: MOST_KEYS }, () => bitsEverywhere(EXPECTED_OF_OTHERS)),
    naming: [new Float64Array(NAMINGS.length), new Float64Array(NAMINGS.length)],
    nameless: 1,
  };
};

/** How often the names of a true pair of a kernel are of an agreement. */
export const likelyName = (
  { renamed, likelyNames, unlikelyNames }: Weights,
  kernel: number,
  agreement: number,
): number =>
  agreement < LOWEST_NAME_LEVEL
    ? 1
    : (1 - renamed[kernel]!) * likelyNames[agreement]! + renamed[kernel]! * unlikelyNames[agreement]!;
