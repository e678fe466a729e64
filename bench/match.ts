import { barChart } from './chart/bar-chart.ts';
import type { Flags } from './flags.ts';
import { growth } from './match/growth.ts';
import { inMemory } from './match/in-memory.ts';
import { joined, type Part, sizes } from './match/part.ts';
import { planOf, RADIUS } from './match/plan.ts';
import { turf } from './match/turf.ts';
import { wholeFiles } from './match/whole-files.ts';
import type { Report } from './show.ts';

/** The matching, beside what a user would do instead with turf and with PostGIS, all in one run. */
export const match = async (flags: Flags): Promise<Report> => {
  const plan = planOf(flags);
  const whole = joined([await wholeFiles(plan), turf(plan)]);
  const beside = await inMemory(plan);
  const grown = await growth(plan);
  const wide = (rows: Part['rows']) => rows.map(row => [...row, '']);
  return {
    title: `Matching within ${RADIUS} m, medians of ${plan.repeat}`,
    columns: ['way', 'places', 'wall s', 'CPU s', 'peak MB', 'F1', 'possible', 'CPU ns / (n log2 n)'],
    rows: [...wide(whole.rows), ...wide(beside.rows), ...grown.rows],
    notes: [
      'Made-up places: towns are thin, points are theirs without names; in cities 30 community places lie within the radius and names are as unequally common as in life.',
      ...[...whole.notes, ...beside.notes],
    ],
    figures: {
      benchmark: 'match',
      places: plan.files,
      repeat: plan.repeat,
      ...whole.figures,
      ...beside.figures,
      ...grown.figures,
    },
    charts: [
      grown.chart,
      barChart(
        'match-files',
        `From files to result, ${sizes(plan.files)} places`,
        { label: 'seconds of wall time', log: true },
        [{ label: 'files to result', bars: whole.bars }],
      ),
      barChart(
        'match-beside',
        `Pairs within ${RADIUS} m, ${sizes(plan.alone.official, plan.alone.community)} places`,
        { label: 'seconds of wall time', log: true },
        [{ label: 'the same points, the same pairs', bars: beside.bars }],
      ),
    ],
  };
};
