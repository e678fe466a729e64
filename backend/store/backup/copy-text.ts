/** The value of one column as the type's own output function writes it; null: no value. */
export type Cell = string | null;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SIGNS: Readonly<Record<string, string>> = { '\\': '\\', t: '\t', n: '\n', r: '\r' };

/** The line that ends a table. No row is written so: a backslash in a value is doubled. */
export const END_OF_TABLE = '\\.';

/** One row in the text format of PostgreSQL's COPY: https://www.postgresql.org/docs/current/sql-copy.html */
export function rowText(cells: readonly Cell[]): string {
  return cells
    .map(cell => (cell === null ? '\\N' : cell.replace(/[\\\t\n\r]/g, sign => ESCAPES[sign]!)))
    .join('\t');
}

/** The cells of a row; null for a line that `rowText` never wrote. */
export function cellsOf(line: string): Cell[] | null {
  const cells: Cell[] = line.split('\t');
  if (!line.includes('\\')) return cells;
  for (const [i, text] of cells.entries()) {
    if (!text?.includes('\\')) continue;
    if (text === '\\N') cells[i] = null;
    else if (/^(?:[^\\]|\\[\\tnr])*$/.test(text))
      cells[i] = text.replace(/\\([\\tnr])/g, (_, sign: string) => SIGNS[sign]!);
    else return null;
  }
  return cells;
}
