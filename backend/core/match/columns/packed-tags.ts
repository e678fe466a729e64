import type { Tags } from '../../feature.ts';
import { uint16, uint32 } from './columns.ts';
import { filled, growingUint32, push } from './growing.ts';
import type { TagsOf } from './tags-of.ts';

/** The tags of some features in a few large pieces, which go to another thread in no time. */
export type PackedTags = Readonly<{
  keys: readonly string[];
  /** The features in the order in which they follow each other; null: that of their numbers. */
  order: Uint32Array | null;
  /** Tags of the n-th feature: those from start[n] to start[n + 1]. */
  start: Uint32Array;
  /** Of each tag, its key by number, and where its value ends in the text. */
  keyOf: Uint16Array;
  end: Uint32Array;
  text: string;
}>;

/** Keys that have numbers; the tags of more of them say nothing that is compared. */
const MOST_NUMBERS = 65_536;

/** Packs the tags whose keys are wanted. */
export const packTags = (
  { length, at, order }: TagsOf,
  isWanted: (key: string) => boolean = () => true,
): PackedTags => {
  const keys: string[] = [];
  /** -1: not wanted */
  const numbers = new Map<string, number>();
  const start = uint32(length + 1);
  const keyOf = growingUint32(length);
  const end = growingUint32(length);
  const values: string[] = [];
  let size = 0;
  for (let n = 0; n < length; n++) {
    const tags = at(order ? order[n]! : n);
    for (const key in tags) {
      let number = numbers.get(key);
      if (number === undefined) {
        number = keys.length < MOST_NUMBERS && isWanted(key) ? keys.push(key) - 1 : -1;
        numbers.set(key, number);
      }
      if (number < 0) continue;
      const value = tags[key]!;
      values.push(value);
      size += value.length;
      push(keyOf, number);
      push(end, size);
    }
    start[n + 1] = end.length;
  }
  const packed = uint16(keyOf.length);
  packed.set(filled(keyOf));
  return { keys, order: order ?? null, start, keyOf: packed, end: filled(end), text: values.join('') };
};

const NONE: Tags = {};

/** The tags again, those of a feature when they are first asked for. */
export const unpackTags = ({ keys, order, start, keyOf, end, text }: PackedTags): TagsOf => {
  const length = start.length - 1;
  const places = order && inverse(order);
  const known: (Tags | undefined)[] = new Array(length);
  const unpacked = (n: number): Tags => {
    const tags: [key: string, value: string][] = [];
    for (let t = start[n]!; t < start[n + 1]!; t++)
      tags.push([keys[keyOf[t]!]!, text.slice(t > 0 ? end[t - 1]! : 0, end[t]!)]);
    // Not by assignment: `__proto__` is a key like any other.
    return Object.fromEntries(tags);
  };
  const at = (i: number): Tags => {
    const n = places ? places[i]! : i;
    if (start[n] === start[n + 1]) return NONE;
    known[i] ??= unpacked(n);
    return known[i];
  };
  return { length, at, ...(order && { order }) };
};

const inverse = (order: Uint32Array): Uint32Array => {
  const places = uint32(order.length);
  for (let n = 0; n < order.length; n++) places[order[n]!] = n;
  return places;
};
