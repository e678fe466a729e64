import { compareText } from '../../compare-text.ts';
import { inTurn, uint32 } from './columns.ts';
import { radixOrder } from './radix-order.ts';

/** Texts that are left to the usual sort. */
const FEW = 64;
/** Parts within each other; what begins alike again and again is left to it too. */
const DEEP = 64;

/** Characters of a key, each one more than its code; 0 where the text has ended, so that a shorter one goes first. */
const CHARACTERS = 4;
const BASE = 129;

/** The characters of a text from `at` in one number; -1 where one of them is beyond ASCII. */
const keyAt = (text: string, at: number): number => {
  let key = 0;
  for (let n = at; n < at + CHARACTERS; n++) {
    const digit = n < text.length ? text.charCodeAt(n) + 1 : 0;
    if (digit >= BASE) return -1;
    key = key * BASE + digit;
  }
  return key;
};

/**
 * The order of texts by their code units, as places in the list: four characters at a time by their digits, which a million
 * ids are sorted by in no time. Equal ones stay as they were.
 */
const orderOf = (texts: readonly string[]): Uint32Array => {
  const order = inTurn(texts.length);
  const sortPart = (from: number, to: number, begin: number, depth: number): void => {
    const count = to - from;
    if (count < 2) return;
    const part = order.subarray(from, to);
    const keys = uint32(count);
    let at = begin;
    let usual = count < FEW || depth > DEEP;
    for (let same = true; same && !usual; at += CHARACTERS) {
      for (let n = 0; n < count && !usual; n++) {
        const text = texts[part[n]!]!;
        const key = keyAt(text, at);
        usual = key < 0;
        keys[n] = key;
        same &&= key === keys[0];
      }
      const ended = keys[0]! % BASE === 0;
      if (same && !usual && ended) return;
    }
    if (usual) {
      part.sort((a, b) => compareText(texts[a]!, texts[b]!) || a - b);
      return;
    }
    const sorted = radixOrder(inTurn(count), keys);
    const before = part.slice();
    for (let n = 0; n < count; n++) part[n] = before[sorted[n]!]!;
    for (let n = 1, first = 0; n <= count; n++) {
      if (n < count && keys[sorted[n]!] === keys[sorted[first]!]) continue;
      sortPart(from + first, from + n, at, depth + 1);
      first = n;
    }
  };
  sortPart(0, order.length, 0, 0);
  return order;
};

const inOrder = <T>(items: readonly T[], texts: readonly string[]): T[] => {
  const order = orderOf(texts);
  const sorted: T[] = new Array(items.length);
  for (let n = 0; n < sorted.length; n++) sorted[n] = items[order[n]!]!;
  return sorted;
};

/** Texts by their code units. */
export const sortTexts = (texts: readonly string[]): string[] => inOrder(texts, texts);

/** Things by the code units of a text that each has; those of equal ones stay in their order. */
export const sortByText = <T>(items: readonly T[], textOf: (item: T) => string): T[] =>
  inOrder(items, items.map(textOf));
