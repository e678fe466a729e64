import type { Bbox, LonLat } from '../../core/feature.ts';
import type { Coverage } from '../../core/snapshot/snapshot.ts';

const ring = ([west, south, east, north]: Bbox): LonLat[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

/** The boxes that an extract says it was cut out of; null where it says none. */
export const boxesCoverage = (boxes: readonly Bbox[]): Coverage | null => {
  const [box] = boxes;
  if (box === undefined) return null;
  return boxes.length === 1 ? { kind: 'box', box } : { kind: 'polygons', rings: boxes.map(ring) };
};
