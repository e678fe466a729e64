import { MOST_KEYS } from '../evidence/other-tags.ts';
import { BEYOND, type Compared } from '../evidence/pairs.ts';
import { levelIn, TRAITS } from '../evidence/traits.ts';
import { AGREEMENTS, isOtherName, LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { type Tables, tablesOf } from './tables.ts';
import type { Weights } from './weights.ts';

/** Bits of the usual surprise at finding a shared identifier further away than the radius: one place in some sixty. */
const FAR_BITS = -6;
/** Share of true pairs whose names cannot be compared, below which that is unusual. */
const UNUSUAL = 0.01;
/** Bits: a little less probable than not. */
const DOUBT = -0.1;

/** Bits of each part of the evidence under some weights; what the parts of one pair add up to is its log2 odds. */
export type Scores = Readonly<{
  /** What is known before any evidence. */
  prior: number;
  distance: (e: number) => number;
  name: (e: number) => number;
  trait: (trait: number, level: number) => number;
  /** of one of the other tags */
  other: (key: number, level: number) => number;
  /** what is taken off since the names cannot be compared, where those of nearly all others can */
  doubt: (e: number) => number;
  /** log2 of the odds of a pair, were there no other; -Infinity where it cannot be. */
  all: (e: number) => number;
}>;

/** log2 of how many others are to be expected near each official feature by chance, few ones held to the usual number. */
export const crowdOf = (nearby: Float64Array): Float64Array => {
  const usual = Math.max(0.05, nearby.reduce((a, b) => a + b, 0) / Math.max(1, nearby.length));
  return nearby.map(count => Math.log2((count + 2) / (1 + 2 / usual)));
};

export const scores = (
  pairs: Compared,
  radii: Float64Array,
  crowd: Float64Array,
  weights: Weights,
  oneToMany: boolean,
): Scores => {
  const tables: Tables = tablesOf(weights);
  // One that may have several counterparts is not used up by the first.
  const rest = oneToMany ? 1 : 1 - weights.paired;
  const prior = Math.log2(weights.paired / rest) - Math.log2(weights.background);
  const ofPattern = new Float64Array(1 << (3 * TRAITS.length)).fill(Number.NaN);
  const pattern = (traits: number): number => {
    if (Number.isNaN(ofPattern[traits]!))
      ofPattern[traits] = tables.traits.reduce((sum, table, t) => sum + table[levelIn(traits, t)]!, 0);
    return ofPattern[traits]!;
  };
  const ofOthers = new Float64Array(1 << (2 * MOST_KEYS)).fill(Number.NaN);
  const others = (e: number): number => {
    const levels = pairs.others[e]!;
    if (Number.isNaN(ofOthers[levels]!)) {
      let sum = 0;
      for (let k = 0, all = levels; all !== 0; k++, all >>= 2)
        if ((all & 3) !== 0) sum += weights.others[k]![(all & 3) - 1]!;
      ofOthers[levels] = sum;
    }
    return ofOthers[levels]!;
  };
  const distance = (e: number): number => {
    const [step, i] = [pairs.step[e]!, pairs.official[e]!];
    return step === BEYOND
      ? FAR_BITS - Math.log2(Math.max(1, pairs.metres[e]! / radii[i]!))
      : tables.distance[step]! - crowd[i]!;
  };
  const name = (e: number): number => {
    const [step, agreement] = [pairs.step[e]!, pairs.name[e]!];
    const [ours, theirs] = [pairs.namings[0][pairs.official[e]!]!, pairs.namings[1][pairs.community[e]!]!];
    return (
      tables.agreement[step * AGREEMENTS + agreement]! -
      tables.distance[step]! +
      weights.naming[0][ours]! +
      weights.naming[1][theirs]!
    );
  };
  /**
   * Where nearly all names can be compared, one that cannot is a reason to look, however near: it may be a double that
   * somebody left without a name. Its place alone makes a pair no more than as probable as not.
   */
  const isDoubtful = (e: number): boolean =>
    weights.nameless < UNUSUAL &&
    pairs.name[e]! < LOWEST_NAME_LEVEL &&
    pattern(pairs.traits[e]!) + others(e) <= 0;
  const sum = (e: number): number => prior + distance(e) + name(e) + pattern(pairs.traits[e]!) + others(e);
  const doubt = (e: number): number => (isDoubtful(e) ? Math.min(0, DOUBT - sum(e)) : 0);
  return {
    prior,
    distance,
    name,
    trait: (trait, level) => tables.traits[trait]![level]!,
    other: (key, level) => (level === 0 ? 0 : weights.others[key]![level - 1]!),
    doubt,
    all: e =>
      // Far apart, one identifier under two names is two places: the number was given again, or mistyped.
      pairs.step[e] === BEYOND && isOtherName(pairs.name[e]!) ? Number.NEGATIVE_INFINITY : sum(e) + doubt(e),
  };
};
