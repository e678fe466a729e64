/** From values to pixels along one axis. */
export type Scale = Readonly<{
  at: (value: number) => number;
  /** Values that are written at the axis, ascending. */
  ticks: readonly number[];
}>;

/** A number as an axis shows it, to three figures: `0.05`, `1.5`, `100,000`. */
export const shown = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: value >= 1000 ? 21 : 3 });

/** From `from` (pixels) at 0, or at the least value where that is below 0, to `to` at a round number above the largest. */
export const linearScale = (values: readonly number[], from: number, to: number): Scale => {
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const span = most - least || 1;
  const unit = 10 ** Math.floor(Math.log10(span));
  const step = [0.2, 0.5, 1, 2].map(share => share * unit).find(size => span / size <= 6) ?? 2 * unit;
  const [first, last] = [Math.floor(least / step + 1e-9), Math.max(1, Math.ceil(most / step - 1e-9))];
  const ticks = Array.from({ length: last - first + 1 }, (_, n) =>
    Number(((first + n) * step).toPrecision(12)),
  );
  return { at: value => from + ((to - from) * (value / step - first)) / (last - first), ticks };
};

/** Powers of ten between the least and the largest value (above 0), and where they are few 2 and 5 times them as well. */
export const logScale = (values: readonly number[], from: number, to: number): Scale => {
  const some = values.filter(value => value > 0);
  const [least, most] = some.length > 0 ? [Math.min(...some), Math.max(...some)] : [1, 10];
  const powers = (digits: readonly number[], first: number, last: number): number[] =>
    Array.from({ length: last - first + 1 }, (_, n) =>
      digits.map(digit => Number((digit * 10 ** (first + n)).toPrecision(3))),
    ).flat();
  const [first, last] = [Math.floor(Math.log10(least) + 1e-9), Math.ceil(Math.log10(most) - 1e-9)];
  const all = powers(last - first > 2 ? [1] : [1, 2, 5], first, last);
  const low = all.findLast(tick => tick <= least * 1.000001) ?? all[0]!;
  const above = all.find(tick => tick >= most * 0.999999) ?? all.at(-1)!;
  const high = above > low ? above : low * 10;
  const ticks = all.filter(tick => tick >= low && tick <= high);
  const length = Math.log(high / low);
  return { at: value => from + ((to - from) * Math.log(Math.max(value, low) / low)) / length, ticks };
};
