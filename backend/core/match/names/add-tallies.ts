import { int32, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import type { Names } from './names.ts';
import type { Tally } from './tally.ts';

/** Counts of some things on either side, by keys of 64 bits in two halves. */
type Counted = Readonly<{ keys: Uint32Array; counts: readonly [Uint32Array, Uint32Array] }>;

/** Whether a key may be in several cells: told by one of sixteen bits for each key there is, so that a few others pass too. */
const inSeveral = (cells: readonly Counted[], all: number): ((key: number) => boolean) => {
  let room = 1024;
  while (room < 16 * all) room *= 2;
  const [once, again] = [int32(room / 32), int32(room / 32)];
  for (const { keys } of cells)
    for (let n = 0; n < keys.length; n += 2) {
      const at = keys[n]! & (room - 1);
      if ((once[at >>> 5]! & (1 << (at & 31))) === 0) once[at >>> 5]! |= 1 << (at & 31);
      else again[at >>> 5]! |= 1 << (at & 31);
    }
  return key => (again[(key & (room - 1)) >>> 5]! & (1 << (key & 31))) !== 0;
};

/** Adds up counts by key; the sums come back in the places of the keys they were asked for. */
const sumsByKey = (cells: readonly Counted[]): readonly (readonly [Uint32Array, Uint32Array])[] => {
  const isRepeated = inSeveral(
    cells,
    cells.reduce((sum, { keys }) => sum + keys.length / 2, 0),
  );
  const repeated = cells.map(({ keys }) => {
    const places = growingUint32(1024);
    for (let n = 0; 2 * n < keys.length; n++) if (isRepeated(keys[2 * n]!)) push(places, n);
    return filled(places);
  });
  const all = repeated.reduce((sum, { length }) => sum + length, 0);
  let room = 16;
  while (room < 2 * all) room *= 2;
  const slots = uint32(room);
  const [keys, sums] = [uint32(2 * all), [uint32(all), uint32(all)] as const];
  let size = 0;
  const placed = cells.map((cell, c) =>
    repeated[c]!.map(n => {
      const [a, b] = [cell.keys[2 * n]!, cell.keys[2 * n + 1]!];
      let slot = (a ^ b) & (room - 1);
      let found = slots[slot]!;
      while (found > 0 && (keys[2 * found - 2] !== a || keys[2 * found - 1] !== b)) {
        slot = (slot + 1) & (room - 1);
        found = slots[slot]!;
      }
      if (found === 0) {
        keys[2 * size] = a;
        keys[2 * size + 1] = b;
        found = ++size;
        slots[slot] = found;
      }
      for (const side of [0, 1] as const) sums[side][found - 1]! += cell.counts[side][n]!;
      return found - 1;
    }),
  );
  return cells.map((cell, c) => {
    const own = [uint32(cell.keys.length / 2), uint32(cell.keys.length / 2)] as const;
    for (const side of [0, 1] as const) {
      own[side].set(cell.counts[side]);
      for (let r = 0; r < repeated[c]!.length; r++) own[side][repeated[c]![r]!] = sums[side][placed[c]![r]!]!;
    }
    return own;
  });
};

/** What cells counted, as each cell needs it: of its own words and names, how many features of all cells have them. */
export const addTallies = (cells: readonly Tally[]): readonly Tally[] => {
  if (cells.length === 1) return cells;
  const named = [0, 0] as [number, number];
  for (const cell of cells) for (const side of [0, 1] as const) named[side] += cell.named[side];
  const having = sumsByKey(cells.map(cell => ({ keys: cell.wordKeys, counts: cell.having })));
  const bearers = sumsByKey(cells.map(cell => ({ keys: cell.nameKeys, counts: cell.bearers })));
  return cells.map((cell, c) => ({ ...cell, named, having: having[c]!, bearers: bearers[c]! }));
};

/** Whether a key's second half may be among those of some keys: told by one of sixteen bits for each, so that a few others pass too. */
const mayBeAmong = (keys: Uint32Array): ((half: number) => boolean) => {
  let room = 1024;
  while (room < 8 * keys.length) room *= 2;
  const bits = int32(room / 32);
  for (let n = 1; n < keys.length; n += 2) bits[(keys[n]! & (room - 1)) >>> 5]! |= 1 << (keys[n]! & 31);
  return half => (bits[(half & (room - 1)) >>> 5]! & (1 << (half & 31))) !== 0;
};

/** Of some keys, what all cells counted: two sides. Most of what they counted is none of these keys. */
const lookUp = (keys: Uint32Array, cells: readonly Counted[]): readonly [Uint32Array, Uint32Array] => {
  const count = keys.length / 2;
  let room = 16;
  while (room < 2 * count) room *= 2;
  const slots = uint32(room);
  const slotOf = (a: number, b: number): number => {
    let slot = (a ^ b) & (room - 1);
    for (let n = slots[slot]!; n > 0 && (keys[2 * n - 2] !== a || keys[2 * n - 1] !== b); n = slots[slot]!)
      slot = (slot + 1) & (room - 1);
    return slot;
  };
  for (let n = 0; n < count; n++) slots[slotOf(keys[2 * n]!, keys[2 * n + 1]!)] = n + 1;
  const isWanted = mayBeAmong(keys);
  const sums = [uint32(count), uint32(count)] as const;
  for (const cell of cells)
    for (let n = 0; n < cell.keys.length / 2; n++) {
      if (!isWanted(cell.keys[2 * n + 1]!)) continue;
      const found = slots[slotOf(cell.keys[2 * n]!, cell.keys[2 * n + 1]!)]!;
      if (found > 0) for (const side of [0, 1] as const) sums[side][found - 1]! += cell.counts[side][n]!;
    }
  return sums;
};

/** What all cells counted, of the words and names of a few features. Cells must not be added up yet. */
export const tallyAmong = (few: Names, cells: readonly Tally[]): Tally => {
  const named = [0, 0] as [number, number];
  for (const cell of cells) for (const side of [0, 1] as const) named[side] += cell.named[side];
  return {
    named,
    having: lookUp(
      few.wordKeys,
      cells.map(cell => ({ keys: cell.wordKeys, counts: cell.having })),
    ),
    bearers: lookUp(
      few.nameKeys,
      cells.map(cell => ({ keys: cell.nameKeys, counts: cell.bearers })),
    ),
    wordKeys: few.wordKeys,
    nameKeys: few.nameKeys,
  };
};
