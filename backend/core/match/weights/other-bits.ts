import { AGREES, CLOSE, DIFFERS } from '../evidence/other-tags.ts';
import { keepOrder } from './evidence-order.ts';
import { shares } from './shares.ts';

/** Pairs that speak for the other tags making no difference. */
const NO_DIFFERENCE = 6;
/** Bits: tags of one place often go together, so that no single one may decide. */
const MOST_OTHER_BITS = 4;

/** Bits of one key's levels, from values that differ to values that agree: a better level never speaks less for a pair. */
export const otherBits = (
  counts: readonly [likely: Float64Array, unlikely: Float64Array],
  key: number,
): readonly number[] => {
  const levels = [DIFFERS, CLOSE, AGREES];
  const [likely, unlikely] = counts.map(from =>
    Float64Array.from(levels, level => from[4 * key + level]!),
  ) as [Float64Array, Float64Array];
  const all = levels.map((_, l) => likely[l]! + unlikely[l]! + 1 / 3);
  const sum = all.reduce((a, b) => a + b, 0);
  const usual = all.map(value => value / sum);
  const [m, u] = [shares(likely, usual, NO_DIFFERENCE), shares(unlikely, usual, NO_DIFFERENCE)];
  keepOrder(m, u, 0);
  return Array.from(m, (value, l) =>
    Math.max(-MOST_OTHER_BITS, Math.min(MOST_OTHER_BITS, Math.log2(value / u[l]!))),
  );
};
