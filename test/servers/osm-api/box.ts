import type { Bbox, LonLat } from '../../../backend/core/feature.ts';
import type { OsmMap } from './osm-map.ts';

export const grown = (box: Bbox | null, [lon, lat]: LonLat): Bbox =>
  box === null
    ? [lon, lat, lon, lat]
    : [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];

/** degrees: width and height added, which is what the limit of a changeset's box counts */
export const sizeOf = ([west, south, east, north]: Bbox): number => east - west + (north - south);

/** Where a node or the nodes of a way are now; members of relations in relations do not count. */
export function pointsOf(map: OsmMap, ref: string): readonly LonLat[] {
  const element = map.current(ref);
  if (element?.type === 'node') return [element.at];
  if (element?.type !== 'way') return [];
  return element.nodes.flatMap(id => pointsOf(map, `node/${id}`));
}
