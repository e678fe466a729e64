import type { Bar } from '../chart/bar-chart.ts';
import { median } from '../median.ts';
import type { Done } from './run-alone.ts';

/** What one part found: rows of the table, figures, bars, and what has to be said about it. */
export type Part = Readonly<{
  rows: readonly (readonly (string | number)[])[];
  figures: Readonly<Record<string, number | string | null>>;
  bars: readonly Bar[];
  notes: readonly string[];
}>;

/** Parts one after the other. */
export const joined = (parts: readonly Part[]): Part => ({
  rows: parts.flatMap(part => part.rows),
  figures: Object.assign({}, ...parts.map(part => part.figures)),
  bars: parts.flatMap(part => part.bars),
  notes: parts.flatMap(part => part.notes),
});

export const sizes = (official: number, community = official): string =>
  `${official.toLocaleString('en')} × ${community.toLocaleString('en')}`;
export const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)} times`;

/** The run whose wall time is the median one. */
export const middle = <T extends Readonly<{ wall_s: number }>>(runs: readonly T[]): T => {
  const wall = median(runs.map(run => run.wall_s));
  return runs.find(run => run.wall_s === wall)!;
};

/** A row of the table, of a task that a process of its own did. */
export const rowOf = (
  words: string,
  official: number,
  community: number,
  done: Done,
): (string | number)[] => [
  ...[words, sizes(official, community), done.wall_s, done.cpu_s, done.peak_rss_mb],
  ...[done.f1 ?? '', done.possible ?? ''],
];
