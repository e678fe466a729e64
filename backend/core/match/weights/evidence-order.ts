import { AGREEMENT_ORDERS } from '../names/compare-names.ts';

/** Makes likely over unlikely never fall from one level to the next: neighbours that break the order are pooled. */
export const keepOrder = (likely: Float64Array, unlikely: Float64Array, from: number): void => {
  const pools: { likely: number; unlikely: number; size: number }[] = [];
  for (let level = from; level < likely.length; level++) {
    pools.push({ likely: likely[level]!, unlikely: unlikely[level]!, size: 1 });
    while (pools.length > 1) {
      const [before, last] = [pools.at(-2)!, pools.at(-1)!];
      if (before.likely * last.unlikely <= last.likely * before.unlikely) break;
      pools.splice(-2, 2, {
        likely: before.likely + last.likely,
        unlikely: before.unlikely + last.unlikely,
        size: before.size + last.size,
      });
    }
  }
  let level = from;
  for (const pool of pools)
    for (let n = 0; n < pool.size; n++, level++)
      likely[level] = (unlikely[level]! * pool.likely) / pool.unlikely;
};

/** Along each order of agreements, the evidence never falls. */
export const inOrderOfNames = (likely: Float64Array, unlikely: Float64Array): void => {
  for (const agreements of AGREEMENT_ORDERS) {
    const [l, u] = [
      Float64Array.from(agreements, c => likely[c]!),
      Float64Array.from(agreements, c => unlikely[c]!),
    ];
    keepOrder(l, u, 0);
    for (const [n, c] of agreements.entries()) likely[c] = l[n]!;
  }
};
