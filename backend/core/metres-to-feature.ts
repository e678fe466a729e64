import type { Feature, LonLat, Shape } from './feature.ts';
import { EARTH_RADIUS, metres } from './geo.ts';

type Line = readonly LonLat[];

/** The rings and lines of a shape, one after the other, on the unit sphere. */
type Drawn = {
  /** x, y, z of each vertex */
  xyz: Float64Array;
  /** number of the vertex behind the last of each ring or line */
  ends: number[];
  /** which area each ring belongs to, by number; -1 for a line */
  areas: number[];
};

const RADIANS = Math.PI / 180;

const add = (drawn: Drawn, line: Line, area: number): void => {
  let at = 3 * (drawn.ends.at(-1) ?? 0);
  if (at + 3 * line.length > drawn.xyz.length) {
    const wider = new Float64Array(2 * (at + 3 * line.length));
    wider.set(drawn.xyz);
    drawn.xyz = wider;
  }
  const { xyz } = drawn;
  for (const point of line) {
    const lon = point[0] * RADIANS;
    const lat = point[1] * RADIANS;
    const cos = Math.cos(lat);
    xyz[at] = cos * Math.cos(lon);
    xyz[at + 1] = cos * Math.sin(lon);
    xyz[at + 2] = Math.sin(lat);
    at += 3;
  }
  drawn.ends.push(at / 3);
  drawn.areas.push(area);
};

const draw = (drawn: Drawn, shape: Shape): Drawn => {
  drawn.ends.length = 0;
  drawn.areas.length = 0;
  if (shape.type === 'LineString') add(drawn, shape.coordinates, -1);
  else if (shape.type === 'MultiLineString') for (const line of shape.coordinates) add(drawn, line, -1);
  else if (shape.type === 'Polygon') for (const ring of shape.coordinates) add(drawn, ring, 0);
  else
    for (const [area, rings] of shape.coordinates.entries()) for (const ring of rings) add(drawn, ring, area);
  return drawn;
};

const empty = (vertices: number): Drawn => ({ xyz: new Float64Array(3 * vertices), ends: [], areas: [] });

/** vertices; from here on a shape is worth remembering as it is drawn, for all the points that it is a candidate of */
const LARGE = 64;
const drawings = new WeakMap<Shape, Drawn>();
/** Small ones are drawn here, one after the other. */
const sheet = empty(LARGE);

const verticesOf = (shape: Shape): number => {
  if (shape.type === 'LineString') return shape.coordinates.length;
  if (shape.type === 'MultiPolygon')
    return shape.coordinates.reduce((sum, rings) => rings.reduce((n, ring) => n + ring.length, sum), 0);
  return shape.coordinates.reduce((sum, line) => sum + line.length, 0);
};

const drawnOf = (shape: Shape): Drawn => {
  const vertices = verticesOf(shape);
  if (vertices < LARGE) return draw(sheet, shape);
  const known = drawings.get(shape);
  if (known) return known;
  const drawn = draw(empty(vertices), shape);
  drawings.set(shape, drawn);
  return drawn;
};

/** Squared sine of 0.6 degrees, 64 km: the series below is exact to 1e-12 up to here. */
const SMALL = 1e-4;

/** An angle by its sine, per sine: what stretches an orthographic projection to an equidistant one. Infinite right opposite. */
const stretch = (sine2: number, cosine: number): number => {
  if (cosine > 0 && sine2 < SMALL) return 1 + sine2 * (1 / 6 + sine2 * (3 / 40 + (sine2 * 15) / 336));
  const sine = Math.sqrt(sine2);
  return Math.atan2(sine, cosine) / sine;
};

/**
 * Metres from a point to a feature: to its shape where it has one (0 inside an area, not in its holes), else to its point. At
 * the poles and across the antimeridian too. Measured in the azimuthal equidistant projection from the point (Snyder 1987,
 * p. 195), where edges are straight.
 */
export const metresToFeature = (at: LonLat, feature: Pick<Feature, 'at' | 'shape'>): number => {
  if (!feature.shape) return metres(at, feature.at);
  const { xyz, ends, areas } = drawnOf(feature.shape);
  const [sinLon, cosLon] = [Math.sin(at[0] * RADIANS), Math.cos(at[0] * RADIANS)];
  const [sinLat, cosLat] = [Math.sin(at[1] * RADIANS), Math.cos(at[1] * RADIANS)];

  let least = Number.POSITIVE_INFINITY;
  let area = -1;
  let inside = false;
  let from = 0;
  for (let part = 0; part < ends.length; part++) {
    const to = ends[part]!;
    if (areas[part] !== area) {
      if (inside) return 0;
      area = areas[part]!;
    }
    let x1 = 0;
    let y1 = 0;
    // A ring is closed, a line is not: it begins where it ends, or at its first vertex.
    for (let n = area < 0 ? from : from - 1; n < to && from < to; n++) {
      const vertex = 3 * (n < from ? to - 1 : n);
      const across = xyz[vertex]! * cosLon + xyz[vertex + 1]! * sinLon;
      let x = xyz[vertex + 1]! * cosLon - xyz[vertex]! * sinLon;
      let y = xyz[vertex + 2]! * cosLat - across * sinLat;
      const scale = stretch(x * x + y * y, across * cosLat + xyz[vertex + 2]! * sinLat);
      x = scale === Number.POSITIVE_INFINITY ? Math.PI : x * scale;
      y *= scale === Number.POSITIVE_INFINITY ? 0 : scale;
      if (n === from - 1 || (area < 0 && n === from)) {
        x1 = x;
        y1 = y;
      }
      const dx = x - x1;
      const dy = y - y1;
      // Even-odd rule: whether a ray from the point eastwards crosses the edge.
      if (area >= 0 && y1 > 0 !== y > 0 && x1 - (y1 * dx) / dy > 0) inside = !inside;
      const square = dx * dx + dy * dy;
      const t = square > 0 ? Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / square)) : 0;
      const nearX = x1 + t * dx;
      const nearY = y1 + t * dy;
      const apart = nearX * nearX + nearY * nearY;
      if (apart < least) least = apart;
      x1 = x;
      y1 = y;
    }
    from = to;
  }
  if (inside) return 0;
  return Number.isFinite(least) ? Math.sqrt(least) * EARTH_RADIUS : metres(at, feature.at);
};
