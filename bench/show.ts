import type { Chart } from './chart/drawing.ts';
import { writeCharts } from './chart/write-charts.ts';
import { machine } from './machine.ts';
import { load } from './proc.ts';

/** What a benchmark found: rows for people, figures for programs (units in their names), charts for documents. */
export type Report = Readonly<{
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  notes: readonly string[];
  figures: Readonly<Record<string, number | string | null>>;
  charts?: readonly Chart[];
}>;

const cell = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value;

/** The machine, the table, the notes, where the charts are, and as the last line the figures as JSON. */
export const show = ({ title, columns, rows, notes, figures, charts = [] }: Report): void => {
  const lines = [columns, ...rows].map(row => row.map(cell));
  const widths = columns.map((_, c) => Math.max(...lines.map(line => line[c]?.length ?? 0)));
  const here = machine();
  const { processor, memory, ...versions } = here;
  console.log(title);
  console.log(`${processor}, ${memory}, load of the last minute ${load().toFixed(1)}`);
  console.log(`${Object.entries(versions).flat().join(' ')}\n`);
  for (const [n, line] of lines.entries()) {
    console.log(
      line.map((text, c) => (c === 0 ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join('  '),
    );
    if (n === 0) console.log(widths.map(width => '-'.repeat(width)).join('  '));
  }
  const drawn = writeCharts(charts).map(file => `Chart: ${file}`);
  console.log(['', ...notes, ...drawn, ''].join('\n'));
  console.log(JSON.stringify({ ...figures, machine: Object.entries(here).flat().join(' ') }));
};
