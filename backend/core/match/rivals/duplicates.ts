import { compareText } from '../../compare-text.ts';
import type { Feature } from '../../feature.ts';
import { METRES_PER_DEGREE } from '../../geo.ts';
import { metresToFeature } from '../../metres-to-feature.ts';
import { inTurn, uint8, uint32 } from '../columns/columns.ts';
import { growingUint32, push } from '../columns/growing.ts';
import { radixOrder } from '../columns/radix-order.ts';
import type { Pairs } from '../evidence/pairs.ts';
import type { DuplicateGroup } from '../match.ts';
import { VERDICTS } from '../match-options.ts';
import type { Tellings } from '../names/tellings.ts';
import { sameIdentifier } from '../near/identifiers.ts';
import type { Places } from '../near/places.ts';
import { SLACK } from '../near/rows.ts';
import { union } from './union.ts';

/** metres; two features without names of their own are one place only where they lie on each other */
const ON_EACH_OTHER = 2;
/** metres; two features of one name are one place only where they are not two entrances, platforms or branches */
const NEXT_TO_EACH_OTHER = 100;
/** Bearers of one name, above which it is a chain's. */
const MOST_BEARERS = 8;

/** Finds the features of one side that describe one place twice; of two that are held by a counterpart each, none is. */
const duplicateFinder = (
  featureOf: (n: number) => Feature,
  { lat, reach }: Pick<Places, 'lat' | 'reach'>,
  { start, keys, bearers }: Tellings,
  identifiers: readonly string[],
  radius: number,
  held: Uint8Array,
) => {
  const pairs: [number, number][] = [];
  const telling = (i: number): boolean => start[i + 1]! > start[i]!;
  const shareName = (i: number, j: number): boolean => {
    for (let n = start[i]!; n < start[i + 1]!; n++)
      for (let m = start[j]!; m < start[j + 1]!; m++)
        if (keys[2 * n] === keys[2 * m] && keys[2 * n + 1] === keys[2 * m + 1]) return true;
    return false;
  };

  const furthest = Math.min(NEXT_TO_EACH_OTHER, radius);
  /** Degrees of latitude that two points cannot be further apart: most are told apart without a look at the features. */
  const furthestNorth = (furthest + SLACK) / METRES_PER_DEGREE;

  /** Whether two features of the side describe one place. */
  const same = (i: number, j: number): boolean => {
    if (reach === null && Math.abs(lat[i]! - lat[j]!) > furthestNorth) return false;
    const named = telling(i) || telling(j);
    if (identifiers.length === 0 && named && !shareName(i, j)) return false;
    const [a, b] = [featureOf(i), featureOf(j)];
    const there = metresToFeature(a.at, b);
    const apart = a.shape || b.shape ? Math.min(there, metresToFeature(b.at, a)) : there;
    if (!(apart <= furthest)) return false;
    for (const key of identifiers) {
      const [x, y] = [a.tags[key], b.tags[key]];
      if (x !== undefined && y !== undefined) return sameIdentifier(x, y);
    }
    return named ? shareName(i, j) : apart <= ON_EACH_OTHER;
  };

  const look = (i: number, j: number): void => {
    if ((held[i] === 0 || held[j] === 0) && same(i, j)) pairs.push([i, j]);
  };

  const lookAtNamesakes = (): void => {
    const [borne, bearer] = [growingUint32(1024), growingUint32(1024)];
    for (let i = 0; i + 1 < start.length; i++)
      for (let n = start[i]!; n < start[i + 1]!; n++)
        if (bearers[n]! > 1 && bearers[n]! <= MOST_BEARERS) {
          push(borne, n);
          push(bearer, i);
        }
    const [first, second] = [uint32(borne.length), uint32(borne.length)];
    for (let n = 0; n < borne.length; n++) {
      first[n] = keys[2 * borne.values[n]!]!;
      second[n] = keys[2 * borne.values[n]! + 1]!;
    }
    const order = radixOrder(radixOrder(inTurn(borne.length), second), first);
    for (let from = 0; from < order.length; from++) {
      const a = order[from]!;
      for (let to = from + 1; to < order.length; to++) {
        const b = order[to]!;
        if (first[a] !== first[b] || second[a] !== second[b]) break;
        look(bearer.values[a]!, bearer.values[b]!);
      }
    }
  };
  return {
    /** Those that were found to be one place. */
    pairs,
    /** Looks whether two features are one place. */
    look,
    /** Looks at every two that bear one name that few bear. */
    lookAtNamesakes,
  };
};

/** Features of one side that belong together: the place of each (the number of its first feature), and as listed. */
export type Groups = Readonly<{
  placeOf: (i: number) => number;
  size: (i: number) => number;
  listed: readonly DuplicateGroup[];
}>;

const groupsOf = (
  pairs: readonly (readonly [number, number])[],
  featureOf: (n: number) => Feature,
  count: number,
): Groups => {
  const sets = union(count);
  for (const [a, b] of pairs) sets.join(a, b);
  const members = new Map<number, Set<number>>();
  const sizes = uint32(count);
  for (const i of pairs.flat()) {
    const place = sets.root(i);
    members.set(place, (members.get(place) ?? new Set<number>()).add(i));
  }
  for (const group of members.values()) for (const i of group) sizes[i] = group.size;
  const listed = [...members.values()]
    .map(group => [...group].map(i => featureOf(i).id).sort(compareText))
    .map(([keep = '', ...others]) => ({ keep, others }))
    .sort((a, b) => compareText(a.keep, b.keep));
  return { placeOf: sets.root, size: i => sizes[i]! || 1, listed };
};

/** Least probability of a pair that makes two features rivals for one counterpart. */
const RIVAL = 1e-3;

/**
 * Duplicates of each side: rivals for one counterpart that are one place, and namesakes next to each other. Two features
 * that have a counterpart each are two places; one that is improbable is none.
 */
export const duplicatesOf = (
  featuresOf: readonly [(i: number) => Feature, (j: number) => Feature],
  places: readonly [Places, Places],
  pairs: Pick<Pairs, 'official' | 'community'>,
  probability: Float64Array,
  partner: readonly [Int32Array, Int32Array],
  tellings: readonly [Tellings, Tellings],
  identifiers: readonly string[],
  radius: number,
): readonly [Groups, Groups] => {
  const { official: ours, community: theirs } = pairs;
  const held = partner.map(of => uint8(of.length)) as [Uint8Array, Uint8Array];
  for (let e = 0; e < theirs.length; e++) {
    if (probability[e]! < VERDICTS.possible) continue;
    const [i, j] = [ours[e]!, theirs[e]!];
    if (partner[0][i] === j) held[0][i] = 1;
    if (partner[1][j] === i) held[1][j] = 1;
  }
  const finder = (side: 0 | 1) =>
    duplicateFinder(featuresOf[side], places[side], tellings[side], identifiers, radius, held[side]);
  const found = [finder(0), finder(1)] as const;
  for (let e = 0; e < theirs.length; e++) {
    if (probability[e]! < RIVAL) continue;
    const i = ours[e]!;
    const j = theirs[e]!;
    const holder = partner[1][j]!;
    const other = partner[0][i]!;
    if (holder >= 0 && holder !== i && held[0][i] === 0) found[0].look(holder, i);
    if (other >= 0 && other !== j && held[1][j] === 0) found[1].look(other, j);
  }
  const groups = (side: 0 | 1): Groups => {
    found[side].lookAtNamesakes();
    return groupsOf(found[side].pairs, featuresOf[side], partner[side].length);
  };
  return [groups(0), groups(1)];
};

/**
 * The probability that the two features of a pair are one place. A place that is there twice splits its probability
 * between the two; that it is the place is as sure as both together.
 */
export const probabilityOfPlace = (
  pairs: Pick<Pairs, 'official' | 'community'>,
  probability: Float64Array,
  [official, community]: readonly [Groups, Groups],
): ((e: number) => number) => {
  const sums = new Map<string, number>();
  const { official: ours, community: theirs } = pairs;
  const isTwice = (e: number): boolean => official.size(ours[e]!) > 1 || community.size(theirs[e]!) > 1;
  const placesOf = (e: number): string => `${official.placeOf(ours[e]!)} ${community.placeOf(theirs[e]!)}`;
  if (official.listed.length + community.listed.length === 0) return e => probability[e]!;
  for (let e = 0; e < probability.length; e++)
    if (isTwice(e)) sums.set(placesOf(e), (sums.get(placesOf(e)) ?? 0) + probability[e]!);
  return e => {
    if (!isTwice(e)) return probability[e]!;
    const size = Math.min(official.size(ours[e]!), community.size(theirs[e]!));
    return Math.min(1, Math.max(probability[e]!, (sums.get(placesOf(e)) ?? 0) / size));
  };
};
