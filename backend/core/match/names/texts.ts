import type { Feature } from '../../feature.ts';
import { uint16, uint32 } from '../columns/columns.ts';
import { touched } from '../columns/touched.ts';
import { LIMITS } from '../match-options.ts';
import type { NamesOf } from './readings.ts';

/** What the features of a side are called, as characters one after the other: they go to another thread in no time. */
export type Texts = Readonly<{
  /** Where among the codes the texts of feature i begin. */
  at: Uint32Array;
  /** There: how many texts it has, no more than are compared; of each its length and so many codes (UTF-16), no more than are read. */
  codes: Uint16Array;
}>;

/** Lists of texts by number; nothing where a feature is not looked at. */
export type Lists = Readonly<{ length: number; at: (i: number) => readonly string[] | undefined }>;

/** Puts texts one after the other, as much of each as is read. */
const packer = (length: number) => {
  const at = uint32(length);
  let codes = uint16(32 * length + LIMITS.characters);
  let size = 0;
  return {
    /** Adds the texts of a feature. */
    add(i: number, texts: readonly string[]): void {
      const count = Math.min(texts.length, LIMITS.names);
      if (size + 1 + count * (LIMITS.characters + 1) > codes.length) codes = larger(codes);
      at[i] = size;
      codes[size++] = count;
      for (let t = 0; t < count; t++) {
        const text = texts[t]!;
        const end = Math.min(text.length, LIMITS.characters);
        codes[size++] = end;
        for (let c = 0; c < end; c++) codes[size++] = text.charCodeAt(c);
      }
    },
    packed: (): Texts => ({ at, codes: codes.subarray(0, size) }),
  };
};

const larger = (codes: Uint16Array): Uint16Array => {
  const into = uint16(2 * codes.length + LIMITS.names * (LIMITS.characters + 1));
  into.set(codes);
  return into;
};

export const packTexts = (lists: Lists): Texts => {
  const { add, packed } = packer(lists.length);
  for (let i = 0; i < lists.length; i++) add(i, lists.at(i) ?? []);
  return packed();
};

/** Whether any feature has a text. */
export const hasTexts = ({ at, codes }: Texts): boolean => codes.length > at.length;

/** The names of some features, by their places in a list; `order` says of each which of the texts are its. */
export const packNames = (
  features: readonly Pick<Feature, 'tags'>[],
  places: Uint32Array,
  order: Uint32Array,
  namesOf: NamesOf,
): Texts => {
  const { add, packed } = packer(places.length);
  for (let n = 0; n < places.length; n++) add(order[n]!, namesOf(features[places[n]!]!.tags));
  return packed();
};

/** Features whose texts are asked for at once: memory answers many questions in the time that it takes for one. */
export const AHEAD = 64;
/** Brings the texts of the next features near to the processor: those of neighbours lie all over the memory. */
export const touchTexts = ({ at, codes }: Texts, from: number): void => {
  let sum = 0;
  for (let i = from, to = Math.min(at.length, from + AHEAD); i < to; i++) sum += codes[at[i]!]!;
  touched(sum);
};
