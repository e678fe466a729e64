import { CHALLENGE_DEFAULTS } from '../challenge/challenge-defaults.ts';
import { compareText } from '../compare-text.ts';
import type { Feature, Tags } from '../feature.ts';
import { metresToFeature } from '../metres-to-feature.ts';
import { classOf } from '../tags.ts';
import { officialsAsked } from './asked.ts';
import type { CellPlaces, Described, Terms } from './cell.ts';
import { float64, inTurn, int32, uint8, uint32 } from './columns/columns.ts';
import { radixOrder } from './columns/radix-order.ts';
import { addressOf } from './evidence/address.ts';
import { otherKeys } from './evidence/other-tags.ts';
import { usualCode } from './evidence/phones.ts';
import { type Known, knownPairs } from './labels.ts';
import type { MatchOptions } from './match-options.ts';
import { type NamesOf, namesFor } from './names/readings.ts';
import { packNames } from './names/texts.ts';
import { type Shared, sharedIdentifiers } from './near/identifiers.ts';
import { namesakesOf } from './near/namesakes.ts';
import { type Places, placesOf, rowHeight } from './near/places.ts';
import { halo, type Rows, rowsByReach } from './near/rows.ts';
import { runningNumbers } from './near/running-numbers.ts';
import { type Shift, shiftBetween, shifted } from './near/shift.ts';
import type { Extra } from './near/with-extras.ts';

/** What a matching knows of the whole: features by number, and what they share at any distance. */
export type Matching = Readonly<{
  options: MatchOptions;
  /** taken out of the official positions: they stand where they would without it */
  shift: Shift | null;
  /** keys whose values were taken for running numbers, which name no place */
  running: readonly string[];
  terms: Terms;
  places: readonly [Places, Places];
  sizes: readonly [number, number];
  /** in the order in which they were given, and by number */
  features: readonly [readonly Feature[], readonly Feature[]];
  featuresOf: readonly [(i: number) => Feature, (j: number) => Feature];
  /** an official feature as it was given, without regard to a shift */
  listed: (i: number) => Feature;
  /** how names are read, by side */
  namesOf: readonly [NamesOf, NamesOf];
  /** metres, by official number */
  radii: Float64Array;
  rows: readonly Rows[];
  height: number;
  /** by official number, then community number and key */
  shared: readonly Shared[];
  /** what people have settled, by the features' numbers */
  known: Known | null;
  /** official numbers that labels speak of */
  labelled: ReadonlySet<number>;
}>;

function* allTags(features: readonly Feature[]): Generator<Tags> {
  for (const { tags } of features) yield tags;
}

export const beginMatching = (
  given: readonly Feature[],
  community: readonly Feature[],
  wanted: Partial<MatchOptions>,
): Matching => {
  const options: MatchOptions = { ...CHALLENGE_DEFAULTS.match, ...wanted };
  const { radius, classes, oneToMany, labels = [], asked = [] } = options;
  const height = rowHeight(radius);
  const [before, theirs] = [placesOf(given, height), placesOf(community, height)];
  const rows = rowsByReach(theirs, height);
  const shift = shiftBetween(before, rows, j => community[theirs.given[j]!]!);
  const official = shift ? given.map(one => ({ ...one, at: shifted(one.at, shift) })) : given;
  const places = [shift ? placesOf(official, height) : before, theirs] as const;
  const featuresOf = [
    (i: number): Feature => official[places[0].given[i]!]!,
    (j: number): Feature => community[places[1].given[j]!]!,
  ] as const;

  const radii = float64(official.length).fill(radius);
  const classRadius = new Map(classes?.classes.map(({ id, radius: own }) => [id, own]));
  if (classes && [...classRadius.values()].some(own => own !== undefined))
    for (let i = 0; i < radii.length; i++)
      radii[i] = classRadius.get(classOf(featuresOf[0](i).tags, classes) ?? '') || radius;

  const sizes = [official.length, community.length] as const;
  const known = knownPairs(labels, sizes, featuresOf, oneToMany);
  const labelled = new Set(known ? [...known.same.keys(), ...known.apart.keys()] : []);
  const identifiers = sharedIdentifiers(official, community, options.identifiers);
  const all = numbered(identifiers.shared, places);
  const guessed = identifiers.keys.filter(key => !options.identifiers.includes(key));
  const running = runningNumbers(guessed, all, places, rows, radius, featuresOf);
  const keys = identifiers.keys.filter(key => !running.has(key));
  return {
    options,
    shift,
    running: [...running],
    terms: {
      identifiers: keys,
      otherKeys: otherKeys([
        { length: sizes[0], at: i => featuresOf[0](i).tags },
        { length: sizes[1], at: j => featuresOf[1](j).tags },
      ]),
      addresses: official.some(({ tags }) => addressOf(tags) !== null),
      classes,
      callingCode: usualCode([allTags(official), allTags(community)]),
      oneToMany,
      kept: new Set([...labelled, ...officialsAsked(asked, sizes[0], featuresOf[0])]),
    },
    places,
    sizes,
    features: [official, community],
    featuresOf,
    namesOf: namesFor([i => featuresOf[0](i).tags, j => featuresOf[1](j).tags], sizes),
    listed: i => given[places[0].given[i]!]!,
    radii,
    rows,
    height,
    shared: running.size === 0 ? all : all.filter(({ key }) => !running.has(key)),
    known,
    labelled,
  };
};

/** The same with the features' numbers instead of their places in the lists. */
const numbered = (shared: readonly Shared[], places: readonly [Places, Places]): readonly Shared[] => {
  if (shared.length === 0) return [];
  const [ours, theirs] = places.map(({ given }) => {
    const numbers = new Uint32Array(given.length);
    for (let n = 0; n < given.length; n++) numbers[given[n]!] = n;
    return numbers;
  });
  return shared
    .map(one => ({ ...one, official: ours![one.official]!, community: theirs![one.community]! }))
    .sort(
      (a, b) =>
        a.official - b.official ||
        a.community - b.community ||
        compareText(a.key, b.key) ||
        compareText(a.value, b.value),
    );
};

/**
 * The official places in cells of neighbours, each with the rows of the community's that it can reach. `ends`: the number
 * that each cell ends before, the last of them that of all.
 */
export const cellsOf = (
  { places, radii, rows }: Matching,
  ends: readonly number[],
): readonly CellPlaces[] => {
  const [official] = places;
  if (ends.length === 1) return [{ official, range: [0, ends[0]!], rows, radii }];
  return ends.map((end, c): CellPlaces => {
    const range = [ends[c - 1] ?? 0, end] as const;
    let [south, north, widest] = [90, -90, 0];
    for (let i = range[0]; i < range[1]; i++) {
      // There is no such place.
      if (Number.isNaN(official.lat[i]!)) continue;
      south = Math.min(south, official.lat[i]!);
      north = Math.max(north, official.lat[i]!);
      widest = Math.max(widest, radii[i]!);
    }
    return { official, range, rows: rows.map(one => halo(one, south, north, widest)), radii };
  });
};

/** Candidates of the official places of a range beyond those that are near: by identifier or label, or by name in a crowd. */
export const extrasOf = (
  { places, featuresOf, namesOf, radii, height, shared, known: labels }: Matching,
  [from, to]: readonly [number, number],
  crowded: Uint32Array,
): readonly Extra[] => {
  const extra = (i: number, j: number): Extra => {
    const metres = metresToFeature(featuresOf[0](i).at, featuresOf[1](j));
    // In a crowd one may lie within the radius and still not be among the nearest.
    return { official: i - from, community: j, metres, far: !(metres <= radii[i]!) };
  };
  const namesakes =
    crowded.length > 0 ? namesakesOf(crowded, places[1], height, featuresOf, namesOf, radii) : new Map();
  const extras: Extra[] = [];
  for (const [i, list] of namesakes) for (const j of list) extras.push(extra(i, j));
  const known = new Set(extras.map(({ official, community }) => official * 2 ** 26 + community));
  const add = (i: number, j: number): void => {
    if (i < from || i >= to || known.has((i - from) * 2 ** 26 + j)) return;
    known.add((i - from) * 2 ** 26 + j);
    extras.push(extra(i, j));
  };
  for (const { official: i, community: j } of shared) add(i, j);
  for (const [i, list] of labels?.same ?? []) for (const j of list) add(i, j);
  return extras;
};

/** What a cell reads of its features. */
export const sidesOf = (
  { features, places, namesOf }: Matching,
  [from, to]: readonly [number, number],
  seen: Uint32Array,
): readonly [Described, Described] => {
  const theirs = uint32(seen.length);
  for (let j = 0; j < theirs.length; j++) theirs[j] = places[1].given[seen[j]!]!;
  return [
    sideIn(features[0], places[0].given.subarray(from, to), namesOf[0]),
    sideIn(features[1], theirs, namesOf[1]),
  ];
};

/** Names and tags of some of the features, by their places in the list. */
const sideIn = (features: readonly Feature[], given: Uint32Array, namesOf: NamesOf): Described => {
  const { order, places } = inListOrder(given, features.length);
  const tags = { length: given.length, order, at: (i: number) => features[given[i]!]!.tags };
  return { names: packNames(features, places, order, namesOf), tags };
};

/** Share of all features below which a few are sorted; of more of them, all places are looked through. */
const FEW = 1 / 16;

/** Some features in the order of the list, which is that of memory: which of them each is, and its place there. */
const inListOrder = (given: Uint32Array, count: number) => {
  if (given.length < FEW * count) {
    const order = radixOrder(inTurn(given.length), given);
    return { order, places: order.map(i => given[i]!) };
  }
  const numbers = int32(count).fill(-1);
  for (let i = 0; i < given.length; i++) numbers[given[i]!] = i;
  const [order, places] = [uint32(given.length), uint32(given.length)];
  let size = 0;
  for (let place = 0; place < count; place++) {
    if (numbers[place]! < 0) continue;
    order[size] = numbers[place]!;
    places[size++] = place;
  }
  return { order, places };
};

/** Lets each community feature be counted once, by the first cell that asks. */
export const countedOnce = (count: number): ((seen: Uint32Array) => Uint8Array) => {
  const taken = uint8(count);
  return seen => {
    const counted = uint8(seen.length);
    for (let n = 0; n < seen.length; n++) {
      counted[n] = 1 - taken[seen[n]!]!;
      taken[seen[n]!] = 1;
    }
    return counted;
  };
};
