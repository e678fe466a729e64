import { citiesPair } from './cities.ts';
import { f1 } from './f1.ts';
import { naiveMatch } from './naive-match.ts';
import { type Part, sizes } from './part.ts';
import { growing, type Plan, RADIUS } from './plan.ts';

/** What turf takes on a few places, and what their square makes of it. */
export const turf = ({ turf: count, files: whole }: Plan): Part => {
  const { official, community, truth } = citiesPair({ ...growing(count), nearby: 30 });
  const start = performance.now();
  const said = naiveMatch(official, community, RADIUS);
  const wall = (performance.now() - start) / 1000;
  const projected = wall * (whole / count) ** 2;
  return {
    rows: [['turf, every pair, nearest first', sizes(count), wall, '', '', f1(truth, said), '']],
    figures: {
      turf_places: count,
      turf_wall_s: wall,
      turf_f1: f1(truth, said),
      turf_projected_wall_s: projected,
    },
    bars: [{ label: 'turf, by its square', value: projected, series: 3 }],
    notes: [
      `turf at ${sizes(whole)} would take about ${Math.round(projected).toLocaleString('en')} s by its square.`,
    ],
  };
};
