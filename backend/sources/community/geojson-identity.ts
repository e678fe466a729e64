import type { ElementType, Tags } from '../../core/feature.ts';
import { asObject } from '../json/parse-json.ts';
import { momentOf } from '../table/json-rows.ts';
import type { OsmIdentity, SourceRow } from '../table/source.ts';
import { textOf } from '../table/values.ts';

const TYPES: Readonly<Record<string, ElementType>> = {
  n: 'node',
  node: 'node',
  w: 'way',
  way: 'way',
  r: 'relation',
  relation: 'relation',
};

type Ref = Pick<OsmIdentity, 'type' | 'id' | 'key'>;

const refTo = (type: ElementType, id: number, written?: string): Ref => {
  const key = `${type}/${id}`;
  // What the file has is kept rather than a copy: there may be millions.
  return { type, id, key: written === key ? written : key };
};

/** `way/12` (overpass-turbo), `w12` (osmium), `a24` (osmium's areas: twice the way, or twice the relation and one). */
const refOf = (value: unknown): Ref | null => {
  if (typeof value !== 'string') return null;
  const found = /^(node|way|relation|n|w|r|a)\/?(-?\d+)$/u.exec(value);
  if (found === null) return null;
  const word = found[1]!;
  const id = Number(found[2]);
  if (!Number.isSafeInteger(id)) return null;
  if (word === 'a') return id % 2 === 0 ? refTo('way', id / 2) : refTo('relation', (id - 1) / 2);
  return refTo(TYPES[word]!, id, value);
};

/** Whether GeoJSON names an element; QuickOSM and ogr write its type and number in two columns. */
const elementRef = ({ declaredId, columns }: SourceRow): Ref | null => {
  const named =
    refOf(columns['@id']) ?? refOf(declaredId) ?? refOf(columns['full_id']) ?? refOf(columns['id']);
  if (named !== null) return named;
  const type = TYPES[String(columns['@type'] ?? columns['osm_type'] ?? columns['type'] ?? '')];
  const number = columns['@id'] ?? columns['osm_id'] ?? columns['id'];
  const id = typeof number === 'number' || typeof number === 'string' ? Number(number) : Number.NaN;
  return type !== undefined && Number.isSafeInteger(id) && id !== 0 ? refTo(type, id) : null;
};

/** `@` begins a column about the element. */
const AT = 0x40;
/** What OSM's exporters write beside the tags. */
const EXTRAS = new Set(['full_id', 'osm_id', 'osm_type']);

const tagsOf = (columns: Readonly<Record<string, unknown>>): Tags => {
  const tags: Record<string, string> = {};
  for (const key in columns) {
    if (key.charCodeAt(0) === AT || EXTRAS.has(key)) continue;
    const value = textOf(columns[key]);
    if (value !== null) tags[key] = value;
  }
  return tags;
};

/**
 * The element that a row of GeoJSON describes, as overpass-turbo, osmtogeojson, osmium and QuickOSM write it; null where
 * it names none. Tags keep their OSM keys; `@` columns are about the element and are no tags.
 */
export const osmIdentityOf = (row: SourceRow): OsmIdentity | null => {
  const ref = elementRef(row);
  if (ref === null) return null;
  const { columns } = row;
  const nested = asObject(columns['tags']);
  const meta = asObject(columns['meta']);
  const changedAt = momentOf(columns['@timestamp'] ?? meta?.['timestamp']);
  const stated = columns['@version'] ?? meta?.['version'];
  const version = stated === undefined ? Number.NaN : Number(stated);
  // The position of a way or relation is drawn here, but not the nodes it is made of.
  const whole = Number.isInteger(version) && version > 0 && asObject(row.geometry)?.['type'] === 'Point';
  return {
    type: ref.type,
    id: ref.id,
    key: ref.key,
    tags: tagsOf(nested ?? columns),
    changedAt: changedAt ?? undefined,
    version: whole ? version : undefined,
  };
};
