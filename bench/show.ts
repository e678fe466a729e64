import { cpus } from 'node:os';

/** What a benchmark found: rows for people, figures for programs (units in their names). */
export type Report = Readonly<{
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  notes: readonly string[];
  figures: Readonly<Record<string, number | string | null>>;
}>;

const cell = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 1000) / 1000) : value;

/** The table, the notes, and as the last line the figures as JSON. */
export const show = ({ title, columns, rows, notes, figures }: Report): void => {
  const lines = [columns, ...rows].map(row => row.map(cell));
  const widths = columns.map((_, c) => Math.max(...lines.map(line => line[c]?.length ?? 0)));
  const [processor] = cpus();
  console.log(title);
  console.log(
    `Node.js ${process.version}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}\n`,
  );
  for (const [n, line] of lines.entries()) {
    console.log(
      line.map((text, c) => (c === 0 ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join('  '),
    );
    if (n === 0) console.log(widths.map(width => '-'.repeat(width)).join('  '));
  }
  console.log(['', ...notes, ''].join('\n'));
  console.log(JSON.stringify(figures));
};
