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

/** Share of the radius at the end of each step but the last. */
const ENDS = Float64Array.from({ length: DISTANCE_STEPS - 1 }, (_, step) => NEAREST * Math.exp(RATIO * step));

/** Share of the radius at the end of a step. */
export const endOf = (step: number): number => ENDS[step] ?? 1;

/** Bits of a 32-bit number that tell shares apart by less than the ratio of two steps: its exponent and six of its fraction. */
const FINE = 17;
const share32 = new Float32Array(1);
const bits32 = new Uint32Array(share32.buffer);
const fineOf = (share: number): number => {
  share32[0] = share;
  return bits32[0]! >>> FINE;
};
const FIRST_FINE = fineOf(NEAREST / 2);
/** The step in which shares begin that have such bits. */
const STEP_FROM = Uint8Array.from({ length: fineOf(1) - FIRST_FINE + 1 }, (_, n) => {
  bits32[0] = (n + FIRST_FINE) << FINE;
  const begin = share32[0]!;
  let step = 0;
  while (step < ENDS.length && begin > ENDS[step]!) step++;
  return step;
});

/** The step of a share of the radius, 0 to 1: looked up, for a logarithm takes as long as all else that is done with a pair's distance. */
export const stepOf = (share: number): number => {
  const fine = fineOf(share) - FIRST_FINE;
  if (fine < 0) return 0;
  let step = STEP_FROM[Math.min(fine, STEP_FROM.length - 1)]!;
  if (step > 0 && share <= ENDS[step - 1]!) step--;
  return step < ENDS.length && share > ENDS[step]! ? step + 1 : step;
};

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
  const { official, community, metres, far } = candidates;
  const count = community.length;
  const [name, traits, levels, step] = [uint8(count), uint16(count), uint16(count), uint8(count)];
  const similarity = float32(count);
  const [ours, theirs] = [uint32(count), uint32(count)];
  const names = noComparison();
  for (let e = 0; e < count; e++) {
    const i = official[e]!;
    const j = community[e]!;
    compareNames(i, j, names);
    name[e] = agreementOf(names);
    similarity[e] = names.similarity;
    ours[e] = names.official;
    theirs[e] = names.community;
    traits[e] = pattern(i, j);
    levels[e] = others(i, j);
    step[e] = far[e] === 1 ? BEYOND : stepOf(metres[e]! / radii[i]!);
    if (e % 65_536 === 0) onProgress(e / count);
  }
  onProgress(1);
  return { ...candidates, namings, name, traits, others: levels, step, similarity, best: [ours, theirs] };
};
