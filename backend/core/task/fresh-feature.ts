import type { Feature, LonLat, OsmElement } from '../feature.ts';
import { standFor } from '../stand-for.ts';
import { wayShape } from '../way-shape.ts';

/** An element as the map has it now. `points`: where a way's nodes are; of other elements nobody asks. */
export type ElementNow = Readonly<{ element: OsmElement; points: readonly LonLat[] }>;

const same = (a: readonly LonLat[], b: readonly LonLat[]): boolean =>
  a.length === b.length && a.every(([lon, lat], i) => lon === b[i]![0] && lat === b[i]![1]);

/** Where a way lies now; a relation stays where it was, since its members are not read. */
function placeOf(before: Feature, { element, points }: ElementNow): Pick<Feature, 'at' | 'shape'> {
  if (element.type === 'node') return { at: element.at };
  const [first, last] = [points[0], points.at(-1)];
  if (element.type === 'relation' || !first || !last || points.length < 2)
    return { at: before.at, ...(before.shape && { shape: before.shape }) };
  const shape = wayShape(element.tags, points, same([first], [last]));
  return { at: standFor(shape), shape };
}

/** A community feature by what its element says now; the very same one where nothing of it has changed. */
export function freshFeature(before: Feature, now: ElementNow): Feature {
  const { element } = now;
  const { at, shape } = placeOf(before, now);
  const drawn = (feature: Pick<Feature, 'at' | 'shape'>) =>
    feature.shape?.type === 'Polygon' || feature.shape?.type === 'LineString'
      ? feature.shape.coordinates.flat(feature.shape.type === 'Polygon' ? 1 : 0)
      : [feature.at];
  const unmoved = same(drawn(before) as readonly LonLat[], drawn({ at, shape }) as readonly LonLat[]);
  if (before.element?.version === element.version && unmoved) return before;
  return {
    side: before.side,
    id: before.id,
    at,
    ...(shape && { shape }),
    tags: element.tags,
    element,
  };
}
