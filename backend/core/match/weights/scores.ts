import { BEYOND, type Compared } from '../evidence/pairs.ts';
import { levelIn, TRAITS } from '../evidence/traits.ts';
import { AGREEMENTS, isOtherName, LOWEST_NAME_LEVEL } from '../names/compare-names.ts';
import { levelAt } from './other-bits.ts';
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
  /** of a pair's level of one of the other tags */
  other: (e: number, key: number, level: number) => number;
  /** what is taken off since the names cannot be compared, where those of nearly all others can */
  doubt: (e: number) => number;
  /** log2 of the odds of a pair, were there no other; -Infinity where it cannot be. */
  all: (e: number) => number;
  /** The same of all pairs, from and to (left out). */
  fill: (into: Float64Array, from: number, to: number) => void;
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
  // Millions of pairs are asked of: columns are looked up once.
  const { official, community, step, metres, name: agreements, traits, others: otherLevels } = pairs;
  const [ours, theirs] = pairs.namings;
  const tables: Tables = tablesOf(weights);
  const { distance: distances, agreement: names } = tables;
  const [ourNaming, theirNaming] = weights.naming;
  // One that may have several counterparts is not used up by the first.
  const rest = oneToMany ? 1 : 1 - weights.paired;
  const prior = Math.log2(weights.paired / rest) - Math.log2(weights.background);
  const isUnusual = weights.nameless < UNUSUAL;
  let ofPattern: Float64Array | null = null;
  const pattern = (levels: number): number => {
    if (levels === 0) return 0;
    ofPattern ??= new Float64Array(1 << (3 * TRAITS.length)).fill(Number.NaN);
    if (Number.isNaN(ofPattern[levels]!))
      ofPattern[levels] = tables.traits.reduce((sum, table, t) => sum + table[levelIn(levels, t)]!, 0);
    return ofPattern[levels]!;
  };
  const others = (levels: number, at: number): number => {
    let sum = 0;
    for (let k = 0, all = levels; all !== 0; k++, all >>= 2)
      if ((all & 3) !== 0) sum += weights.others[k]![levelAt(at, all & 3)]!;
    return sum;
  };
  const distance = (e: number): number => {
    const i = official[e]!;
    return step[e] === BEYOND
      ? FAR_BITS - Math.log2(Math.max(1, metres[e]! / radii[i]!))
      : distances[step[e]!]! - crowd[i]!;
  };
  const name = (e: number): number =>
    names[step[e]! * AGREEMENTS + agreements[e]!]! -
    distances[step[e]!]! +
    ourNaming[ours[official[e]!]!]! +
    theirNaming[theirs[community[e]!]!]!;
  /** Bits of traits and other tags. */
  const tags = (e: number): number => pattern(traits[e]!) + others(otherLevels[e]!, step[e]!);
  const sum = (e: number): number => prior + distance(e) + name(e) + tags(e);
  /**
   * Where nearly all names can be compared, one that cannot is a reason to look, however near: it may be a double that
   * somebody left without a name. Its place alone makes a pair no more than as probable as not.
   */
  const isDoubtful = (e: number): boolean => isUnusual && agreements[e]! < LOWEST_NAME_LEVEL && tags(e) <= 0;
  const doubt = (e: number): number => (isDoubtful(e) ? Math.min(0, DOUBT - sum(e)) : 0);
  const all = (e: number): number =>
    // Far apart, one identifier under two names is two places: the number was given again, or mistyped.
    step[e] === BEYOND && isOtherName(agreements[e]!) ? Number.NEGATIVE_INFINITY : sum(e) + doubt(e);
  const plain: Plain = { prior, distances, names, crowd, ourNaming, theirNaming, isUnusual };
  return {
    prior,
    distance,
    name,
    trait: (trait, level) => tables.traits[trait]![level]!,
    other: (e, key, level) => (level === 0 ? 0 : weights.others[key]![levelAt(step[e]!, level)]!),
    doubt,
    all,
    fill: (into, from, to) => fillBits(pairs, plain, all, into, from, to),
  };
};

/** What the bits of a pair within the radius are made of that agrees in nothing but name and distance: nearly all are so. */
type Plain = Readonly<{
  prior: number;
  distances: Float64Array;
  names: Float64Array;
  crowd: Float64Array;
  ourNaming: Float64Array;
  theirNaming: Float64Array;
  isUnusual: boolean;
}>;

/** The bits of pairs one after the other: those of plain ones here, which is many times as fast, of others as `all` has them. */
const fillBits = (
  { official, community, step, name: agreements, traits, others, namings: [ours, theirs] }: Compared,
  { prior, distances, names, crowd, ourNaming, theirNaming, isUnusual }: Plain,
  all: (e: number) => number,
  into: Float64Array,
  from: number,
  to: number,
): void => {
  const least = isUnusual ? LOWEST_NAME_LEVEL : 0;
  for (let e = from; e < to; e++) {
    const at = step[e]!;
    const agreement = agreements[e]!;
    if ((traits[e]! | others[e]!) !== 0 || at === BEYOND || agreement < least) {
      into[e] = all(e);
      continue;
    }
    const i = official[e]!;
    const distance = distances[at]! - crowd[i]!;
    const name =
      names[at * AGREEMENTS + agreement]! -
      distances[at]! +
      ourNaming[ours[i]!]! +
      theirNaming[theirs[community[e]!]!]!;
    into[e] = prior + distance + name;
  }
};

/** Odds of bits, from and to (left out); `2 ** bits` takes five times as long. */
export const fillOdds = (bits: Float64Array, into: Float64Array, from: number, to: number): void => {
  for (let e = from; e < to; e++) into[e] = Math.exp(Math.LN2 * bits[e]!);
};
