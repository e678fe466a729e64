import { float64, int32, uint8, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import type { Names } from './names.ts';

/** How many features of each side have a name, each word, each name. */
export type Tally = Readonly<{
  named: readonly [number, number];
  /** features that have a word, and features that bear a name, by their numbers */
  having: readonly [Uint32Array, Uint32Array];
  bearers: readonly [Uint32Array, Uint32Array];
  /** 64 bits in two halves that stand for each word and name wherever it is read */
  wordKeys: Uint32Array;
  nameKeys: Uint32Array;
}>;

/** Counts what the features have; only those that `counted` says 1 of, where not all are to be. */
export const tallyOf = (
  { words, wordStart, wordOf, start, of, wordKeys, nameKeys }: Names,
  counted: readonly [Uint8Array | null, Uint8Array | null] = [null, null],
): Tally => {
  const names = wordStart.length - 1;
  const having = [uint32(words.length), uint32(words.length)] as const;
  const bearers = [uint32(names), uint32(names)] as const;
  const named: [number, number] = [0, 0];
  for (const side of [0, 1] as const) {
    const seen = uint32(words.length);
    /** Features that bear this name and no other: their words are counted name by name, as they lie in memory. */
    const alone = uint32(names);
    for (let i = 0; i + 1 < start[side].length; i++) {
      const [from, to] = [start[side][i]!, start[side][i + 1]!];
      if (to === from || counted[side]?.[i] === 0) continue;
      named[side]++;
      if (to - from === 1) {
        alone[of[side][from]!]!++;
        continue;
      }
      for (let n = from; n < to; n++) {
        const name = of[side][n]!;
        bearers[side][name]!++;
        for (let w = wordStart[name]!; w < wordStart[name + 1]!; w++) {
          const word = wordOf[w]!;
          if (seen[word] === i + 1) continue;
          seen[word] = i + 1;
          having[side][word]!++;
        }
      }
    }
    for (let name = 0; name < names; name++) {
      const count = alone[name]!;
      if (count === 0) continue;
      bearers[side][name]! += count;
      for (let w = wordStart[name]!; w < wordStart[name + 1]!; w++) having[side][wordOf[w]!]! += count;
    }
  }
  return { named, having, bearers, wordKeys, nameKeys };
};

/** Counts of some things on either side, by keys of 64 bits in two halves. */
type Counts = Readonly<{ keys: Uint32Array; counts: readonly [Uint32Array, Uint32Array] }>;

/** Whether a key may be in several parts: told by one of sixteen bits for each key there is, so that a few others pass too. */
const inSeveral = (parts: readonly Counts[], all: number): ((key: number) => boolean) => {
  let room = 1024;
  while (room < 16 * all) room *= 2;
  const [once, again] = [int32(room / 32), int32(room / 32)];
  for (const { keys } of parts)
    for (let n = 0; n < keys.length; n += 2) {
      const at = keys[n]! & (room - 1);
      if ((once[at >>> 5]! & (1 << (at & 31))) === 0) once[at >>> 5]! |= 1 << (at & 31);
      else again[at >>> 5]! |= 1 << (at & 31);
    }
  return key => (again[(key & (room - 1)) >>> 5]! & (1 << (key & 31))) !== 0;
};

/** Adds up counts by key; the sums come back in the places of the keys they were asked for. */
const sumsByKey = (parts: readonly Counts[]): readonly (readonly [Uint32Array, Uint32Array])[] => {
  const isRepeated = inSeveral(
    parts,
    parts.reduce((sum, { keys }) => sum + keys.length / 2, 0),
  );
  const repeated = parts.map(({ keys }) => {
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
  const placed = parts.map((part, p) =>
    repeated[p]!.map(n => {
      const [a, b] = [part.keys[2 * n]!, part.keys[2 * n + 1]!];
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
      for (const side of [0, 1] as const) sums[side][found - 1]! += part.counts[side][n]!;
      return found - 1;
    }),
  );
  return parts.map((part, p) => {
    const own = [uint32(part.keys.length / 2), uint32(part.keys.length / 2)] as const;
    for (const side of [0, 1] as const) {
      own[side].set(part.counts[side]);
      for (let r = 0; r < repeated[p]!.length; r++) own[side][repeated[p]![r]!] = sums[side][placed[p]![r]!]!;
    }
    return own;
  });
};

/** What parts counted, as each part needs it: of its own words and names, how many features of all parts have them. */
export const addTallies = (parts: readonly Tally[]): readonly Tally[] => {
  if (parts.length === 1) return parts;
  const named = [0, 0] as [number, number];
  for (const part of parts) for (const side of [0, 1] as const) named[side] += part.named[side];
  const having = sumsByKey(parts.map(part => ({ keys: part.wordKeys, counts: part.having })));
  const bearers = sumsByKey(parts.map(part => ({ keys: part.nameKeys, counts: part.bearers })));
  return parts.map((part, p) => ({ ...part, named, having: having[p]!, bearers: bearers[p]! }));
};

/** Whether a key's second half may be among those of some keys: told by one of sixteen bits for each, so that a few others pass too. */
const mayBeAmong = (keys: Uint32Array): ((half: number) => boolean) => {
  let room = 1024;
  while (room < 8 * keys.length) room *= 2;
  const bits = int32(room / 32);
  for (let n = 1; n < keys.length; n += 2) bits[(keys[n]! & (room - 1)) >>> 5]! |= 1 << (keys[n]! & 31);
  return half => (bits[(half & (room - 1)) >>> 5]! & (1 << (half & 31))) !== 0;
};

/** Of some keys, what all parts counted: two sides. Most of what they counted is none of these keys. */
const lookUp = (keys: Uint32Array, parts: readonly Counts[]): readonly [Uint32Array, Uint32Array] => {
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
  for (const part of parts)
    for (let n = 0; n < part.keys.length / 2; n++) {
      if (!isWanted(part.keys[2 * n + 1]!)) continue;
      const found = slots[slotOf(part.keys[2 * n]!, part.keys[2 * n + 1]!)]!;
      if (found > 0) for (const side of [0, 1] as const) sums[side][found - 1]! += part.counts[side][n]!;
    }
  return sums;
};

/** What all parts counted, of the words and names of a few features. Parts must not be added up yet. */
export const tallyAmong = (few: Names, parts: readonly Tally[]): Tally => {
  const named = [0, 0] as [number, number];
  for (const part of parts) for (const side of [0, 1] as const) named[side] += part.named[side];
  return {
    named,
    having: lookUp(
      few.wordKeys,
      parts.map(part => ({ keys: part.wordKeys, counts: part.having })),
    ),
    bearers: lookUp(
      few.nameKeys,
      parts.map(part => ({ keys: part.nameKeys, counts: part.bearers })),
    ),
    wordKeys: few.wordKeys,
    nameKeys: few.nameKeys,
  };
};

/** What words and names are worth. */
export type Worth = Readonly<{
  /** Bits that a word is worth: -log2 of the share of other named features that have it, on the side where it is commoner. */
  bits: Float64Array;
  /** Bits of all words of a name. */
  content: Float64Array;
  /** Bits that the whole name is worth at most, by how many others bear it. */
  rarity: Float64Array;
  /** 1 where a name of that side is made of words that say little there, and nobody on the other side bears it. */
  generic: readonly [Uint8Array, Uint8Array];
}>;

/** Bits: a function word is never worth more, however rare it is in a small list. */
const FUNCTION_WORD_BITS = 0.4;
/** Bits: no word is worth nothing at all. */
export const LEAST_BITS = 0.05;

/**
 * Others that would have what one place has, were there as many again: of names seen once few are seen twice (Good 1953, "The
 * population frequencies of species"), words come again more often.
 */
const UNSEEN = { name: 0.25, word: 1 };

/** What words and names are worth, from how many features have them. */
export const worthOf = (
  { words, isFunction, wordStart, wordOf }: Names,
  { named, having, bearers }: Tally,
): Worth => {
  const names = wordStart.length - 1;
  const [bits, content, rarity] = [float64(words.length), float64(names), float64(names)];
  for (const side of [0, 1] as const) {
    const count = named[side];
    if (count === 0) continue;
    for (let w = 0; w < bits.length; w++) bits[w] = Math.max(bits[w]!, (having[side][w]! - 1) / count);
    for (let n = 0; n < names; n++) rarity[n] = Math.max(rarity[n]!, (bearers[side][n]! - 1) / count);
  }
  const all = Math.max(1, named[0] + named[1]);
  for (let w = 0; w < bits.length; w++)
    bits[w] = Math.max(LEAST_BITS, -Math.log2(Math.min(1, bits[w]! + UNSEEN.word / all)));
  for (let n = 0; n < names; n++) rarity[n] = -Math.log2(Math.min(1, rarity[n]! + UNSEEN.name / all));
  for (let w = 0; w < bits.length; w++)
    if (isFunction[w] === 1) bits[w] = Math.min(bits[w]!, FUNCTION_WORD_BITS);
  for (let n = 0; n < names; n++)
    for (let w = wordStart[n]!; w < wordStart[n + 1]!; w++) content[n]! += bits[wordOf[w]!]!;

  const generic = ([0, 1] as const).map(side => {
    const half = Math.log2(named[side] + 1) / 2;
    const other = bearers[side === 0 ? 1 : 0];
    const flags = uint8(names);
    for (let n = 0; n < names; n++)
      if (bearers[side][n]! > 0 && other[n] === 0 && content[n]! < half) flags[n] = 1;
    return flags;
  }) as [Uint8Array, Uint8Array];
  return { bits, content, rarity, generic };
};
