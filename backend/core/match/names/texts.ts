import type { Feature } from '../../feature.ts';
import { uint8, uint16, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import { LIMITS } from '../match-options.ts';
import { namesOf } from './names-of.ts';

/** What the features of a side are called, as characters one after the other: they go to another thread in no time. */
export type Texts = Readonly<{
  length: number;
  /** Texts of feature i: so many, from first[i] on; no more than are compared. */
  first: Uint32Array;
  count: Uint8Array;
  /** Where each text ends among the codes (UTF-16); it begins where the one before it ends. */
  end: Uint32Array;
  codes: Uint16Array;
}>;

/** Lists of texts by number; nothing where a feature is not looked at. */
export type Lists = Readonly<{ length: number; at: (i: number) => readonly string[] | undefined }>;

/** Puts texts one after the other, as much of each as is read. */
const packer = (length: number) => {
  const [first, counts] = [uint32(length), uint8(length)];
  const end = growingUint32(length);
  let codes = uint16(32 * length + LIMITS.characters);
  let size = 0;
  return {
    /** Adds the texts of a feature. */
    add(i: number, texts: readonly string[]): void {
      first[i] = end.length;
      counts[i] = Math.min(texts.length, LIMITS.names);
      for (let t = 0; t < counts[i]!; t++) {
        const text = texts[t]!;
        const count = Math.min(text.length, LIMITS.characters);
        if (size + count > codes.length) codes = larger(codes);
        for (let c = 0; c < count; c++) codes[size + c] = text.charCodeAt(c);
        size += count;
        push(end, size);
      }
    },
    packed: (): Texts => ({
      length,
      first,
      count: counts,
      end: filled(end),
      codes: codes.subarray(0, size),
    }),
  };
};

const larger = (codes: Uint16Array): Uint16Array => {
  const into = uint16(2 * codes.length);
  into.set(codes);
  return into;
};

export const packTexts = (lists: Lists): Texts => {
  const { add, packed } = packer(lists.length);
  for (let i = 0; i < lists.length; i++) add(i, lists.at(i) ?? []);
  return packed();
};

/** The names of features, given by their places in a list; `order`: that in which they are best asked for. */
export const packNames = (
  features: readonly Pick<Feature, 'tags'>[],
  places: Uint32Array,
  order: Uint32Array,
): Texts => {
  const { add, packed } = packer(places.length);
  for (let n = 0; n < places.length; n++) add(order[n]!, namesOf(features[places[order[n]!]!]!.tags));
  return packed();
};
