import { lineChart } from '../chart/line-chart.ts';
import { middle, rowOf } from './part.ts';
import { growing, type Plan } from './plan.ts';
import { type Done, runAlone } from './run-alone.ts';

/** How the cost grows, and what it would be if only n log n counted. */
export const growth = async ({ growth: counts, repeat }: Plan) => {
  const measured: Readonly<{ count: number; done: Done }>[] = [];
  for (const count of counts) {
    const runs: Done[] = [];
    // Of a million places a side once is long enough.
    for (let n = 0; n < (count > 200_000 ? 1 : repeat); n++)
      runs.push(await runAlone({ what: 'match', cities: growing(count) }));
    measured.push({ count, done: middle(runs) });
  }
  const unit = (count: number): number => count * Math.log2(count);
  const costs = measured.map(({ count, done }) => (1e9 * done.cpu_s) / unit(count));
  const rows = measured.map(({ count, done }, n) => [
    ...rowOf('growth: matching alone', count, count, done),
    costs[n]!,
  ]);
  const figures = Object.fromEntries(
    measured.flatMap(({ count, done }, n) => [
      [`growth_${count}_wall_s`, done.wall_s],
      [`growth_${count}_cpu_ns_per_nlogn`, costs[n]!],
    ]),
  );
  const base = measured[Math.floor(measured.length / 2)]!;
  const chart = lineChart(
    'match-growth',
    `Matching n × n places with ${growing(1).nearby} candidates each`,
    { x: { label: 'places a side', log: true }, y: { label: 'seconds', log: true } },
    [
      { name: 'wall time', points: measured.map(({ count, done }) => [count, done.wall_s]) },
      { name: 'processor time', points: measured.map(({ count, done }) => [count, done.cpu_s]) },
      {
        name: `n log n from ${base.count.toLocaleString('en')} on`,
        points: measured.map(({ count }) => [count, (base.done.cpu_s * unit(count)) / unit(base.count)]),
      },
    ],
  );
  return { rows, figures, chart };
};
