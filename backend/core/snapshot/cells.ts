import type { LonLat } from '../feature.ts';

/**
 * A set of cells of a grid over the world, counted from the south-west corner. Columns meet again at the
 * antimeridian: column `columns` is column 0.
 */
export type Cells = Readonly<{ columns: number; rows: number; taken: ReadonlySet<number> }>;

/** Degrees that a cell of a grid with so many columns is wide and high. */
export const cellWidth = (columns: number): number => 360 / columns;

/** The cell that holds a point, as a number: row by row, from the south-west corner. */
const cellAt = (at: LonLat, columns: number, cell: number): number => {
  const x = Math.floor((at[0] + 180) / cell);
  return Math.floor((at[1] + 90) / cell) * columns + (((x % columns) + columns) % columns);
};

/** The cells that hold at least one of the points. */
export const cellsAround = (points: Iterable<LonLat>, columns: number): Cells => {
  const cell = cellWidth(columns);
  const taken = new Set<number>();
  for (const at of points) taken.add(cellAt(at, columns, cell));
  return { columns, rows: Math.floor(180 / cell) + 1, taken };
};

/** Whether a point lies in one of the cells. */
export const inCells = ({ columns, taken }: Cells): ((at: LonLat) => boolean) => {
  const cell = cellWidth(columns);
  return at => taken.has(cellAt(at, columns, cell));
};

/** The cells of that width (degrees) that go by these names. */
export const cellsNamed = (names: readonly string[], cell: number): Cells => {
  const columns = Math.round(360 / cell);
  const taken = new Set<number>();
  for (const name of names) {
    const [x = '', y = ''] = name.split(':');
    taken.add(Number(y) * columns + Number(x));
  }
  return { columns, rows: Math.floor(180 / cell) + 1, taken };
};

/** The names of the cells, sorted by row, then column. */
export const namesOf = ({ columns, taken }: Cells): readonly string[] =>
  [...taken].sort((a, b) => a - b).map(at => `${at % columns}:${Math.floor(at / columns)}`);

/** The eight cells around one; fewer at the poles. */
const around = ({ columns, rows }: Cells, at: number): readonly number[] => {
  const x = at % columns;
  const y = Math.floor(at / columns);
  const found: number[] = [];
  for (const dy of [-1, 0, 1])
    for (const dx of [-1, 0, 1]) {
      if ((dx === 0 && dy === 0) || y + dy < 0 || y + dy >= rows) continue;
      found.push((y + dy) * columns + ((x + dx + columns) % columns));
    }
  return found;
};

/** Grown by one cell all round. */
export const grow = (cells: Cells): Cells => {
  const taken = new Set(cells.taken);
  for (const at of cells.taken) for (const next of around(cells, at)) taken.add(next);
  return { ...cells, taken };
};

/** Worn away by one cell all round: only cells whose neighbours are all taken stay. */
export const wear = (cells: Cells): Cells => ({
  ...cells,
  taken: new Set([...cells.taken].filter(at => around(cells, at).every(next => cells.taken.has(next)))),
});

/** With every hole filled: what cannot be reached from outside without crossing a taken cell. */
export const filled = (cells: Cells): Cells => {
  const { columns, taken } = cells;
  if (taken.size === 0) return cells;
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const at of taken) {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  // One empty cell all round, so that the outside is one piece.
  const wide = east - west + 3;
  const high = north - south + 3;
  const barred = new Uint8Array(wide * high);
  for (const at of taken)
    barred[(Math.floor(at / columns) - south + 1) * wide + (at % columns) - west + 1] = 1;
  const next = [0];
  barred[0] = 1;
  const visit = (there: number): void => {
    if (barred[there] !== 0) return;
    barred[there] = 1;
    next.push(there);
  };
  const whole = new Set(taken);
  const outside = new Uint8Array(wide * high);
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    outside[at] = 1;
    const x = at % wide;
    if (x + 1 < wide) visit(at + 1);
    if (x > 0) visit(at - 1);
    if (at + wide < barred.length) visit(at + wide);
    if (at >= wide) visit(at - wide);
  }
  for (let y = 1; y < high - 1; y++)
    for (let x = 1; x < wide - 1; x++)
      if (outside[y * wide + x] === 0) whole.add((y + south - 1) * columns + (x + west - 1));
  return { ...cells, taken: whole };
};
