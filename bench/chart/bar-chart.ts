import { type Chart, drawing, line, px, text, widthOf } from './drawing.ts';
import { linearScale, logScale, shown } from './scale.ts';

export type Bar = Readonly<{
  label: string;
  value: number;
  /** Ways of one thing have one colour: the number of the series. */
  series?: number;
}>;

/** Bars under a heading of their own; `goal`: a line that a bar of ours should not pass. */
export type Group = Readonly<{ label: string; bars: readonly Bar[]; goal?: number }>;

const ROW = 26;
const PLOT = { width: 380, top: 46 };

/**
 * Lying bars with their values at their ends, from above to below. On a logarithmic axis (`log`) a bar's length shows
 * powers of ten, from the round number below the least value on.
 */
export const barChart = (
  name: string,
  title: string,
  axis: Readonly<{ label: string; log?: boolean }>,
  groups: readonly Group[],
): Chart => {
  const bars = groups.flatMap(group => group.bars);
  const left =
    32 + Math.max(0, ...bars.map(bar => widthOf(bar.label)), ...groups.map(g => widthOf(g.label) - 120));
  const values = [...bars.map(bar => bar.value), ...groups.flatMap(({ goal }) => goal ?? [])];
  const least = Math.min(...values.filter(value => value > 0));
  const scale = axis.log
    ? logScale([...values, least / 2], left, left + PLOT.width)
    : linearScale(values, left, left + PLOT.width);
  const parts: string[] = [];
  let y = PLOT.top;
  for (const group of groups) {
    parts.push(text(16, y + 18, group.label, 'value'));
    y += ROW;
    const to = y + ROW * group.bars.length;
    if (group.goal !== undefined) {
      const x = scale.at(group.goal);
      parts.push(text(x, y - 6, `at most ${shown(group.goal)}`, 'value', 'middle'));
      parts.push(line(x, y, x, to, 'goal'));
    }
    for (const { label, value, series = 0 } of group.bars) {
      const length = Math.max(1, scale.at(value) - left);
      parts.push(
        text(left - 8, y + 17, label, '', 'end'),
        `<path d="M${px(left)} ${px(y + 4)}h${px(length)}v18h-${px(length)}z" class="f${series}"/>`,
        text(left + length + 6, y + 17, shown(value), 'value'),
      );
      y += ROW;
    }
    y += 8;
  }
  const grid = scale.ticks.flatMap(tick => [
    line(scale.at(tick), PLOT.top + 8, scale.at(tick), y, 'grid'),
    text(scale.at(tick), y + 18, shown(tick), '', 'middle'),
  ]);
  grid.push(line(left, y, left + PLOT.width, y, 'axis'));
  grid.push(text(left + PLOT.width / 2, y + 40, axis.label, '', 'middle'));
  const said = groups.map(
    group =>
      `${group.label}: ${group.bars.map(({ label, value }) => `${label} ${shown(value)}`).join(', ')}.`,
  );
  const size = [Math.ceil(left + PLOT.width + 90), y + 56] as const;
  return { name, svg: drawing(title, `${axis.label}. ${said.join(' ')}`, size, [...grid, ...parts]) };
};
