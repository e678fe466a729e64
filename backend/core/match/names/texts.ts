import { uint16, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import { LIMITS } from '../match-options.ts';

/** What the features of a side are called, as characters one after the other: they go to another thread in no time. */
export type Texts = Readonly<{
  length: number;
  /** The features in the order in which they follow each other; null: that of their numbers. */
  order: Uint32Array | null;
  /** Texts of the n-th feature: those from start[n] to start[n + 1]. */
  start: Uint32Array;
  /** Where each text ends among the codes (UTF-16). */
  end: Uint32Array;
  codes: Uint16Array;
}>;

/** Lists of texts by number; nothing where a feature is not looked at. `order`: that in which they are best read. */
export type Lists = Readonly<{
  length: number;
  at: (i: number) => readonly string[] | undefined;
  order?: Uint32Array;
}>;

/** Puts texts one after the other, as much of each as is read. */
export const packTexts = ({ length, at, order }: Lists): Texts => {
  const start = uint32(length + 1);
  const end = growingUint32(length);
  let codes = uint16(32 * length + LIMITS.characters);
  let size = 0;
  for (let n = 0; n < length; n++) {
    const texts = at(order ? order[n]! : n);
    for (let t = 0; texts && t < texts.length; t++) {
      const text = texts[t]!;
      const count = Math.min(text.length, LIMITS.characters);
      if (size + count > codes.length) codes = larger(codes);
      for (let c = 0; c < count; c++) codes[size + c] = text.charCodeAt(c);
      size += count;
      push(end, size);
    }
    start[n + 1] = end.length;
  }
  return { length, order: order ?? null, start, end: filled(end), codes: codes.subarray(0, size) };
};

const larger = (codes: Uint16Array): Uint16Array => {
  const into = uint16(2 * codes.length);
  into.set(codes);
  return into;
};
