import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { barChart } from '../../../bench/chart/bar-chart.ts';
import type { Chart } from '../../../bench/chart/drawing.ts';
import { lineChart } from '../../../bench/chart/line-chart.ts';
import { reliabilityDiagram } from '../../../bench/chart/reliability-diagram.ts';

const HOSTILE = 'n < m & "so" on';

/** The texts of an SVG, which is read as strictly as a browser reads it. */
const textsOf = ({ svg }: Chart): string[] => {
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('text', text => texts.push(text.trim()));
  parser.on('error', fault => {
    throw fault;
  });
  parser.write(svg).close();
  expect(svg).not.toMatch(/NaN|Infinity|undefined/u);
  return texts.filter(Boolean);
};

/** Heights of the circles, from left to right. */
const heights = ({ svg }: Chart): number[] => [...svg.matchAll(/cy="([\d.-]+)"/gu)].map(([, y]) => Number(y));

describe('charts', () => {
  it('lines: names the axes and the series, and draws equal factors equally far apart on a logarithmic axis', () => {
    const points = [10, 100, 1000].map(x => [x, x] as const);
    const axes = { x: { label: 'places', log: true }, y: { label: 'seconds', log: true } };
    const chart = lineChart('a', HOSTILE, axes, [{ name: HOSTILE, points }]);
    expect(textsOf(chart)).toEqual(expect.arrayContaining([HOSTILE, 'places', 'seconds', '1,000']));
    const [first, second, third] = heights(chart) as [number, number, number];
    expect(first - second).toBeCloseTo(second - third, 0);
    expect(first).toBeGreaterThan(third);
  });

  it('bars: say each value, and where the goal is', () => {
    const bars = [
      { label: 'ours', value: 1.25 },
      { label: 'theirs', value: 800, series: 1 },
    ];
    for (const log of [false, true]) {
      const texts = textsOf(
        barChart('b', 'Title', { label: 'MB', log }, [{ label: HOSTILE, bars, goal: 600 }]),
      );
      expect(texts).toEqual(
        expect.arrayContaining([HOSTILE, 'ours', '1.25', 'theirs', '800', 'at most 600', 'MB']),
      );
    }
  });

  it('reliability: a mark for each bin with pairs, at the share that is true', () => {
    const bins = [
      { mean: 0.05, share: 0, count: 1000 },
      { mean: 0, share: 0, count: 0 },
      { mean: 0.95, share: 1, count: 1 },
    ];
    const chart = reliabilityDiagram('c', 'Title', [{ name: HOSTILE, bins }]);
    expect(textsOf(chart)).toEqual(expect.arrayContaining([HOSTILE, '1k', 'mean probability of the bin']));
    expect(heights(chart)).toEqual([324, 84]);
  });

  it('nothing to draw is drawn as nothing', () => {
    textsOf(lineChart('a', 'Empty', { x: { label: 'x' }, y: { label: 'y', log: true } }, []));
    textsOf(barChart('b', 'Empty', { label: 's', log: true }, []));
    textsOf(reliabilityDiagram('c', 'Empty', [{ name: 'none', bins: [] }]));
  });
});
