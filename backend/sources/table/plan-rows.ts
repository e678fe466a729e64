import type { Warning } from '../../core/snapshot/snapshot.ts';
import { FileFault } from '../file-fault.ts';
import {
  degreeColumns,
  gridColumns,
  identifierColumns,
  nameColumn,
  type PointColumns,
  type Row,
  wholePointColumns,
} from './columns.ts';
import { coordinateOf, pairOf } from './coordinate.ts';
import type { ToDegrees } from './locate.ts';
import type { RowSource, SourceRow } from './source.ts';
import { keysByColumn, type TagPlan, textOf } from './values.ts';

export type Position =
  | Readonly<{ from: 'geometry' }>
  | Readonly<{ from: 'columns'; x: string; y: string }>
  | Readonly<{ from: 'column'; column: string }>;

export type RowPlan = Readonly<{
  position: Position;
  transform: ToDegrees;
  tags: TagPlan;
  /** The column that identifies a row: `stated` by the source, else one that looks like it. */
  id: Readonly<{ column: string; stated: boolean }> | null;
  warnings: readonly Warning[];
}>;

/** Further than any degrees reach, also with a turn too many. */
const isGrid = (value: unknown): boolean => {
  const number = coordinateOf(value);
  return typeof number === 'number' && Math.abs(number) > 360;
};

const named = (columns: readonly string[]): string =>
  columns.length === 0 ? 'there are none' : columns.slice(0, 40).join(', ').slice(0, 400);

const notDegrees = (file: string, place: string, example: string): FileFault =>
  new FileFault(
    file,
    place,
    `coordinates such as ${example} are not degrees; name their coordinate system with --crs`,
  );

/** True when all the pairs that are there are grid coordinates; at least three, a stray row does not condemn a file. */
const allGrid = (rows: readonly Row[], { x, y }: PointColumns): boolean => {
  const filled = rows.filter(row => textOf(row[x]) !== null && textOf(row[y]) !== null);
  return filled.length >= 3 && filled.every(row => isGrid(row[x]) || isGrid(row[y]));
};

const holdsDegrees = (rows: readonly Row[], { x, y }: PointColumns): boolean =>
  rows.some(row => {
    const [lon, lat] = [coordinateOf(row[x]), coordinateOf(row[y])];
    return typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 180;
  });

/** Finds the columns of the position, by what they are called and by what is in them. */
const columnsOfPosition = (
  file: string,
  place: string,
  source: RowSource,
  columns: readonly string[],
  rows: readonly Row[],
  transform: ToDegrees,
): Position => {
  const missing = [source.x, source.y].filter(column => column !== undefined && !columns.includes(column));
  if (missing.length > 0) {
    throw new FileFault(file, place, `no column "${missing[0]}"; the columns are: ${named(columns)}`);
  }
  if ((source.x === undefined) !== (source.y === undefined)) {
    throw new FileFault(file, place, 'one of --x and --y is missing: both columns must be named, or none');
  }
  if (source.x !== undefined && source.y !== undefined) {
    const stated = { x: source.x, y: source.y };
    if (transform === null && allGrid(rows, stated)) {
      throw notDegrees(file, place, `${rows[0]?.[stated.x]}, ${rows[0]?.[stated.y]}`);
    }
    return { from: 'columns', ...stated };
  }
  const grid = gridColumns(columns);
  const degrees = degreeColumns(columns);
  if (transform?.projected) {
    const found = grid[0] ?? degrees[0];
    if (found !== undefined) return { from: 'columns', x: found.x, y: found.y };
  } else {
    // A file that begins with X and Y got them from a GIS that wrote its geometry there; other columns may be older.
    const leading = grid.find(pair => columns[0] === pair.x && columns[1] === pair.y);
    const usable = [...(leading ? [leading] : []), ...degrees, ...grid].filter(
      pair => rows.length === 0 || !allGrid(rows, pair),
    );
    const found = usable.find(pair => holdsDegrees(rows, pair));
    if (found !== undefined) return { from: 'columns', x: found.x, y: found.y };
    const whole = wholePointColumns(columns).find(column =>
      rows.some(row => typeof pairOf(row[column])[0] === 'number'),
    );
    if (whole !== undefined) return { from: 'column', column: whole };
    const named = usable[0];
    if (named !== undefined) return { from: 'columns', x: named.x, y: named.y };
    const projected = grid[0] ?? degrees[0];
    if (projected !== undefined) {
      throw notDegrees(file, place, `${rows[0]?.[projected.x]}, ${rows[0]?.[projected.y]}`);
    }
  }
  const whole = wholePointColumns(columns)[0];
  if (whole !== undefined && transform === null) return { from: 'column', column: whole };
  throw new FileFault(
    file,
    place,
    `no columns hold coordinates; name them with --x and --y. The columns are: ${named(columns)}`,
  );
};

/** Throws FileFault where a column that is to be mapped is not among the official file's columns. */
export const checkMapped = (
  file: string,
  place: string,
  source: RowSource,
  columns: readonly string[],
): void => {
  if (source.side !== 'official' || columns.length === 0) return;
  const absent = Object.values(source.map ?? {}).find(column => !columns.includes(column));
  if (absent === undefined) return;
  throw new FileFault(file, place, `no column "${absent}" to map; the columns are: ${named(columns)}`);
};

/**
 * Decides once, from the first rows, where position, identifier and name of a row are. Throws FileFault where a named
 * column is missing, or no column holds coordinates. `place` is where the column names stand; `complete`: all of them are
 * known, no row brings another.
 */
export const planRows = (
  file: string,
  place: string,
  source: RowSource,
  columns: readonly string[],
  sample: readonly SourceRow[],
  transform: ToDegrees,
  complete: boolean,
): RowPlan => {
  const rows = sample.map(row => row.columns);
  const hasGeometry = sample.some(row => row.geometry !== undefined) && source.x === undefined;
  const position: Position = hasGeometry
    ? { from: 'geometry' }
    : columnsOfPosition(file, place, source, columns, rows, transform);
  const keysOf = keysByColumn(source.map);
  if (complete) checkMapped(file, place, source, columns);
  const warnings: Warning[] = [];
  if (!Object.hasOwn(source.map ?? {}, 'name') && !columns.includes('name') && source.side === 'official') {
    const column = nameColumn(columns);
    if (column === null) warnings.push({ kind: 'no-name-column' });
    else {
      keysOf.set(column, [...(keysOf.get(column) ?? []), 'name']);
      warnings.push({ kind: 'column-taken-as', column, key: 'name' });
    }
  }
  const silent = new Set<string>();
  if (position.from === 'columns') silent.add(position.x).add(position.y);
  if (position.from === 'column') silent.add(position.column);
  const declared = sample.some(row => row.declaredId !== undefined);
  let id: RowPlan['id'] = null;
  if (source.id !== undefined) {
    const known = columns.includes(source.id) || (declared && source.id === 'id');
    if (!known && columns.length > 0) {
      throw new FileFault(
        file,
        place,
        `no column "${source.id}" for the identifier; the columns are: ${named(columns)}`,
      );
    }
    if (columns.includes(source.id)) id = { column: source.id, stated: true };
  } else if (!declared) {
    const column = identifierColumns(columns).find(column => {
      const values = rows.map(row => textOf(row[column])).filter(value => value !== null);
      return values.length === rows.length && new Set(values).size > values.length / 2;
    });
    if (column !== undefined) id = { column, stated: false };
  }
  // `ref` is a key of OSM as well: it identifies a row and remains a tag.
  if (id !== null && id.column !== 'ref') silent.add(id.column);
  if (id?.stated) silent.add(id.column);
  return { position, transform, tags: { keysOf, silent }, id, warnings };
};

/** rows; the decisions are taken on this many */
export const SAMPLE = 200;
