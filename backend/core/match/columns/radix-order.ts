import { uint32 } from './columns.ts';

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/**
 * Puts numbers in the ascending order of their keys (32 bits, least significant digits first); equal keys stay as they
 * were. Both lists are overwritten, one of them is returned.
 */
export const radixOrder = (
  order: Uint32Array,
  keys: Uint32Array,
  spare = uint32(order.length),
): Uint32Array => {
  let highest = 0;
  for (let n = 0; n < order.length; n++) if (keys[order[n]!]! > highest) highest = keys[order[n]!]!;
  let from = order;
  let into = spare;
  const next = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32 && highest >>> shift > 0; shift += DIGIT) {
    next.fill(0);
    for (let n = 0; n < from.length; n++) next[(keys[from[n]!]! >>> shift) & (BUCKETS - 1)]!++;
    let sum = 0;
    for (let b = 0; b < BUCKETS; b++) {
      const size = next[b]!;
      next[b] = sum;
      sum += size;
    }
    for (let n = 0; n < from.length; n++) {
      const one = from[n]!;
      into[next[(keys[one]! >>> shift) & (BUCKETS - 1)]!++] = one;
    }
    [from, into] = [into, from];
  }
  return from;
};
