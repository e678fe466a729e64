import type { Tags } from '../../feature.ts';
import type { TagsOf } from '../evidence/tags-of.ts';
import { uint16, uint32 } from './columns.ts';
import { filled, growingUint32, push } from './growing.ts';

/** The tags of some features in a few large pieces, which go to another thread in no time. */
export type PackedTags = Readonly<{
  keys: readonly string[];
  /** Tags of feature i: those from start[i] to start[i + 1]. */
  start: Uint32Array;
  /** Of each tag, its key by number, and where its value ends in the text. */
  keyOf: Uint16Array;
  end: Uint32Array;
  text: string;
}>;

/** Keys that have numbers; the tags of more of them say nothing that is compared. */
const MOST_KEYS = 65_536;

export const packTags = ({ length, at }: TagsOf): PackedTags => {
  const keys: string[] = [];
  const numbers = new Map<string, number>();
  const start = uint32(length + 1);
  const keyOf = growingUint32(2 * length);
  const end = growingUint32(2 * length);
  const values: string[] = [];
  let size = 0;
  for (let i = 0; i < length; i++) {
    const tags = at(i);
    for (const key in tags) {
      let number = numbers.get(key);
      if (number === undefined) {
        if (keys.length === MOST_KEYS) continue;
        number = keys.push(key) - 1;
        numbers.set(key, number);
      }
      const value = tags[key]!;
      values.push(value);
      size += value.length;
      push(keyOf, number);
      push(end, size);
    }
    start[i + 1] = end.length;
  }
  const packed = uint16(keyOf.length);
  packed.set(filled(keyOf));
  return { keys, start, keyOf: packed, end: filled(end), text: values.join('') };
};

export const unpackTags = ({ keys, start, keyOf, end, text }: PackedTags): TagsOf => {
  const all: Tags[] = [];
  for (let i = 0; i + 1 < start.length; i++) {
    const tags: Record<string, string> = {};
    for (let t = start[i]!; t < start[i + 1]!; t++)
      tags[keys[keyOf[t]!]!] = text.slice(t > 0 ? end[t - 1]! : 0, end[t]!);
    all.push(tags);
  }
  return { length: all.length, at: i => all[i]! };
};
