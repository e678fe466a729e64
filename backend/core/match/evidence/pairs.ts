import { float32, uint8, uint16, uint32 } from '../columns/columns.ts';
import { agreementOf, type NameComparison, noComparison } from '../names/compare-names.ts';
import type { Candidates } from '../near/candidates.ts';
import type { Pattern } from './traits.ts';

/** What was compared of some pairs, one entry a pair. */
export type Compared = Pick<Candidates, 'official' | 'community' | 'metres' | 'far'> &
  Readonly<{
    /** What their names say, below AGREEMENTS. */
    name: Uint8Array;
    traits: Uint16Array;
    /** What their other tags say, as otherTags has it. */
    others: Uint16Array;
    /** How each feature of either side is named: indexes NAMINGS. */
    namings: readonly [Uint8Array, Uint8Array];
    /** Distance as a share of the official feature's radius, in steps of DISTANCE_STEPS. */
    step: Uint8Array;
  }>;

/** What is known of each pair by itself, whatever its features are numbered by. */
export const PAIR_COLUMNS = ['metres', 'far', 'name', 'traits', 'others', 'step'] as const;
export type PairColumns = Pick<Compared, (typeof PAIR_COLUMNS)[number]>;

/** All candidates with what was compared, in their order. */
export type Pairs = Candidates &
  Compared &
  Readonly<{
    /** 0 to 1, of the best pair of names, and the numbers of those in the book. */
    similarity: Float32Array;
    best: readonly [Uint32Array, Uint32Array];
  }>;

/** Steps of equal ratio, from under the shortest distance that matters up to the radius; one more for pairs beyond it. */
export const DISTANCE_STEPS = 96;
export const BEYOND = DISTANCE_STEPS;
/** Share of the radius at the end of the first step. */
const NEAREST = 1 / 20_000;
const RATIO = -Math.log(NEAREST) / (DISTANCE_STEPS - 1);

/** Share of the radius in the middle of a step. */
export const shareAt = (step: number): number => (step === 0 ? 0 : NEAREST * Math.exp(RATIO * (step - 0.5)));

const stepOf = (share: number): number =>
  share <= NEAREST ? 0 : Math.min(DISTANCE_STEPS - 1, 1 + Math.floor(Math.log(share / NEAREST) / RATIO));

/** Compares every candidate pair. */
export const comparePairs = (
  candidates: Candidates,
  radii: Float64Array,
  compareNames: (official: number, community: number, into: NameComparison) => void,
  namings: readonly [Uint8Array, Uint8Array],
  pattern: (official: number, community: number) => Pattern,
  others: (official: number, community: number) => number,
  onProgress: (share: number) => void,
): Pairs => {
  const count = candidates.community.length;
  const pairs = {
    ...candidates,
    namings,
    name: uint8(count),
    traits: uint16(count),
    others: uint16(count),
    step: uint8(count),
    similarity: float32(count),
    best: [uint32(count), uint32(count)] as const,
  };
  const names = noComparison();
  for (let e = 0; e < count; e++) {
    const [i, j] = [candidates.official[e]!, candidates.community[e]!];
    compareNames(i, j, names);
    pairs.name[e] = agreementOf(names);
    pairs.similarity[e] = names.similarity;
    pairs.best[0][e] = names.official;
    pairs.best[1][e] = names.community;
    pairs.traits[e] = pattern(i, j);
    pairs.others[e] = others(i, j);
    pairs.step[e] = candidates.far[e] === 1 ? BEYOND : stepOf(candidates.metres[e]! / radii[i]!);
    if (e % 65_536 === 0) onProgress(e / count);
  }
  onProgress(1);
  return pairs;
};
