import { type Chart, drawing, line, mark, px, text, widthOf } from './drawing.ts';
import { linearScale, logScale, shown } from './scale.ts';

export type Series = Readonly<{ name: string; points: readonly (readonly [x: number, y: number])[] }>;

/** What an axis shows, with its unit; `log`: each power of ten is as long as the one before. */
export type Axis = Readonly<{ label: string; log?: boolean }>;

const [WIDTH, HEIGHT] = [760, 420];
const PLOT = { left: 72, right: 560, top: 62, bottom: 356 };

/** Lines with a mark at each measured point, each named where it ends. */
export const lineChart = (
  name: string,
  title: string,
  axes: Readonly<{ x: Axis; y: Axis }>,
  series: readonly Series[],
): Chart => {
  const points = series.flatMap(one => one.points);
  const scaleOf = ({ log }: Axis) => (log ? logScale : linearScale);
  const x = scaleOf(axes.x)(
    points.map(point => point[0]),
    PLOT.left,
    PLOT.right,
  );
  const y = scaleOf(axes.y)(
    points.map(point => point[1]),
    PLOT.bottom,
    PLOT.top,
  );
  const grid = [
    ...y.ticks.flatMap(tick => [
      line(PLOT.left, y.at(tick), PLOT.right, y.at(tick), 'grid'),
      text(PLOT.left - 8, y.at(tick) + 4, shown(tick), '', 'end'),
    ]),
    ...x.ticks.flatMap(tick => [
      line(x.at(tick), PLOT.top, x.at(tick), PLOT.bottom, 'grid'),
      text(x.at(tick), PLOT.bottom + 18, shown(tick), '', 'middle'),
    ]),
    line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom, 'axis'),
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 16, axes.x.label, '', 'middle'),
    text(16, 48, axes.y.label),
  ];
  const ends = namesBeside(
    series.map(({ points: own }) => (own.length > 0 ? y.at(own.at(-1)![1]) : PLOT.top)),
  );
  const lines = series.map(({ name: words, points: own }, n) => {
    const path = own
      .map(([px0, py0], i) => `${i === 0 ? 'M' : 'L'}${px(x.at(px0))} ${px(y.at(py0))}`)
      .join('');
    const marks = own.map(([px0, py0]) => mark(x.at(px0), y.at(py0), n));
    const end = own.at(-1);
    const beside = end === undefined ? PLOT.right : x.at(end[0]);
    const label = [
      mark(PLOT.right + 18, ends[n]!, n),
      text(PLOT.right + 28, ends[n]! + 4, words, 'value'),
      beside > PLOT.right - 60 ? '' : line(beside, ends[n]!, PLOT.right + 8, ends[n]!, 'grid'),
    ];
    return [path && `<path d="${path}" class="line s${n}"/>`, ...marks, ...label].join('');
  });
  const widest = Math.max(0, ...series.map(one => widthOf(one.name)));
  const width = Math.max(WIDTH, Math.ceil(PLOT.right + 40 + widest));
  const said = series.map(
    ({ name: words, points: own }) =>
      `${words}: ${own.map(([a, b]) => `${shown(b)} at ${shown(a)}`).join(', ')}.`,
  );
  const about = `${axes.y.label} by ${axes.x.label}. ${said.join(' ')}`;
  return { name, svg: drawing(title, about, [width, HEIGHT], [...grid, ...lines]) };
};

/** Pixels between two names. */
const APART = 18;

/** Where the names of lines go that end at these heights: as near as may be, in their order, and none on another. */
const namesBeside = (heights: readonly number[]): readonly number[] => {
  const order = [...heights.keys()].sort((a, b) => heights[a]! - heights[b]!);
  const at = [...heights];
  for (const [n, which] of order.entries())
    if (n > 0) at[which] = Math.max(at[which]!, at[order[n - 1]!]! + APART);
  const over = Math.max(0, (at[order.at(-1) ?? 0] ?? 0) - PLOT.bottom);
  for (const which of order.toReversed()) at[which]! -= over;
  return at;
};
