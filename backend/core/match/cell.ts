import type { ClassTable } from '../challenge/challenge.ts';
import { float64, uint32 } from './columns/columns.ts';
import { condense } from './columns/condense.ts';
import type { TagsOf } from './columns/tags-of.ts';
import { addressComparer, readAddresses } from './evidence/compare-addresses.ts';
import { type Kept, keepPairs } from './evidence/kept.ts';
import { otherTags } from './evidence/other-tags.ts';
import { comparePairs, type Pairs } from './evidence/pairs.ts';
import { traitComparer } from './evidence/traits.ts';
import { LIMITS } from './match-options.ts';
import { nameComparer } from './names/compare-names.ts';
import { localBits } from './names/local-bits.ts';
import { bookOf, type NameBook } from './names/name-book.ts';
import { type Names, readNames } from './names/names.ts';
import { namingsOf } from './names/namings.ts';
import { type Tally, tallyOf } from './names/tally.ts';
import { type Tellings, tellingsOf } from './names/tellings.ts';
import type { Texts } from './names/texts.ts';
import { type Candidates, candidates, type ShapeOf } from './near/candidates.ts';
import type { Places } from './near/places.ts';
import type { Rows } from './near/rows.ts';
import { type Extra, withExtras } from './near/with-extras.ts';
import { type CellSample, sampleIn } from './weights/sample.ts';
import { scores } from './weights/scores.ts';
import type { Weights } from './weights/weights.ts';

/**
 * A part of the work: some official places, from and to (left out), with the community's around them. It can be done by
 * another thread or machine: what goes in and comes out are numbers in columns. Features keep their numbers in the whole.
 */
export type CellPlaces = Readonly<{
  official: Pick<Places, 'lon' | 'lat'>;
  range: readonly [from: number, to: number];
  rows: readonly Rows[];
  radii: Float64Array;
}>;

/** What the matching of all cells has in common, beside the weights. */
export type Terms = Readonly<{
  /** keys that identify */
  identifiers: readonly string[];
  /** keys of other tags that are compared */
  otherKeys: readonly string[];
  /** whether official features have addresses at all */
  addresses: boolean;
  classes: ClassTable | undefined;
  /** of phone numbers that say none: that of most of the others */
  callingCode: string | null;
  oneToMany: boolean;
  /** official numbers all of whose pairs are kept: labels speak of them, or somebody asks */
  kept: ReadonlySet<number>;
}>;

/** What was found near: how many candidates each official place has and is thought to have; the community's that are one. */
export type Near = Readonly<{ counts: Uint32Array; nearby: Float64Array; seen: Uint32Array }>;

/** What a cell reads of the features of a side: their names, and the tags that are compared otherwise. */
export type Described = Readonly<{ names: Texts; tags: TagsOf }>;

/** Names and streets counted. */
type Tallies = Readonly<{ names: Tally; streets: Tally | null }>;

/** What is known of features beside their pairs: how they are named, and by which telling names. */
export type Told = Readonly<{
  seen: Uint32Array;
  namings: readonly [Uint8Array, Uint8Array];
  tellings: readonly [Tellings, Tellings];
}>;

/** The steps of a cell, in their order; between them, the results of all cells are put together. */
export type Cell = Readonly<{
  /** Finds the candidates, and says which official places have as many as are kept. */
  find: () => Uint32Array;
  /** Adds further ones: by an identifier, or by name where a place is crowded. */
  add: (extras: readonly Extra[]) => Near;
  /** Reads the features of both sides: the official ones of the range, and the community's that are candidates. */
  read: (sides: readonly [Described, Described], counted: Uint8Array) => Tallies;
  /** Compares all pairs, under what all features together make words and names worth. */
  compare: (tallies: Tallies, onProgress?: (share: number) => void) => Told;
  sample: (ranges: readonly (readonly [number, number])[]) => CellSample;
  /** The pairs that may matter to others. */
  score: (weights: Weights, crowd: Float64Array) => Kept;
}>;

export const openCell = (
  { official, range, rows, radii }: CellPlaces,
  terms: Terms,
  shapeOf: ShapeOf,
): Cell => {
  const [from, to] = range;
  const own = radii.subarray(from, to);
  let near!: Candidates;
  /** numbers of the community's candidates; the pairs know them by their places in this list */
  let seen!: Uint32Array;
  let sides!: readonly [TagsOf, TagsOf];
  let counted!: readonly [null, Uint8Array];
  let names!: Names;
  let addresses: ReturnType<typeof readAddresses> | null = null;
  let book!: NameBook;
  let pairs!: Pairs;

  return {
    find: () => {
      near = candidates(official, range, rows, radii, shapeOf);
      const crowded: number[] = [];
      for (let i = 0; i < to - from; i++)
        if (near.start[i + 1]! - near.start[i]! >= LIMITS.candidates) crowded.push(from + i);
      return Uint32Array.from(crowded);
    },
    add: extras => {
      near = withExtras(near, extras);
      const { distinct, places } = condense(near.community);
      near = { ...near, community: places };
      seen = distinct;
      const counts = uint32(to - from);
      for (let i = 0; i < counts.length; i++) counts[i] = near.start[i + 1]! - near.start[i]!;
      return { counts, nearby: near.nearby, seen };
    },
    read: ([official, community], countedHere) => {
      sides = [official.tags, community.tags];
      counted = [null, countedHere];
      names = readNames([official.names, community.names]);
      addresses = terms.addresses ? readAddresses(sides) : null;
      return { names: tallyOf(names, counted), streets: addresses && tallyOf(addresses.streets, counted) };
    },
    compare: (tallies, onProgress = () => {}) => {
      book = bookOf(names, tallies.names);
      const streets = addresses && tallies.streets && bookOf(addresses.streets, tallies.streets);
      const compareAddresses = addresses && streets ? addressComparer(addresses, streets) : null;
      const compareNames = nameComparer(book, localBits(book, near));
      const namings = [namingsOf(book, 0), namingsOf(book, 1)] as const;
      const pattern = traitComparer(
        sides,
        compareAddresses,
        terms.identifiers,
        terms.classes,
        terms.callingCode,
      );
      const others = otherTags(sides, terms.otherKeys);
      pairs = comparePairs(near, own, compareNames, namings, pattern, others, onProgress);
      const tellings = (side: 0 | 1) => tellingsOf(book, tallies.names, side, counted[side]);
      return { seen, namings, tellings: [tellings(0), tellings(1)] };
    },
    sample: ranges => sampleIn(pairs, seen, from, ranges),
    score: (weights, crowd) => {
      const scored = scores(pairs, own, crowd.subarray(from, to), weights, terms.oneToMany);
      const bits = float64(pairs.community.length);
      scored.fill(bits, 0, bits.length);
      return keepPairs(pairs, bits, book, from, seen, terms.kept, terms.oneToMany);
    },
  };
};
