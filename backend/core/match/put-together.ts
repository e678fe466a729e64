import type { CellPlaces, Near, Told } from './cell.ts';
import { float64, uint8, uint32 } from './columns/columns.ts';
import type { Tellings } from './names/tellings.ts';

/** Pairs and neighbours of every official place. */
export const nearOfAll = (cells: readonly CellPlaces[], near: readonly Near[], count: number) => {
  const [counts, nearby] = [uint32(count), float64(count)];
  for (const [c, { range }] of cells.entries()) {
    counts.set(near[c]!.counts, range[0]);
    nearby.set(near[c]!.nearby, range[0]);
  }
  return { counts, nearby };
};

/** How every feature is named; those that nobody looked at, as if they were not. */
export const namingsOfAll = (
  cells: readonly CellPlaces[],
  told: readonly Told[],
  sizes: readonly [number, number],
): readonly [Uint8Array, Uint8Array] => {
  const namings = [uint8(sizes[0]), uint8(sizes[1])] as const;
  for (const [c, { seen, namings: own }] of told.entries()) {
    namings[0].set(own[0], cells[c]!.range[0]);
    for (let j = 0; j < seen.length; j++) namings[1][seen[j]!] = own[1][j]!;
  }
  return namings;
};

/** The telling names of every feature of a side, by its number in the whole. */
export const tellingsOfAll = (
  cells: readonly Tellings[],
  numberOf: (cell: number, n: number) => number,
  count: number,
): Tellings => {
  const start = uint32(count + 1);
  for (const [c, cell] of cells.entries())
    for (let n = 0; n + 1 < cell.start.length; n++)
      start[numberOf(c, n) + 1]! += cell.start[n + 1]! - cell.start[n]!;
  for (let n = 0; n < count; n++) start[n + 1]! += start[n]!;
  const [keys, bearers] = [uint32(2 * start[count]!), uint32(start[count]!)];
  for (const [c, cell] of cells.entries())
    for (let n = 0; n + 1 < cell.start.length; n++) {
      const at = start[numberOf(c, n)]!;
      for (let m = cell.start[n]!, to = at; m < cell.start[n + 1]!; m++, to++) {
        keys[2 * to] = cell.keys[2 * m]!;
        keys[2 * to + 1] = cell.keys[2 * m + 1]!;
        bearers[to] = cell.bearers[m]!;
      }
    }
  return { start, keys, bearers };
};
