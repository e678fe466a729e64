/** Counts as shares, with expectations that count for so many of them. */
export const shares = (
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  strength: number,
): Float64Array => {
  const all = Array.from(expected, (value, l) => counts[l]! + strength * value);
  const sum = all.reduce((a, b) => a + b, 0);
  return Float64Array.from(all, value => value / sum);
};
