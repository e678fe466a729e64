import type { ElementType, LonLat, Member, OsmElement } from '../feature.ts';
import type { Edit } from './change.ts';

/** `node/12` */
export const refOf = (element: Readonly<{ type: ElementType; id: number }>): string =>
  `${element.type}/${element.id}`;

/** Of a new node its placeholder: `node/-1`. */
export const refOfEdit = (edit: Edit): string =>
  edit.action === 'create' ? refOf({ type: 'node', id: edit.placeholder }) : refOf(edit.before);

export const refOfMember = ({ type, ref }: Member): string => refOf({ type, id: ref });

/** Null where an id does not name an OSM element: a file without element ids numbers its rows. */
export function elementOf(ref: string): Readonly<{ type: ElementType; id: number }> | null {
  const [, type, id] = /^(node|way|relation)\/(-?\d{1,16})$/.exec(ref) ?? [];
  return type ? { type: type as ElementType, id: Number(id) } : null;
}

/** Ids of samples, and of data made up for tests, begin here; no real element has reached them. */
const MADE_UP = 10 ** 15;

/** Whether an element is on the map, as far as its id tells; OpenStreetMap knows nothing of the others. */
export const isReal = (ref: string): boolean => {
  const element = elementOf(ref);
  return element !== null && element.id > 0 && element.id < MADE_UP;
};

/** As OSM stores it: ten-millionths of a degree. */
export const rounded = ([lon, lat]: LonLat): LonLat => [
  Math.round(lon * 1e7) / 1e7,
  Math.round(lat * 1e7) / 1e7,
];

/** `4.3512345,50.8512345`: a position as a value of the licence gate. */
export const positionText = ([lon, lat]: LonLat): string => `${lon.toFixed(7)},${lat.toFixed(7)}`;

const ORDER: Readonly<Record<ElementType, number>> = { node: 0, way: 1, relation: 2 };

/** Nodes, ways, relations; each by id. */
export const byElement = (a: Pick<OsmElement, 'type' | 'id'>, b: Pick<OsmElement, 'type' | 'id'>): number =>
  ORDER[a.type] - ORDER[b.type] || a.id - b.id;
