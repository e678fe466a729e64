import type { Bbox, LonLat } from './feature.ts';

/** Cells of a level in each direction: 2 to the power of it. Squares on a Mercator map, the tiles of web maps. */
export const LEVELS = { first: 2, last: 14 } as const;
/** A box is at most so many cells wide and high: that many groups can be told apart on a screen. */
const ACROSS = 16;
/** Cells of a block in each direction, as a power of 2: what lies near each other on a map does so in the database. */
export const BLOCK_BITS = 4;

/** degrees; Mercator maps end there (https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames) */
const EDGE = 85.0511287798;

/** 0 to 1, from west to east and from north to south. */
const onMap = ([lon, lat]: LonLat): readonly [number, number] => {
  const sine = Math.sin((Math.max(-EDGE, Math.min(EDGE, lat)) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
};

const cellOf = (share: number, level: number): number => {
  const cells = 2 ** level;
  return Math.max(0, Math.min(cells - 1, Math.floor(share * cells)));
};

/** The cell of a place. */
export const cellAt = (at: LonLat, level: number): readonly [x: number, y: number] => {
  const [x, y] = onMap(at);
  return [cellOf(x, level), cellOf(y, level)];
};

/** From and to, both included. */
export type CellRange = Readonly<{ x: readonly [number, number]; y: readonly [number, number] }>;

export type BoxCells = Readonly<{
  /** the finest that is counted and at which the box still is a screenful of cells */
  level: number;
  /** the same, were there no finest one */
  wanted: number;
  /** two across the antimeridian */
  ranges: readonly CellRange[];
}>;

/** A box by the cells of the finest level at which it still is a screenful of them. */
export const cellsOfBox = ([west, south, east, north]: Bbox): BoxCells => {
  const [[left, top], [right, bottom]] = [onMap([west, north]), onMap([east, south])];
  const crosses = west > east;
  const wide = crosses ? right + 1 - left : right - left;
  const span = Math.max(wide, bottom - top, 2 ** -40);
  const wanted = Math.max(LEVELS.first, Math.floor(Math.log2(ACROSS / span)));
  const level = Math.min(LEVELS.last, wanted);
  const y = [cellOf(top, level), cellOf(bottom, level)] as const;
  const last = 2 ** level - 1;
  const xs = crosses
    ? [[cellOf(left, level), last] as const, [0, cellOf(right, level)] as const]
    : [[cellOf(left, level), cellOf(right, level)] as const];
  return { level, wanted, ranges: xs.map(x => ({ x, y })) };
};

/** Many places as one: how many, how many of these are open, and the middle of them. */
export type Cluster = Readonly<{ at: LonLat; count: number; open: number }>;

/** Places, or clusters of them, by the cells of a level that hold them, row by row. */
export const clustered = (
  places: Iterable<Readonly<{ at: LonLat; count?: number; open: number }>>,
  level: number,
): readonly Cluster[] => {
  const cells = new Map<number, { lon: number; lat: number; count: number; open: number }>();
  for (const { at, count = 1, open } of places) {
    const [x, y] = cellAt(at, level);
    const cell = cells.get(y * 2 ** level + x) ?? { lon: 0, lat: 0, count: 0, open: 0 };
    cell.lon += count * at[0];
    cell.lat += count * at[1];
    cell.count += count;
    cell.open += open;
    cells.set(y * 2 ** level + x, cell);
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([, { lon, lat, count, open }]) => ({ at: [lon / count, lat / count], count, open }));
};
