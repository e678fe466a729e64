import type { Feature, LonLat } from '../../feature.ts';
import { METRES_PER_DEGREE, wrap } from '../../geo.ts';
import { uint32 } from '../columns/columns.ts';
import { candidates } from './candidates.ts';
import { type Places, pointsAt } from './places.ts';
import type { Rows } from './rows.ts';

/** Metres by which a whole list lies off: added to its positions, they are where the other list has them. */
export type Shift = Readonly<{ east: number; north: number }>;

/** Official places that are looked at. */
const LOOKED_AT = 1000;
/** Metres: how far a list may lie off; datums that were mixed up part by 100 to 400. */
const WIDEST = 400;
/** Metres: less says nothing that the distances would not say themselves. */
const LEAST = 12;
/** Metres of a cell of the ballot; a block is three by three of them. */
const CELL = 10;
const CELLS = 2 * Math.ceil(WIDEST / CELL) + 1;

/** What makes a shift unmistakable, by the places that vote for it. */
const CLEAR = {
  least: 20,
  /** of those asked */
  share: 0.2,
  /** as many as for any other shift, none included */
  times: 3,
  /** metres; votes so near are for the same shift */
  apart: 50,
  /** metres and number: so many spots apart must vote, for all places of one spot have the same neighbours */
  spots: { size: 200, least: 10 },
} as const;

const RADIANS = Math.PI / 180;

/** A community feature near an official place: metres to the east and north of it. */
type Vote = Readonly<{ official: number; community: number; east: number; north: number }>;

/**
 * Whether one of two lists lies off as a whole, as when its positions were taken for another datum's: every place has a
 * neighbour at the same distance in the same direction. Each place votes for the ways to its neighbours; neighbours that
 * are not the place itself lie in all directions. Null where no shift is unmistakable.
 */
export const shiftBetween = (
  ours: Places,
  rows: readonly Rows[],
  communityOf: (j: number) => Feature,
): Shift | null => {
  const count = Math.min(LOOKED_AT, ours.lon.length);
  if (count < CLEAR.least) return null;
  const asked = uint32(count).map((_, n) => Math.floor((n * ours.lon.length) / count));
  const votes = votesOf(pointsAt(ours, asked), rows, communityOf);
  const ballot = new Uint32Array(CELLS * CELLS);
  const cellOf = (metres: number): number => Math.floor((metres + WIDEST) / CELL + 0.5);
  for (const { east, north } of votes) ballot[cellOf(north) * CELLS + cellOf(east)]!++;
  const blocks = blocksOf(ballot);

  let top = 0;
  for (let b = 1; b < blocks.length; b++) if (blocks[b]! > blocks[top]!) top = b;
  const wins = blocks[top]!;
  if (wins < Math.max(CLEAR.least, CLEAR.share * count)) return null;
  const [column, row] = [top % CELLS, Math.floor(top / CELLS)];
  const isOther = (b: number): boolean =>
    Math.max(Math.abs((b % CELLS) - column), Math.abs(Math.floor(b / CELLS) - row)) * CELL >= CLEAR.apart;
  let second = blocks[cellOf(0) * CELLS + cellOf(0)]!;
  for (let b = 0; b < blocks.length; b++) if (blocks[b]! > second && isOther(b)) second = blocks[b]!;
  if (wins < CLEAR.times * second) return null;

  const shift = middleOf(votes, { east: column * CELL - WIDEST, north: row * CELL - WIDEST });
  if (Math.hypot(shift.east, shift.north) < LEAST) return null;
  const own = votes.filter(vote => isNear(vote, shift));
  const spots = new Set(own.map(({ official }) => spotOf(ours, asked[official]!)));
  const theirs = new Set(own.map(({ community }) => community));
  return spots.size >= CLEAR.spots.least && theirs.size >= CLEAR.least ? shift : null;
};

const votesOf = (
  places: Places,
  rows: readonly Rows[],
  communityOf: (j: number) => Feature,
): readonly Vote[] => {
  const count = places.lon.length;
  const radii = new Float64Array(count).fill(WIDEST);
  const near = candidates(places, [0, count], rows, radii, communityOf);
  const votes: Vote[] = [];
  for (let official = 0; official < count; official++)
    for (let e = near.start[official]!; e < near.start[official + 1]!; e++) {
      const community = near.community[e]!;
      const [lon, lat] = communityOf(community).at;
      const north = (lat - places.lat[official]!) * METRES_PER_DEGREE;
      const across = ((lon - places.lon[official]! + 540) % 360) - 180;
      const east = across * METRES_PER_DEGREE * Math.cos(lat * RADIANS);
      // A large shape may be near, and its middle far.
      if (Math.hypot(east, north) <= WIDEST) votes.push({ official, community, east, north });
    }
  return votes;
};

/** The votes of three by three cells around each. */
const blocksOf = (ballot: Uint32Array): Uint32Array => {
  const blocks = new Uint32Array(ballot.length);
  for (let row = 1; row < CELLS - 1; row++)
    for (let column = 1; column < CELLS - 1; column++) {
      const at = row * CELLS + column;
      let sum = 0;
      for (const line of [at - CELLS, at, at + CELLS])
        sum += ballot[line - 1]! + ballot[line]! + ballot[line + 1]!;
      blocks[at] = sum;
    }
  return blocks;
};

const isNear = ({ east, north }: Shift, to: Shift): boolean =>
  Math.hypot(east - to.east, north - to.north) <= 2 * CELL;

/** Where the votes around a shift have their middle. */
const middleOf = (votes: readonly Vote[], from: Shift): Shift => {
  let shift = from;
  for (let turn = 0; turn < 5; turn++) {
    const near = votes.filter(vote => isNear(vote, shift));
    if (near.length === 0) break;
    const middle = (of: 'east' | 'north'): number =>
      near.reduce((sum, vote) => sum + vote[of], 0) / near.length;
    shift = { east: middle('east'), north: middle('north') };
  }
  return shift;
};

const spotOf = ({ lon, lat }: Places, i: number): string => {
  const degrees = CLEAR.spots.size / METRES_PER_DEGREE;
  return `${Math.floor(lat[i]! / degrees)} ${Math.floor((lon[i]! * Math.cos(lat[i]! * RADIANS)) / degrees)}`;
};

/** A position where it would be without the shift. */
export const shifted = ([lon, lat]: LonLat, { east, north }: Shift): LonLat => {
  const moved = Math.min(90, Math.max(-90, lat + north / METRES_PER_DEGREE));
  const cos = Math.cos(moved * RADIANS);
  return [cos < 1e-6 ? lon : wrap(lon + east / METRES_PER_DEGREE / cos), moved];
};
