import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, MultiPolygon, Topology } from 'topojson-specification';
import near from 'world-atlas/countries-50m.json?url';
import far from 'world-atlas/countries-110m.json?url';
import { unwrap } from './unwrap.ts';

/** Lines in web Mercator, the world from 0 to 1: x0, y0, x1, y1, … with their box. */
export type Path = Readonly<{ points: Float64Array; box: readonly [number, number, number, number] }>;
export type Outlines = Readonly<{ land: readonly Path[]; borders: readonly Path[] }>;

type World = Topology<{ countries: GeometryCollection; land: MultiPolygon | GeometryCollection }>;

/** Beyond this latitude web Mercator ends. */
const LAST = 85.051128;

export function mercator(lon: number, lat: number): [number, number] {
  const sine = Math.sin((Math.max(-LAST, Math.min(LAST, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function path(line: readonly (readonly number[])[]): Path {
  const points = new Float64Array(line.length * 2);
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  line.forEach(([lon = 0, lat = 0], i) => {
    const [x, y] = mercator(lon, lat);
    points[2 * i] = x;
    points[2 * i + 1] = y;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  });
  return { points, box };
}

function outlines(world: World): Outlines {
  const land = feature(world, world.objects.land as GeometryCollection);
  const shapes = land.type === 'FeatureCollection' ? land.features.map(f => f.geometry) : [];
  const rings = shapes.flatMap(shape =>
    shape.type === 'MultiPolygon'
      ? shape.coordinates.flat()
      : shape.type === 'Polygon'
        ? shape.coordinates
        : [],
  );
  const borders = mesh(world, world.objects.countries, (a, b) => a !== b);
  return { land: rings.flatMap(unwrap).map(path), borders: borders.coordinates.map(path) };
}

/** Natural Earth through world-atlas, from our own server: 1:110 million at first sight, 1:50 million nearer. */
export async function loadOutlines(detail: 'far' | 'near'): Promise<Outlines> {
  const response = await fetch(detail === 'near' ? near : far);
  if (!response.ok) throw new Error(`outlines: ${response.status}`);
  return outlines((await response.json()) as World);
}
