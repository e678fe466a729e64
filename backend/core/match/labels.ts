import type { Feature } from '../feature.ts';
import type { Compared } from './evidence/pairs.ts';
import { levelIn, TRAITS } from './evidence/traits.ts';
import { MOST_ODDS } from './rivals/beliefs.ts';
import type { Scores } from './weights/scores.ts';

/** A pair of which people have settled whether the two are one place. */
export type Label = Readonly<{ official: string; community: string; same: boolean }>;

/** What the labels say of a pair. `RIVAL`: one of its features is known to be the same place as another one. */
const [SILENT, SAME, APART, RIVAL] = [0, 1, 2, 3];
export type Said = Readonly<{
  ofPair: Uint8Array;
  isSame: (e: number) => boolean;
  isApart: (e: number) => boolean;
}>;

/** Bits of a settled answer: more than any evidence against it, so that the reasons of a pair still add up. */
export const SETTLED_BITS = 80;

export type Known = Readonly<{
  same: ReadonlyMap<number, readonly number[]>;
  apart: ReadonlyMap<number, readonly number[]>;
}>;

const numbersOf = (
  count: number,
  featureOf: (n: number) => Feature,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, number> => {
  const numbers = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    const { id } = featureOf(n);
    if (ids.has(id)) numbers.set(id, n);
  }
  return numbers;
};

const add = (to: Map<number, number[]>, key: number, value: number): void => {
  const list = to.get(key);
  if (!list) to.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
};

/**
 * The labels by the numbers of their features; those of features that are not here say nothing, of two that contradict each
 * other the later one speaks. Null: none is left.
 */
export const knownPairs = (
  labels: readonly Label[],
  sizes: readonly [number, number],
  featuresOf: readonly [(i: number) => Feature, (j: number) => Feature],
  oneToMany: boolean,
): Known | null => {
  if (labels.length === 0) return null;
  const ours = numbersOf(sizes[0], featuresOf[0], new Set(labels.map(label => label.official)));
  const theirs = numbersOf(sizes[1], featuresOf[1], new Set(labels.map(label => label.community)));
  const known = { same: new Map<number, number[]>(), apart: new Map<number, number[]>() };
  const told = new Set<string>();
  const taken = [new Set<number>(), new Set<number>()] as const;
  for (const label of [...labels].reverse()) {
    const [i, j] = [ours.get(label.official), theirs.get(label.community)];
    if (i === undefined || j === undefined || told.has(`${i} ${j}`)) continue;
    told.add(`${i} ${j}`);
    if (!label.same) add(known.apart, i, j);
    else if (!taken[1].has(j) && (oneToMany || !taken[0].has(i))) {
      add(known.same, i, j);
      taken[0].add(i);
      taken[1].add(j);
    }
  }
  return known.same.size + known.apart.size > 0 ? known : null;
};

/**
 * What the labels say of every pair, given by the numbers of its features. Where one feature has one counterpart, a pair
 * that is the same leaves no other.
 */
export const saidOf = (
  { official, community }: Readonly<{ official: ArrayLike<number>; community: ArrayLike<number> }>,
  { same, apart }: Known,
  oneToMany: boolean,
): Said => {
  const ofPair = new Uint8Array(community.length);
  const taken = new Set([...same.values()].flat());
  for (let e = 0; e < ofPair.length; e++) {
    const [i, j] = [official[e]!, community[e]!];
    if (same.get(i)?.includes(j)) ofPair[e] = SAME!;
    else if (apart.get(i)?.includes(j)) ofPair[e] = APART!;
    else if (taken.has(j) || (!oneToMany && same.has(i))) ofPair[e] = RIVAL!;
  }
  return { ofPair, isSame: e => ofPair[e] === SAME, isApart: e => ofPair[e] === APART };
};

/** Fixes bits and odds of what the labels speak of. */
export const settle = (
  { ofPair }: Said,
  pairs: Pick<Compared, 'traits'>,
  scores: Scores,
  bits: Float64Array,
  odds: Float64Array,
): void => {
  for (let e = 0; e < ofPair.length; e++) {
    if (ofPair[e] === SILENT) continue;
    odds[e] = ofPair[e] === SAME ? MOST_ODDS : 0;
    if (ofPair[e] === RIVAL) continue;
    const all = scores.all(e);
    // What is ruled out, an identifier under another name far away, people may have seen to be one.
    const own = Number.isFinite(all)
      ? all
      : TRAITS.reduce(
          (sum, _, t) => sum + scores.trait(t, levelIn(pairs.traits[e]!, t)),
          scores.prior + scores.distance(e) + scores.name(e),
        );
    bits[e] = own + (ofPair[e] === SAME ? SETTLED_BITS : -SETTLED_BITS);
  }
};

/** Probabilities as they would be if nothing had been said of rivals: two of them may still be one place listed twice. */
export const withRivals = ({ ofPair }: Said, bits: Float64Array, probability: Float64Array): Float64Array =>
  probability.map((value, e) => (ofPair[e] === RIVAL ? 1 / (1 + 2 ** -bits[e]!) : value));
