import { compareText } from '../../compare-text.ts';
import { radixOrder } from '../near/radix-order.ts';
import { inTurn, uint32 } from './columns.ts';

/** Texts that are left to the usual sort. */
const FEW = 64;

/** Four characters of a text in one number, from `at`; -1 where one of them is beyond Latin 1. */
const keyAt = (text: string, at: number): number => {
  let key = 0;
  for (let n = at; n < at + 4; n++) {
    const code = n < text.length ? text.charCodeAt(n) : 0;
    if (code > 0xff) return -1;
    key = key * 256 + code;
  }
  return key;
};

/** Texts by their code units: four characters at a time by their digits, which a million ids are sorted by in no time. */
export const sortTexts = (texts: readonly string[]): string[] => {
  const sorted = [...texts];
  const sortPart = (from: number, to: number, at: number): void => {
    const count = to - from;
    if (count < 2) return;
    const keys = uint32(count);
    let usual = count < FEW;
    let ended = false;
    for (let n = 0; n < count && !usual; n++) {
      const text = sorted[from + n]!;
      const key = keyAt(text, at);
      usual = key < 0;
      ended ||= text.length <= at;
      keys[n] = key;
    }
    if (usual || ended) {
      const part = sorted.slice(from, to).sort(compareText);
      for (let n = 0; n < count; n++) sorted[from + n] = part[n]!;
      return;
    }
    const order = radixOrder(inTurn(count), keys);
    const part = sorted.slice(from, to);
    for (let n = 0; n < count; n++) sorted[from + n] = part[order[n]!]!;
    for (let n = 1, first = 0; n <= count; n++) {
      if (n < count && keys[order[n]!] === keys[order[first]!]) continue;
      sortPart(from + first, from + n, at + 4);
      first = n;
    }
  };
  sortPart(0, sorted.length, 0);
  return sorted;
};
