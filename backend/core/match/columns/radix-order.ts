import { uint32 } from './columns.ts';

/** Numbers from which they lie in shared memory, which takes a moment to get. */
const MANY = 4096;
const room = (count: number): Uint32Array => (count < MANY ? new Uint32Array(count) : uint32(count));

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/**
 * Puts numbers in the ascending order of their keys (32 bits, least significant digits first); equal keys stay as they
 * were. The list is overwritten; it or another one is returned. The keys go with the numbers: to look them up again for
 * each digit would be a jump through memory each time.
 */
export const radixOrder = (order: Uint32Array, keys: Uint32Array): Uint32Array => {
  const count = order.length;
  if (count === 0) return order;
  let keyed = room(count);
  const first = keys[order[0]!]!;
  let differing = 0;
  for (let n = 0; n < count; n++) {
    const key = keys[order[n]!]!;
    keyed[n] = key;
    differing |= key ^ first;
  }
  let numbers = order;
  let [spare, spareKeys] = [room(count), room(count)];
  const next = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    // A digit that all have in common parts nobody.
    if (((differing >>> shift) & (BUCKETS - 1)) === 0) continue;
    begin(keyed, shift, next);
    scatter(numbers, keyed, shift, next, spare, spareKeys);
    [numbers, spare] = [spare, numbers];
    [keyed, spareKeys] = [spareKeys, keyed];
  }
  return numbers;
};

/** Where the bucket of each digit begins. */
const begin = (keys: Uint32Array, shift: number, buckets: Uint32Array): void => {
  buckets.fill(0);
  for (let n = 0; n < keys.length; n++) buckets[(keys[n]! >>> shift) & (BUCKETS - 1)]!++;
  let sum = 0;
  for (let b = 0; b < BUCKETS; b++) {
    const size = buckets[b]!;
    buckets[b] = sum;
    sum += size;
  }
};

const scatter = (
  numbers: Uint32Array,
  keys: Uint32Array,
  shift: number,
  next: Uint32Array,
  into: Uint32Array,
  intoKeys: Uint32Array,
): void => {
  for (let n = 0; n < numbers.length; n++) {
    const key = keys[n]!;
    const at = next[(key >>> shift) & (BUCKETS - 1)]!++;
    into[at] = numbers[n]!;
    intoKeys[at] = key;
  }
};
