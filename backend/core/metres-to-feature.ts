import type { Feature, LonLat, Shape } from './feature.ts';
import { EARTH_RADIUS, metres, partsOf } from './geo.ts';
import { onSphere } from './sphere.ts';

/** The rings and lines of a shape, one after the other, on the unit sphere. */
type Drawn = Readonly<{
  /** x, y, z of each vertex */
  xyz: Float64Array;
  /** number of the vertex behind the last of each ring or line */
  ends: Uint32Array;
  /** which area a ring belongs to, by number; -1 for a line */
  areas: Int32Array;
}>;

const draw = (shape: Shape): Drawn => {
  const { areas, lines } = partsOf(shape);
  const parts = [
    ...areas.flatMap((rings, area) => rings.map(line => ({ line, area }))),
    ...lines.map(line => ({ line, area: -1 })),
  ];
  const count = parts.reduce((sum, { line }) => sum + line.length, 0);
  const [lon, lat] = [new Float64Array(count), new Float64Array(count)];
  const ends = new Uint32Array(parts.length);
  let n = 0;
  for (const [p, { line }] of parts.entries()) {
    for (const at of line) {
      lon[n] = at[0];
      lat[n++] = at[1];
    }
    ends[p] = n;
  }
  return { xyz: onSphere(lon, lat), ends, areas: Int32Array.from(parts, ({ area }) => area) };
};

/** vertices; from here on a shape is worth remembering as it is drawn, for all the points that it is a candidate of */
const LARGE = 32;
const drawings = new WeakMap<Shape, Drawn>();

const drawnOf = (shape: Shape): Drawn => {
  const known = drawings.get(shape);
  if (known) return known;
  const drawn = draw(shape);
  if (drawn.xyz.length >= 3 * LARGE) drawings.set(shape, drawn);
  return drawn;
};

/** Squared sine of 0.6 degrees, 64 km: the series below is exact to 1e-12 up to here. */
const SMALL = 1e-4;

/** An angle by its sine, per sine: what stretches an orthographic projection to an equidistant one. */
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
  const [upX = 0, upY = 0, upZ = 0] = onSphere([at[0]], [at[1]]);
  const [eastX = 0, eastY = 0] = onSphere([at[0] + 90], [0]);
  const [northX, northY, northZ] = [-upZ * eastY, upZ * eastX, upX * eastY - upY * eastX];

  let [x, y] = [0, 0];
  const project = (vertex: number): void => {
    const [vx, vy, vz] = [xyz[3 * vertex]!, xyz[3 * vertex + 1]!, xyz[3 * vertex + 2]!];
    x = vx * eastX + vy * eastY;
    y = vx * northX + vy * northY + vz * northZ;
    const sine2 = x * x + y * y;
    const cosine = vx * upX + vy * upY + vz * upZ;
    if (sine2 === 0) x = cosine < 0 ? Math.PI : 0;
    else {
      const scale = stretch(sine2, cosine);
      x *= scale;
      y *= scale;
    }
  };

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
    if (to === from) continue;
    // A ring is closed, a line is not.
    project(area < 0 ? from : to - 1);
    let [x1, y1] = [x, y];
    for (let vertex = from; vertex < to; vertex++) {
      project(vertex);
      const [dx, dy] = [x - x1, y - y1];
      // Even-odd rule: whether a ray from the point eastwards crosses the edge.
      if (area >= 0 && y1 > 0 !== y > 0 && x1 - (y1 * dx) / dy > 0) inside = !inside;
      const square = dx * dx + dy * dy;
      const t = square > 0 ? Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / square)) : 0;
      const [nearX, nearY] = [x1 + t * dx, y1 + t * dy];
      least = Math.min(least, nearX * nearX + nearY * nearY);
      [x1, y1] = [x, y];
    }
    from = to;
  }
  if (inside) return 0;
  return Number.isFinite(least) ? Math.sqrt(least) * EARTH_RADIUS : metres(at, feature.at);
};
