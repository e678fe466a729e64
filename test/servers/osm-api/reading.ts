import { byElement, refOf } from '../../../backend/core/change/element-ref.ts';
import type { Bbox, ElementType } from '../../../backend/core/feature.ts';
import type { OsmMap, OsmVersion } from './osm-map.ts';
import { Refusal } from './refusal.ts';

const SINGULAR: Readonly<Record<string, ElementType>> = { nodes: 'node', ways: 'way', relations: 'relation' };
/** square degrees of one request for everything within a box */
export const LARGEST_AREA = 0.25;

/** @throws Refusal 404, 410 */
function visible(map: OsmMap, ref: string): OsmVersion {
  const element = map.current(ref);
  if (!element) throw new Refusal(404);
  if (!element.visible)
    throw new Refusal(410, `The ${element.type} with the id ${element.id} has been deleted`);
  return element;
}

const nodesOf = (map: OsmMap, way: OsmVersion): readonly OsmVersion[] =>
  way.type === 'way' ? [...new Set(way.nodes)].map(id => map.current(`node/${id}`)!) : [];

/** A way with its nodes; a relation with its members, and the nodes of the ways among these. */
function full(map: OsmMap, element: OsmVersion): readonly OsmVersion[] {
  const members =
    element.type === 'relation'
      ? element.members.map(({ type, ref }) => map.current(`${type}/${ref}`)!)
      : nodesOf(map, element);
  const found = [element, ...members, ...members.flatMap(member => nodesOf(map, member))];
  return [...new Set(found)].sort(byElement);
}

function readBox(text: string | null): Bbox {
  const numbers = (text ?? '').split(',').map(Number);
  const [west = 0, south = 0, east = 0, north = 0] = numbers;
  if (numbers.length !== 4 || numbers.some(Number.isNaN))
    throw new Refusal(
      400,
      'The parameter bbox is required, and must be of the form min_lon,min_lat,max_lon,max_lat',
    );
  if (west > east || south > north)
    throw new Refusal(400, 'The minimum longitude and latitude must be less than the maximum ones');
  if ((east - west) * (north - south) > LARGEST_AREA)
    throw new Refusal(400, `The maximum bbox size is ${LARGEST_AREA}, and your request was too large.`);
  return [west, south, east, north];
}

/** Nodes in the box, ways with a node in it and all their nodes, relations that one of these is a member of. */
function within(map: OsmMap, [west, south, east, north]: Bbox): readonly OsmVersion[] {
  const inside = map
    .visible()
    .filter(
      one =>
        one.type === 'node' &&
        one.at[0] >= west &&
        one.at[0] <= east &&
        one.at[1] >= south &&
        one.at[1] <= north,
    );
  const usersOf = (elements: readonly OsmVersion[], type: ElementType) =>
    elements.flatMap(one => map.users(refOf(one)).filter(user => user.type === type));
  const ways = usersOf(inside, 'way');
  const found = [...inside, ...ways, ...ways.flatMap(way => nodesOf(map, way))];
  return [...new Set([...found, ...usersOf(found, 'relation')])].sort(byElement);
}

/**
 * Elements that an address asks for: one, several, a version, all versions, with its parts, those that use it, all in a box.
 * @param lenient leaves unknown ids out of a request for several, as some implementations do
 * @returns null where the address asks for no elements
 * @throws Refusal 400, 404, 410
 */
export function readAddress(
  map: OsmMap,
  path: string,
  query: URLSearchParams,
  lenient: boolean,
): readonly OsmVersion[] | null {
  if (path === 'map') return within(map, readBox(query.get('bbox')));
  if (SINGULAR[path]) {
    const ids = query.get(path)?.split(',') ?? [];
    if (ids.length === 0 || !ids.every(id => /^\d+$/.test(id)))
      throw new Refusal(
        400,
        `The parameter ${path} is required, and must be of the form ${path}=ID[,ID[,ID...]]`,
      );
    const found = ids.map(id => map.current(`${SINGULAR[path]}/${id}`));
    if (!lenient && found.includes(undefined)) throw new Refusal(404);
    return found.filter(one => one !== undefined);
  }
  const [, ref = '', what] =
    /^((?:node|way|relation)\/\d+)(?:\/(\d+|history|full|ways|relations))?$/.exec(path) ?? [];
  if (ref === '') return null;
  switch (what) {
    case undefined:
      return [visible(map, ref)];
    case 'full':
      return full(map, visible(map, ref));
    case 'ways':
    case 'relations':
      return map.users(ref).filter(({ type }) => type === SINGULAR[what]);
  }
  const versions = map.history(ref).filter(({ version }) => what === 'history' || version === Number(what));
  if (versions.length === 0) throw new Refusal(404);
  return versions;
}
