import type { TagFilter } from '../../core/challenge/challenge.ts';
import type { Bbox } from '../../core/feature.ts';
import { readFilter, type TagCondition } from '../../core/tags.ts';
import { FileFault } from '../file-fault.ts';
import type { OverpassArea } from './area.ts';

const QUERY_DEFAULTS = {
  /** seconds that the server may work on it */
  timeout: 300,
  /** bytes of memory that it may take there */
  maxsize: 512 * 1024 * 1024,
};

/** Statements of one filter; lists of values that would make more become expressions, which cost a server more. */
const MOST = 50;

/** A text in Overpass QL. */
const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;

/** A value in a POSIX extended regular expression. */
const literal = (text: string): string => text.replace(/[.[\]{}()*+?^$|\\]/g, '\\$&');

/**
 * The query of a live source (https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL): the elements of the area that a filter asks
 * for, with metadata and geometry. Before them, for a code or a relation, the boundary and the area that the server has made of it.
 * @throws FileFault for a filter that asks for everything
 */
export function overpassQuery(
  source: string,
  area: OverpassArea,
  filter: readonly TagFilter[],
  options: Partial<typeof QUERY_DEFAULTS> = {},
): string {
  const { timeout, maxsize } = { ...QUERY_DEFAULTS, ...options };
  if (filter.length === 0)
    throw new FileFault(
      source,
      'filter',
      'nothing says which elements belong: name them, --filter amenity=fire_station for example',
    );
  const wheres = area.kind === 'box' ? halves(area.box).map(boxOf) : ['(area.area)'];
  const asked = filter.flatMap(one => selectors(source, one));
  const wanted = wheres.flatMap(where => asked.map(tags => `  nwr${tags}${where};`));
  return [
    `[out:json][timeout:${timeout}][maxsize:${maxsize}];`,
    ...(area.kind === 'box'
      ? []
      : [
          `${boundary(area)}->.boundary;`,
          '.boundary map_to_area->.area;',
          '.area out ids;',
          '.boundary out skel geom;',
        ]),
    '(',
    ...wanted,
    ');',
    'out meta geom;',
    '',
  ].join('\n');
}

function boundary(area: Exclude<OverpassArea, { kind: 'box' }>): string {
  return area.kind === 'relation'
    ? `rel(${area.id})`
    : `rel["boundary"="administrative"][${quoted(area.key)}=${quoted(area.code)}]`;
}

/** A box across the antimeridian as one on each side of it. */
const halves = ([west, south, east, north]: Bbox): Bbox[] =>
  west < east
    ? [[west, south, east, north]]
    : [
        [west, south, 180, north],
        [-180, south, east, north],
      ];

/** South, west, north, east in plain decimals, to OSM's own 1e-7 degrees. */
const boxOf = ([west, south, east, north]: Bbox): string =>
  `(${[south, west, north, east].map(degrees => degrees.toFixed(7)).join(',')})`;

/**
 * The tag conditions of one filter, once for each combination of values: a server finds exact values far faster than expressions. A
 * list with semicolons is not found by one of its values.
 */
function selectors(source: string, filter: TagFilter): string[] {
  const conditions = readFilter(filter);
  if (!conditions.some(({ kind }) => kind === 'in' || kind === 'present'))
    throw new FileFault(source, 'filter', `"${filter}" says only what does not belong: say what does`);
  let found = [''];
  for (const condition of conditions) {
    const ways = waysOf(condition);
    const some = found.length * ways.length > MOST ? [expressionOf(condition)] : ways;
    found = found.flatMap(before => some.map(way => before + way));
  }
  return found;
}

/** What the server is asked of one condition; any of them may hold. */
function waysOf(condition: TagCondition): readonly string[] {
  const key = quoted(condition.key);
  switch (condition.kind) {
    case 'present':
      return [`[${key}]`];
    case 'absent':
      return [`[!${key}]`];
    case 'in':
      return condition.values.map(value => `[${key}=${quoted(value)}]`);
    case 'not-in':
      return [condition.values.map(value => `[${key}!=${quoted(value)}]`).join('')];
  }
}

function expressionOf(condition: TagCondition): string {
  if (condition.kind !== 'in') return waysOf(condition)[0]!;
  return `[${quoted(condition.key)}~${quoted(`^(${condition.values.map(literal).join('|')})$`)}]`;
}
