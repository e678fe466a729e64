import type { Feature, Side, Tags } from '../../core/feature.ts';
import type { Rejection, Warning } from '../../core/snapshot/snapshot.ts';
import { anyHolds } from '../../core/tags.ts';
import { transformOf, UnknownCrs } from '../crs/transform.ts';
import { FileFault } from '../file-fault.ts';
import { coordinateOf, pairOf } from './coordinate.ts';
import { located } from './locate.ts';
import { oneCopy } from './one-copy.ts';
import { checkMapped, planRows, type RowPlan, SAMPLE } from './plan-rows.ts';
import { type Placed, placeGeometry } from './shape.ts';
import type { OsmIdentity, RowSource, SourceRow } from './source.ts';
import { tagsOf, textOf } from './values.ts';

export type BuiltRows = Readonly<{
  features: readonly Feature[];
  rejected: readonly Rejection[];
  warnings: readonly Warning[];
  columns: readonly string[];
  /** The system that positions were converted from; null for degrees. */
  crs: string | null;
}>;

export type RowBuilder = Readonly<{
  push: (row: SourceRow) => void;
  /** A row that could not even be taken apart. */
  reject: (rejection: Rejection) => void;
  /** A coordinate system that the file itself names; counts where the source states none. */
  crsInFile: (name: string) => void;
  /** Column names that are known before the first row, in their order. */
  header: (columns: readonly string[]) => void;
  settle: () => Promise<void>;
  finish: () => Promise<BuiltRows>;
}>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Features before their identifiers are known to be such, and what is known of each: columns are half the size of rows of a table. */
type Drafts = Readonly<{
  features: Mutable<Feature>[];
  rows: number[];
  ids: (string | null)[];
  /** Whether it is an element of OSM, which has its identifier from there. */
  elements: boolean[];
}>;

const draftOf = (
  side: Side,
  { at, shape }: Placed,
  tags: Tags,
  osm: OsmIdentity | null,
): Mutable<Feature> => {
  const draft: Mutable<Feature> = shape ? { side, id: '', at, shape, tags } : { side, id: '', at, tags };
  if (osm?.type === 'node' && osm.version !== undefined)
    draft.element = { type: 'node', id: osm.id, version: osm.version, tags, at };
  if (osm?.changedAt !== undefined) draft.changedAt = osm.changedAt;
  return draft;
};

/**
 * Turns rows into features: decides on the first SAMPLE rows how, then goes on row by row. `place` says where in the file
 * its column names stand. Rows without a usable position, or with an identifier seen before, are rejected, never lost.
 */
export const buildFeatures = (file: string, place: string, source: RowSource): RowBuilder => {
  const waiting: SourceRow[] = [];
  const drafts: Drafts = { features: [], rows: [], ids: [], elements: [] };
  const rejected: Rejection[] = [];
  const seen = new Set<string>();
  const once = oneCopy();
  let header: readonly string[] = [];
  let plan: RowPlan | null = null;
  let crs = source.crs;
  let ignoredCrs: string | null = null;
  let positions = 0;
  let swapped = 0;

  const take = (row: SourceRow, by: RowPlan): void => {
    for (const column in row.columns) seen.add(column);
    const osm = source.elementOf?.(row) ?? null;
    const tags: Mutable<Tags> = osm?.tags ?? tagsOf(row.columns, source, by.tags);
    if (source.filter.length > 0 && !anyHolds(source.filter, tags)) return;
    const stated = by.id === null ? null : textOf(row.columns[by.id.column]);
    const id = osm !== null && !by.id?.stated ? osm.key : (stated ?? row.declaredId ?? null);
    let placed: ReturnType<typeof placeGeometry>;
    if (by.position.from === 'geometry') placed = placeGeometry(row.geometry, by.transform);
    else {
      const [x, y] =
        by.position.from === 'columns'
          ? [coordinateOf(row.columns[by.position.x]), coordinateOf(row.columns[by.position.y])]
          : pairOf(row.columns[by.position.column]);
      const at = located(x, y, by.transform);
      placed = 'reason' in at ? at : { at };
      if ('reason' in placed && placed.reason === 'bad-coordinates') {
        const { position } = by;
        const found = position.from === 'columns' ? [position.x, position.y] : [position.column];
        placed = {
          ...placed,
          found: found
            .map(column => textOf(row.columns[column]) ?? '')
            .join(', ')
            .slice(0, 80),
        };
      }
    }
    if (!('reason' in placed) || placed.reason === 'out-of-range') positions++;
    if ('reason' in placed) {
      if (placed.swapped) swapped++;
      const { reason, found } = placed;
      rejected.push({
        row: row.row,
        ...(id === null ? {} : { id }),
        reason,
        ...(found === undefined ? {} : { found }),
      });
      return;
    }
    for (const key in tags) tags[key] = once(key, tags[key]!);
    drafts.features.push(draftOf(source.side, placed, tags, osm));
    drafts.rows.push(row.row);
    drafts.ids.push(id);
    drafts.elements.push(osm !== null);
  };

  /** Decides; not yet while the rows look like grid coordinates and the file may still name their system. */
  const decide = async (last: boolean): Promise<void> => {
    const columns = [
      ...new Set([...header, ...waiting.slice(0, SAMPLE).flatMap(row => Object.keys(row.columns))]),
    ];
    const sample = waiting.slice(0, SAMPLE);
    if (crs === undefined) {
      const grid = gridGeometry(sample);
      if (grid !== null && !last) return;
      if (grid !== null) {
        throw new FileFault(
          file,
          place,
          `coordinates such as ${grid} are not degrees; name their coordinate system with --crs`,
        );
      }
    }
    const transform = crs === undefined ? null : await transformOfFile(file, crs);
    plan = planRows(file, place, source, columns, sample, transform, header.length > 0);
    for (const row of waiting) take(row, plan);
    waiting.length = 0;
  };

  const settle = async (): Promise<void> => {
    if (plan === null && waiting.length >= SAMPLE) await decide(false);
  };

  return {
    push: row => {
      if (plan === null) waiting.push(row);
      else take(row, plan);
    },
    reject: rejection => {
      rejected.push(rejection);
    },
    crsInFile: name => {
      if (source.crs === undefined && plan === null) crs = name;
      else if (name !== crs) ignoredCrs = name;
    },
    header: columns => {
      header = columns;
    },
    settle,
    finish: async () => {
      // A file without a single row, as GeoJSON can be, has no columns to plan by.
      if (plan === null && waiting.length === 0 && header.length === 0)
        return { features: [], rejected, warnings: [], columns: [], crs: null };
      if (plan === null) await decide(true);
      const by = plan as unknown as RowPlan;
      checkMapped(file, place, source, [...header, ...seen]);
      const warnings: Warning[] = [...by.warnings];
      if (ignoredCrs !== null) warnings.push({ kind: 'crs-in-file-ignored', crs: ignoredCrs });
      if (swapped > positions / 2) warnings.push({ kind: 'coordinates-look-swapped', rows: swapped });
      const features = identified(drafts, by, rejected);
      rejected.sort((a, b) => a.row - b.row);
      const columns = [...new Set([...header, ...seen])].sort();
      return { features, rejected, warnings, columns, crs: by.transform?.crs ?? null };
    },
  };
};

const transformOfFile = async (file: string, crs: string) => {
  try {
    return await transformOf(crs);
  } catch (error) {
    if (error instanceof UnknownCrs)
      throw new FileFault(file, 'coordinate system', error.message, { cause: error });
    throw error;
  }
};

/** The first position of the rows' geometries, where all of them are grid coordinates. */
const gridGeometry = (rows: readonly SourceRow[]): string | null => {
  const firsts = rows
    .map(row => {
      let value: unknown = (row.geometry as { coordinates?: unknown } | null | undefined)?.coordinates;
      while (Array.isArray(value) && Array.isArray(value[0])) value = value[0];
      return value;
    })
    .filter((value): value is unknown[] => Array.isArray(value) && value.length >= 2);
  const outside = firsts.filter(([x, y]) => [x, y].some(v => typeof v === 'number' && Math.abs(v) > 360));
  return firsts.length >= 3 && outside.length === firsts.length
    ? `${firsts[0]?.[0]}, ${firsts[0]?.[1]}`
    : null;
};

/** A guessed column called so is believed with a few repeated values; any other must be unique. */
const TRUSTED = new Set(['id', '@id']);

/** UTF-16 code units; PostgreSQL's indexes hold 2,704 bytes, and what is longer than this is no identifier */
const LONGEST_ID = 500;

/** No database keeps U+0000 or half a surrogate pair: left out here, two identifiers that become the same are seen. */
const keepable = (id: string): string => {
  const whole = id.includes('\0') ? id.replaceAll('\0', '') : id;
  return /\p{Surrogate}/u.test(whole) ? whole.replace(/\p{Surrogate}/gu, '\uFFFD') : whole;
};

/** Whether the identifiers of rows that are no elements are ones: those that were stated are; guessed ones when they tell rows apart. */
const isBelieved = ({ ids, elements }: Drafts, id: RowPlan['id']): boolean => {
  if (id?.stated === true || elements.every(is => is)) return true;
  const present = ids.filter(one => one !== null);
  const distinct = new Set(present).size;
  return id !== null && !TRUSTED.has(id.column.toLowerCase())
    ? distinct === present.length && present.length === ids.length
    : distinct * 2 > present.length;
};

/**
 * Gives every draft its identifier. One that was stated (by the source, GeoJSON or OSM) and comes again is a rejection;
 * one that was guessed and repeats is none, and the rows are numbered.
 */
const identified = (drafts: Drafts, { id }: RowPlan, rejected: Rejection[]): Feature[] => {
  const guessed = id !== null && !id.stated;
  const believed = isBelieved(drafts, id);
  const taken = new Set<string>();
  const features: Feature[] = [];
  for (const [n, feature] of drafts.features.entries()) {
    const [row, told, element] = [drafts.rows[n]!, drafts.ids[n]!, drafts.elements[n]!];
    const own = element || believed ? told : null;
    const key = own === null ? `#${row}` : keepable(own);
    if (key.length > LONGEST_ID) {
      rejected.push({ row, reason: 'unreadable-row', found: key.slice(0, 80) });
      continue;
    }
    if (taken.has(key)) {
      rejected.push({ row, id: key, reason: 'duplicate-id', found: key.slice(0, 80) });
      continue;
    }
    taken.add(key);
    feature.id = key;
    if (guessed && !believed && !element && told !== null && feature.tags[id.column] === undefined)
      feature.tags = { ...feature.tags, [id.column]: told };
    features.push(feature);
  }
  return features;
};
