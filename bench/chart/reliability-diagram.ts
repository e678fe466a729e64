import { calibrationError, type ReliabilityBin } from '../reliability.ts';
import { type Chart, drawing, line, mark, px, text } from './drawing.ts';
import { linearScale, logScale, shown } from './scale.ts';

/** One panel: a set, or one way of giving probabilities. */
export type Reliability = Readonly<{ name: string; bins: readonly ReliabilityBin[] }>;

const PANEL = { width: 330, left: 58, side: 240, top: 84, counts: 60, gap: 26 };

/**
 * A reliability diagram: for each bin of probabilities the share of pairs that are true above their mean probability, the
 * diagonal of a perfect calibration, and below how many pairs the bin has, on a logarithmic axis. Sets stand side by
 * side, each with its expected calibration error. Bins without pairs are left out. The figures stand in the
 * description of the SVG as well.
 */
export const reliabilityDiagram = (name: string, title: string, sets: readonly Reliability[]): Chart => {
  const panels = sets.map((set, n) => panel(set, n * PANEL.width));
  const said = sets.map(set => {
    const bins = set.bins
      .filter(({ count }) => count > 0)
      .map(({ mean, share, count }) => `${shown(share)} of ${shown(count)} at ${shown(mean)}`);
    return `${set.name}: ${bins.join(', ')}; expected calibration error ${shown(calibrationError(set.bins))}.`;
  });
  const height = PANEL.top + PANEL.side + PANEL.gap + PANEL.counts + 58;
  const width = Math.max(1, sets.length) * PANEL.width + 20;
  const about = `Share of pairs that are true by their mean probability. ${said.join(' ')}`;
  return { name, svg: drawing(title, about, [width, height], panels.flat()) };
};

/** A count that fits above a bar: `950`, `3.8k`. */
const few = (count: number): string =>
  count.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 2 }).toLowerCase();

const panel = ({ name, bins }: Reliability, offset: number): string[] => {
  const left = offset + PANEL.left;
  const right = left + PANEL.side;
  const bottom = PANEL.top + PANEL.side;
  const x = linearScale([1], left, right);
  const y = linearScale([1], bottom, PANEL.top);
  const filled = bins.filter(({ count }) => count > 0);
  const foot = bottom + PANEL.gap + PANEL.counts;
  const counts = filled.map(({ count }) => count);
  const tall = logScale([1, 10, ...counts], foot, bottom + PANEL.gap);
  const grid = x.ticks.flatMap(tick => [
    line(x.at(tick), PANEL.top, x.at(tick), bottom, 'grid'),
    line(left, y.at(tick), right, y.at(tick), 'grid'),
    text(left - 6, y.at(tick) + 4, shown(tick), '', 'end'),
    text(x.at(tick), foot + 16, shown(tick), '', 'middle'),
  ]);
  const path = filled
    .map(({ mean, share }, n) => `${n === 0 ? 'M' : 'L'}${px(x.at(mean))} ${px(y.at(share))}`)
    .join('');
  const width = (0.7 * PANEL.side) / Math.max(1, bins.length);
  return [
    text(offset + 16, 50, name, 'value'),
    text(
      offset + 16,
      68,
      `expected calibration error ${calibrationError(bins).toFixed(3)}; above: share true`,
    ),
    ...grid,
    line(left, bottom, right, PANEL.top, 'goal'),
    path && `<path d="${path}" class="line s0"/>`,
    ...filled.map(({ mean, share }) => mark(x.at(mean), y.at(share), 0)),
    ...filled.map(({ mean, count }) => {
      const top = Math.min(foot - 1, tall.at(count));
      return [
        `<path d="M${px(x.at(mean) - width / 2)} ${px(foot)}V${px(top)}h${px(width)}V${px(foot)}z" class="f0 faint"/>`,
        text(x.at(mean), top - 3, few(count), 'small', 'middle'),
      ].join('');
    }),
    text(left - 6, foot, 'pairs', '', 'end'),
    line(left, foot, right, foot, 'axis'),
    text((left + right) / 2, foot + 38, 'mean probability of the bin', '', 'middle'),
  ];
};
