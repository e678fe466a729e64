import { AGREEING, GENERIC, NAME_LEVELS } from './compare-names.ts';
import { BEYOND, type Compared } from './pairs.ts';
import { levelIn, TRAITS } from './traits.ts';
import { type Tables, tablesOf, type Weights } from './weights.ts';

const LEVELS = NAME_LEVELS.length;

/** Bits of the usual surprise at finding a shared identifier further away than the radius: one place in some sixty. */
const FAR_BITS = -6;
/** Bits: rare names count at most so much more than usual, common ones at most so much less. */
const RARITY = { most: 3, least: -6 };

/** Bits of each part of the evidence under some weights; what the parts of one pair add up to is its log2 odds. */
export type Scores = Readonly<{
  /** What is known before any evidence. */
  prior: number;
  distance: (e: number) => number;
  name: (e: number) => number;
  trait: (trait: number, level: number) => number;
  /** log2 of the odds of a pair, were there no other; -Infinity where it cannot be. */
  all: (e: number) => number;
}>;

/** log2 of how many others are to be expected near each official feature by chance, few ones held to the usual number. */
export const crowdOf = (nearby: Float64Array): Float64Array => {
  const usual = Math.max(0.05, nearby.reduce((a, b) => a + b, 0) / Math.max(1, nearby.length));
  return nearby.map(count => Math.log2((count + 2) / (1 + 2 / usual)));
};

/** Far apart, one identifier under two names is two places: the number was given again, or mistyped. */
const isOtherName = (level: number): boolean => level > GENERIC && level < AGREEING;

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
  const rarity = (e: number): number => {
    const level = pairs.name[e]!;
    const usual = weights.usualBits[level]!;
    if (level < AGREEING || Number.isNaN(usual)) return 0;
    return Math.max(RARITY.least, Math.min(RARITY.most, pairs.shared[e]! - usual));
  };
  const distance = (e: number): number => {
    const [step, i] = [pairs.step[e]!, pairs.official[e]!];
    return step === BEYOND
      ? FAR_BITS - Math.log2(Math.max(1, pairs.metres[e]! / radii[i]!))
      : tables.distance[step]! - crowd[i]!;
  };
  const name = (e: number): number => {
    const [step, level] = [pairs.step[e]!, pairs.name[e]!];
    const [ours, theirs] = [pairs.namings[0][pairs.official[e]!]!, pairs.namings[1][pairs.community[e]!]!];
    return (
      tables.cell[step * LEVELS + level]! -
      tables.distance[step]! +
      rarity(e) +
      weights.naming[0][ours]! +
      weights.naming[1][theirs]!
    );
  };
  return {
    prior,
    distance,
    name,
    trait: (trait, level) => tables.traits[trait]![level]!,
    all: e =>
      pairs.step[e] === BEYOND && isOtherName(pairs.name[e]!)
        ? Number.NEGATIVE_INFINITY
        : prior + distance(e) + name(e) + pattern(pairs.traits[e]!),
  };
};
