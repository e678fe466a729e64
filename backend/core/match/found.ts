import type { Scores } from './weights/scores.ts';
import type { Weights } from './weights/weights.ts';

/** The weights, and what they say of pairs: their bits on their own and their probability among all others. */
export type Found = Readonly<{
  weights: Weights;
  scores: Scores;
  /** log2 of the odds of each pair, were there no other */
  bits: Float64Array;
  probability: Float64Array;
}>;
