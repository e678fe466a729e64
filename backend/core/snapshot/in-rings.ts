import type { LonLat } from '../feature.ts';
import { extentOf, withinExtent } from '../geo.ts';

/** edges that one band holds on average */
const EDGES = 8;
/** More bands than this cost more memory than they save time. */
const BANDS = 1024;

type Edge = Readonly<{ x1: number; y1: number; x2: number; y2: number; ring: number }>;

/**
 * Whether points lie inside rings, by the even-odd rule over all of them: a ring within a ring is a hole. The edges are sorted into bands
 * of latitude once, so that a point is held against those of its band only: a country's border has a hundred thousand.
 */
export const inRings = (rings: readonly (readonly LonLat[])[]): ((at: LonLat) => boolean) => {
  const extents = rings.map(extentOf);
  const edges = rings.flatMap(edgesOf);
  const south = edges.reduce((least, { y1 }) => Math.min(least, y1), Number.POSITIVE_INFINITY);
  const north = edges.reduce((most, { y1 }) => Math.max(most, y1), Number.NEGATIVE_INFINITY);
  const count = Math.max(1, Math.min(BANDS, Math.ceil(edges.length / EDGES)));
  const bandOf = (lat: number): number =>
    Math.min(count - 1, Math.floor(((lat - south) / (north - south || 1)) * count));
  const bands: Edge[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) {
    const last = bandOf(Math.max(edge.y1, edge.y2));
    for (let band = bandOf(Math.min(edge.y1, edge.y2)); band <= last; band++) bands[band]!.push(edge);
  }
  return ([lon, lat]) => {
    if (!(lat >= south && lat <= north)) return false;
    let inside = false;
    for (const { x1, y1, x2, y2, ring } of bands[bandOf(lat)]!) {
      if (y1 > lat === y2 > lat) continue;
      const x = withinExtent(lon, extents[ring]!);
      if (x === undefined) continue;
      if (x1 - x - ((y1 - lat) * (x2 - x1)) / (y2 - y1) > 0) inside = !inside;
    }
    return inside;
  };
};

const edgesOf = (points: readonly LonLat[], ring: number): Edge[] =>
  points.map(([x2, y2], i) => {
    const [x1, y1] = points[i === 0 ? points.length - 1 : i - 1]!;
    return { x1, y1, x2, y2, ring };
  });
