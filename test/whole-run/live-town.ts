import type { LonLat, Member, OsmElement, Tags } from '../../backend/core/feature.ts';
import type { Station } from './sources.ts';

/** A node of the map for each station. */
export const nodesOf = (stations: readonly Station[]): OsmElement[] =>
  stations.map(({ n, lon, lat, name }) => ({
    type: 'node',
    id: 2e9 + n,
    version: 1,
    tags: { amenity: 'fire_station', name },
    at: [round(lon), round(lat)],
  }));

const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

/** An administrative boundary in two ways, as the map draws it, with the nodes of both. */
export function boundaryOf(
  id: number,
  [west, south, east, north]: readonly [number, number, number, number],
  tags: Tags,
): OsmElement[] {
  const corners: LonLat[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
  const nodes = corners.map(
    (at, i): OsmElement => ({ type: 'node', id: id * 10 + i, version: 1, tags: {}, at }),
  );
  const way = (number: number, ...refs: number[]): OsmElement => ({
    type: 'way',
    id: id * 10 + number,
    version: 1,
    tags: {},
    nodes: refs.map(i => id * 10 + i),
  });
  const members = [0, 1].map((n): Member => ({ type: 'way', ref: id * 10 + n, role: 'outer' }));
  return [
    ...nodes,
    way(0, 0, 1, 2),
    way(1, 0, 3, 2),
    {
      type: 'relation',
      id,
      version: 1,
      tags: { type: 'boundary', boundary: 'administrative', ...tags },
      members: [...members, { type: 'node', ref: id * 10, role: 'admin_centre' }],
    },
  ];
}
