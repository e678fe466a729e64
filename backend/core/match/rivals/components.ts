import { int32, uint32 } from '../columns/columns.ts';
import { union } from './union.ts';

/** Pairs that are connected by features they share, by component: those of component c from start[c] to start[c + 1]. */
export type Components = Readonly<{ start: Uint32Array; pairs: Uint32Array }>;

/** Components of the pairs that `isIn` says 1 of, in the order of their first pairs; the pairs of each in their order. */
export const componentsOf = (
  official: Uint32Array,
  community: Uint32Array,
  isIn: Uint8Array,
  sizes: readonly [number, number],
): Components => {
  const { join, root } = union(sizes[0] + sizes[1]);
  const list = uint32(isIn.length);
  let count = 0;
  for (let e = 0; e < isIn.length; e++) {
    if (isIn[e] === 0) continue;
    join(official[e]!, sizes[0] + community[e]!);
    list[count++] = e;
  }
  const numbers = int32(sizes[0]).fill(-1);
  const start = uint32(count + 2);
  const ofPair = uint32(count);
  let components = 0;
  for (let n = 0; n < count; n++) {
    const set = root(official[list[n]!]!);
    if (numbers[set]! < 0) numbers[set] = components++;
    ofPair[n] = numbers[set]!;
    start[numbers[set]! + 2]!++;
  }
  for (let c = 2; c < components + 2; c++) start[c]! += start[c - 1]!;
  const pairs = uint32(count);
  for (let n = 0; n < count; n++) pairs[start[ofPair[n]! + 1]!++] = list[n]!;
  return { start: start.subarray(0, components + 1), pairs };
};
