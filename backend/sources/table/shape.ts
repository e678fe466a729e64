import type { LonLat, Shape } from '../../core/feature.ts';
import { standFor } from '../../core/stand-for.ts';
import { asObject } from '../json/parse-json.ts';
import { coordinateOf } from './coordinate.ts';
import { type Located, located, type ToDegrees } from './locate.ts';

type Bad = Exclude<Located, readonly [number, number]>;
class BadPosition extends Error {
  readonly bad: Bad;
  constructor(bad: Bad) {
    super(bad.reason);
    this.bad = bad;
  }
}

const bad = (reason: Bad['reason'], found?: string): BadPosition => new BadPosition({ reason, found });

const position = (value: unknown, to: ToDegrees): LonLat => {
  if (!Array.isArray(value)) throw bad('bad-coordinates', JSON.stringify(value)?.slice(0, 80));
  if (value.length === 0) throw bad('no-coordinates');
  const at = located(coordinateOf(value[0]), coordinateOf(value[1]), to);
  if ('reason' in at) throw new BadPosition(at);
  return at;
};

const list = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw bad('bad-coordinates', JSON.stringify(value)?.slice(0, 80));
  if (value.length === 0) throw bad('no-coordinates');
  return value;
};

const line = (value: unknown, to: ToDegrees): LonLat[] => {
  const points = list(value).map(p => position(p, to));
  if (points.length < 2) throw bad('bad-coordinates', 'a line of one position');
  return points;
};
const polygon = (value: unknown, to: ToDegrees): LonLat[][] =>
  list(value).map(value => {
    const points = line(value, to);
    const [first, last] = [points[0]!, points[points.length - 1]!];
    const closed = first[0] === last[0] && first[1] === last[1];
    const ring = closed ? points : [...points, first];
    if (ring.length < 4) throw bad('bad-coordinates', 'a ring of fewer than three positions');
    return ring;
  });

export type Placed = Readonly<{ at: LonLat; shape?: Shape }>;

const standing = (shape: Shape): Placed => ({ at: standFor(shape), shape });

const placed = (geometry: Record<string, unknown>, to: ToDegrees): Placed => {
  const { type, coordinates } = geometry;
  switch (type) {
    case 'Point':
      return { at: position(coordinates, to) };
    case 'MultiPoint':
      return { at: position(list(coordinates)[0], to) };
    case 'LineString':
      return standing({ type, coordinates: line(coordinates, to) });
    case 'MultiLineString':
      return standing({ type, coordinates: list(coordinates).map(part => line(part, to)) });
    case 'Polygon':
      return standing({ type, coordinates: polygon(coordinates, to) });
    case 'MultiPolygon':
      return standing({ type, coordinates: list(coordinates).map(part => polygon(part, to)) });
    case 'GeometryCollection': {
      const parts = list(geometry['geometries']).map(part => placed(asObject(part) ?? {}, to));
      const area = parts.find(part => part.shape?.type.endsWith('Polygon'));
      return area ?? parts.find(part => part.shape !== undefined) ?? parts[0]!;
    }
    default:
      throw bad('bad-coordinates', `geometry type ${String(type)}`.slice(0, 80));
  }
};

/** A GeoJSON geometry as a position and a shape in degrees, heights left out; or why it has none. */
export const placeGeometry = (geometry: unknown, to: ToDegrees): Placed | Bad => {
  if (geometry === null || geometry === undefined) return { reason: 'no-coordinates' };
  const object = asObject(geometry);
  if (object === null) return { reason: 'bad-coordinates', found: JSON.stringify(geometry).slice(0, 80) };
  try {
    return placed(object, to);
  } catch (error) {
    if (error instanceof BadPosition) return error.bad;
    throw error;
  }
};
