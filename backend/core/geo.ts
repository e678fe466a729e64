import type { Bbox, LonLat, Shape } from './feature.ts';

/** Metres; mean radius of the Earth (IUGG R1). */
export const EARTH_RADIUS = 6_371_008.8;
/** Metres along one degree of a meridian. */
export const METRES_PER_DEGREE = (EARTH_RADIUS * Math.PI) / 180;
/** Metres; closer than this is the same position: far below what imagery shows, far above the rounding of OSM (1 cm). */
export const SAME_POSITION = 0.5;
const RADIANS = Math.PI / 180;

type Ring = readonly LonLat[];
export type XY = readonly [x: number, y: number];

/** Degrees in -180 (included) to 180 (left out). */
export const wrap = (lon: number): number =>
  lon >= -180 && lon < 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;

/** Metres along the great circle, by the haversine formula; exact to 0.5 % (the Earth is not a sphere). */
export const metres = (a: LonLat, b: LonLat): number => {
  const down = Math.sin(((b[1] - a[1]) * RADIANS) / 2);
  const across = Math.sin(((b[0] - a[0]) * RADIANS) / 2);
  const h = down * down + Math.cos(a[1] * RADIANS) * Math.cos(b[1] * RADIANS) * across * across;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
};

/** Even-odd rule: whether a ray from the origin along x crosses the ring an odd number of times. */
export const aroundOrigin = (ring: readonly XY[]): boolean => {
  let inside = false;
  let [x1, y1] = ring.at(-1) ?? [0, 0];
  for (const [x2, y2] of ring) {
    if (y1 > 0 !== y2 > 0 && x1 - (y1 * (x2 - x1)) / (y2 - y1) > 0) inside = !inside;
    x1 = x2;
    y1 = y2;
  }
  return inside;
};

/** Areas as lists of rings, or lines, whichever the shape is made of. */
export const partsOf = (
  shape: Shape,
): Readonly<{ areas: readonly (readonly Ring[])[]; lines: readonly Ring[] }> => {
  switch (shape.type) {
    case 'LineString':
      return { areas: [], lines: [shape.coordinates] };
    case 'MultiLineString':
      return { areas: [], lines: shape.coordinates };
    case 'Polygon':
      return { areas: [shape.coordinates], lines: [] };
    case 'MultiPolygon':
      return { areas: shape.coordinates, lines: [] };
  }
};

/** From the westernmost longitude of a ring to the easternmost, as it counts them. */
export type Extent = readonly [west: number, east: number];

export const extentOf = (ring: Ring): Extent => {
  let west = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  for (const [lon] of ring) {
    if (lon < west) west = lon;
    if (lon > east) east = lon;
  }
  return [west, east];
};

/** A longitude as a ring counts it, which may do so beyond 180 where it crosses the antimeridian; undefined outside it. */
export const withinExtent = (lon: number, [west, east]: Extent): number | undefined => {
  if (lon >= west && lon <= east) return lon;
  if (lon + 360 >= west && lon + 360 <= east) return lon + 360;
  return lon - 360 >= west && lon - 360 <= east ? lon - 360 : undefined;
};

/**
 * Whether a ring of degrees, as RFC 7946 wants it (cut at the antimeridian), holds a point. Rings that run past ±180
 * instead (170 to 190) work too.
 */
export const inRing = (at: LonLat, ring: Ring): boolean => {
  const lon = withinExtent(at[0], extentOf(ring));
  return lon !== undefined && aroundOrigin(ring.map(([x, y]) => [x - lon, y - at[1]]));
};

export const inBox = (at: LonLat, [west, south, east, north]: Bbox): boolean =>
  at[1] >= south &&
  at[1] <= north &&
  (west <= east ? at[0] >= west && at[0] <= east : at[0] >= west || at[0] <= east);

/** The smallest box around the points, across the antimeridian where that is smaller; null without points. */
export const boxOf = (points: Iterable<LonLat>): Bbox | null => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  // Seen from the antimeridian: the first longitude east of Greenwich, the last west of it, as they were given.
  let [first, last] = [Infinity, -Infinity];
  for (const [lon, lat] of points) {
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lon >= 0 && lon < first) first = lon;
    if (lon < 0 && lon > last) last = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  if (south > north) return null;
  return east - west > 180 && last + 360 - first < east - west
    ? [first, south, last, north]
    : [west, south, east, north];
};

/** Degrees of longitude from its west to its east. */
const widthOf = ([west, , east]: Bbox): number => (west <= east ? east - west : east - west + 360);

/** The box with so many metres more on every side. */
export const growBox = (box: Bbox, by: number): Bbox => {
  const [west, south, east, north] = box;
  const up = by / METRES_PER_DEGREE;
  const low = Math.max(-90, south - up);
  const high = Math.min(90, north + up);
  const narrowest = Math.cos(Math.max(Math.abs(low), Math.abs(high)) * RADIANS);
  const aside = narrowest > 1e-9 ? up / narrowest : 360;
  const width = widthOf(box) + 2 * aside;
  if (width >= 360) return [-180, low, 180, high];
  const [left, right] = [west - aside, east + aside];
  return [left < -180 ? left + 360 : left, low, right > 180 ? right - 360 : right, high];
};
