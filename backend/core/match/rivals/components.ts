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
  const sets = union(sizes[0] + sizes[1]);
  let count = 0;
  for (let e = 0; e < isIn.length; e++)
    if (isIn[e] === 1) {
      sets.join(official[e]!, sizes[0] + community[e]!);
      count++;
    }
  const numbers = new Int32Array(sizes[0]).fill(-1);
  const start = new Uint32Array(count + 2);
  let components = 0;
  for (let e = 0; e < isIn.length; e++) {
    if (isIn[e] === 0) continue;
    const root = sets.root(official[e]!);
    if (numbers[root]! < 0) numbers[root] = components++;
    start[numbers[root]! + 2]!++;
  }
  for (let c = 2; c < components + 2; c++) start[c]! += start[c - 1]!;
  const pairs = new Uint32Array(count);
  for (let e = 0; e < isIn.length; e++)
    if (isIn[e] === 1) pairs[start[numbers[sets.root(official[e]!)]! + 1]!++] = e;
  return { start: start.subarray(0, components + 1), pairs };
};
