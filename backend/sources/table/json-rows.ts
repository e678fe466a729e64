import type { OpenBytes } from '../bytes/open-bytes.ts';
import type { Layout, OsmLayout } from '../bytes/recognise.ts';
import { narrowed } from '../bytes/text.ts';
import { FileFault } from '../file-fault.ts';
import { asObject } from '../json/parse-json.ts';
import { scanDocument } from '../json/scan-document.ts';
import { scanLines } from '../json/scan-lines.ts';
import type { RowBuilder } from './build-features.ts';
import type { SourceRow } from './source.ts';

export type Told = Readonly<{ format: string; dataTime: string | null }>;

const GEOMETRIES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
]);

/** ISO 8601 in UTC, or null where the text is no moment. */
export const momentOf = (value: unknown): string | null => {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T/u.test(value.trim())) return null;
  const time = Date.parse(value.trim());
  return Number.isNaN(time) ? null : new Date(time).toISOString().replace('.000Z', 'Z');
};

/** The geometry of a record that has one in a column (Opendatasoft's `geo_shape`, a record of its first API). */
const recordOf = (object: Record<string, unknown>): Omit<SourceRow, 'row'> => {
  const fields = asObject(object['fields']);
  const columns = fields ?? object;
  const flat: Record<string, unknown> = {};
  for (const key in columns) {
    const value = columns[key];
    const nested = asObject(value);
    // A shape is not a value; the point beside it (`geo_point_2d`) is what the record's position is read from.
    if (nested !== null && ('geometry' in nested || GEOMETRIES.has(String(nested['type'])))) continue;
    if (nested === null || 'lat' in nested || 'latitude' in nested) flat[key] = value;
    else for (const inner in nested) flat[`${key}.${inner}`] = nested[inner];
  }
  const geometry = fields === null ? undefined : asObject(object['geometry']);
  const id = object['recordid'];
  return {
    columns: flat,
    ...(geometry ? { geometry } : {}),
    ...(typeof id === 'string' ? { declaredId: id } : {}),
  };
};

const featureOf = (row: number, object: Record<string, unknown>): SourceRow => {
  const { id } = object;
  const columns = asObject(object['properties']) ?? {};
  const geometry = object['geometry'] ?? null;
  return typeof id === 'string' || typeof id === 'number'
    ? { row, columns, geometry, declaredId: String(id) }
    : { row, columns, geometry };
};

const crsOf = (value: unknown): string | null => {
  const name = asObject(asObject(value)?.['properties'])?.['name'];
  return typeof name === 'string' ? name : null;
};

/** Gives the rows of GeoJSON (one document, or texts one after the other) or of a JSON array to the builder. */
export const jsonRows = async (
  file: string,
  layout: Exclude<Layout, OsmLayout | 'delimited'>,
  bytes: OpenBytes,
  builder: RowBuilder,
): Promise<Told> => {
  let row = 0;
  let sawFeature = false;
  let dataTime: string | null = null;

  const crs = (value: unknown): void => {
    const name = crsOf(value);
    if (name !== null) builder.crsInFile(name);
  };
  const one = (value: unknown, found: string): void => {
    row++;
    const object = asObject(value);
    if (object === null) {
      builder.reject({
        row,
        reason: 'unreadable-row',
        ...(found === '' ? {} : { found: found.slice(0, 80) }),
      });
      return;
    }
    if (object['type'] === 'Feature') {
      sawFeature = true;
      builder.push(featureOf(row, object));
    } else if (
      GEOMETRIES.has(String(object['type'])) &&
      ('coordinates' in object || 'geometries' in object)
    ) {
      sawFeature = true;
      builder.push({ row, columns: {}, geometry: object });
    } else builder.push({ row, ...recordOf(object) });
  };
  const chunks = narrowed(bytes.head, bytes.chunks);

  if (layout !== 'json') {
    const text = (value: unknown, found: string): void => {
      const collection = asObject(value);
      if (collection?.['type'] !== 'FeatureCollection') {
        one(value, found);
        return;
      }
      sawFeature = true;
      if ('crs' in collection) crs(collection['crs']);
      const features = collection['features'];
      if (Array.isArray(features)) for (const feature of features) one(feature, '');
    };
    await scanLines(file, chunks, layout === 'json-texts' ? '\u001e' : '\n', text, builder.settle);
    const habit = layout === 'json-texts' ? 'GeoJSON text sequence' : 'newline-delimited';
    const format = layout === 'json-texts' ? habit : `${habit} ${sawFeature ? 'GeoJSON' : 'JSON'}`;
    return { format, dataTime };
  }

  let rows: string | null = null;
  await scanDocument(file, chunks, {
    element: (key, value) => {
      rows = key;
      one(value, '');
    },
    member: (key, value) => {
      if (key === 'crs') crs(value);
      if (key === 'timestamp') dataTime = momentOf(value);
    },
    settle: builder.settle,
    end: members => {
      if (members['type'] === 'Feature' || GEOMETRIES.has(String(members['type']))) {
        rows ??= 'features';
        one(members, '');
      } else if (members['type'] === 'FeatureCollection') {
        sawFeature = true;
        rows ??= 'features';
      }
      for (const key of ['records', 'results']) if (key in members) rows ??= key;
    },
  });
  if (rows === null && row === 0 && !sawFeature) {
    // An empty array is a list of no rows; an object of something else is no list at all.
    if (bytes.head.toString('latin1').trim() !== '[]') {
      throw new FileFault(file, 'byte 0', 'is JSON, but neither GeoJSON nor a list of records');
    }
  }
  return { format: sawFeature ? 'GeoJSON' : 'JSON records', dataTime };
};
