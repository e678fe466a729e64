import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, MultiPolygon, Topology } from 'topojson-specification';
import near from 'world-atlas/countries-50m.json?url';
import far from 'world-atlas/countries-110m.json?url';
import { mercator } from './mercator.ts';
import { type Outlines, type Path, pathOf } from './path.ts';
import { unwrap } from './unwrap.ts';

type World = Topology<{ countries: GeometryCollection; land: MultiPolygon | GeometryCollection }>;

const onMap = (line: readonly (readonly number[])[]): Path =>
  pathOf(line.flatMap(([lon = 0, lat = 0]) => mercator(lon, lat)));

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
  return { land: rings.flatMap(unwrap).map(onMap), borders: borders.coordinates.map(onMap) };
}

/** Natural Earth through world-atlas, from our own server: 1:110 million at first sight, 1:50 million nearer. */
export async function loadOutlines(detail: 'far' | 'near'): Promise<Outlines> {
  const response = await fetch(detail === 'near' ? near : far);
  if (!response.ok) throw new Error(`outlines: ${response.status}`);
  return outlines((await response.json()) as World);
}
