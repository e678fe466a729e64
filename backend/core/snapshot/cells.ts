import type { LonLat } from '../feature.ts';

/**
 * A set of cells of a grid over the world, counted from the south-west corner. Columns meet again at the
 * antimeridian: column `columns` is column 0.
 */
export type Cells = Readonly<{ columns: number; rows: number; taken: ReadonlySet<number> }>;

/** Degrees that a cell of a grid with so many columns is wide and high. */
export const cellWidth = (columns: number): number => 360 / columns;

const columnsOf = (cell: number): number => Math.round(360 / cell);

const place = (at: LonLat, cell: number): readonly [x: number, y: number] => {
  const columns = columnsOf(cell);
  const x = Math.floor((at[0] + 180) / cell);
  return [((x % columns) + columns) % columns, Math.floor((at[1] + 90) / cell)];
};

/** The name of the cell that holds a point: `column:row`. */
export const cellOf = (at: LonLat, cell: number): string => place(at, cell).join(':');

/** The cells that hold at least one of the points. */
export const cellsAround = (points: Iterable<LonLat>, columns: number): Cells => {
  const cell = cellWidth(columns);
  const taken = new Set<number>();
  for (const at of points) {
    const [x, y] = place(at, cell);
    taken.add(y * columns + x);
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
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const at of taken) {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  if (taken.size === 0) return cells;
  // One empty cell all round, so that the outside is one piece.
  const wide = east - west + 3;
  const high = north - south + 3;
  const outside = new Uint8Array(wide * high);
  const next = [0];
  outside[0] = 1;
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    const [x, y] = [at % wide, Math.floor(at / wide)];
    for (const [nx, ny] of [
      [x + 1, y],
      [x - 1, y],
      [x, y + 1],
      [x, y - 1],
    ] as const) {
      if (nx < 0 || ny < 0 || nx >= wide || ny >= high) continue;
      const there = ny * wide + nx;
      if (outside[there] || taken.has((ny + south - 1) * columns + (nx + west - 1))) continue;
      outside[there] = 1;
      next.push(there);
    }
  }
  const whole = new Set(taken);
  for (let y = 1; y < high - 1; y += 1)
    for (let x = 1; x < wide - 1; x += 1)
      if (!outside[y * wide + x]) whole.add((y + south - 1) * columns + (x + west - 1));
  return { ...cells, taken: whole };
};
