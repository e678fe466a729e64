import { readFile, stat } from 'node:fs/promises';
import type { LonLat } from '../../core/feature.ts';
import { hasArea, readBox } from '../../core/read-box.ts';
import type { Coverage } from '../../core/snapshot/snapshot.ts';
import { FileFault } from '../../sources/file-fault.ts';
import { asObject } from '../../sources/json/parse-json.ts';
import { placeGeometry } from '../../sources/table/shape.ts';
import { fromHere } from '../here.ts';
import { UsageFault } from '../usage-fault.ts';

/** bytes; a drawn area is small, anything larger is some other file */
const LIMIT = 64 * 1024 * 1024;

const boxOf = (text: string): Coverage => {
  const box = readBox(text);
  if (!box || !hasArea(box))
    throw new UsageFault(`--area ${text}: write west,south,east,north in degrees, or name a file`);
  return { kind: 'box', box };
};

/** Rings of every polygon in a GeoJSON object, holes included: they count even-odd. */
const ringsOf = (file: string, value: unknown): readonly (readonly LonLat[])[] => {
  const object = asObject(value) ?? {};
  const { type, features, geometry, geometries } = object;
  if (type === 'FeatureCollection' && Array.isArray(features)) return features.flatMap(f => ringsOf(file, f));
  if (type === 'Feature') return ringsOf(file, geometry);
  if (type === 'GeometryCollection' && Array.isArray(geometries))
    return geometries.flatMap(g => ringsOf(file, g));
  if (type !== 'Polygon' && type !== 'MultiPolygon') return [];
  const placed = placeGeometry(object, null);
  if ('reason' in placed)
    throw new FileFault(file, 'area', `a polygon has ${placed.reason.replaceAll('-', ' ')}`);
  const { shape } = placed;
  if (shape?.type === 'Polygon') return shape.coordinates;
  return shape?.type === 'MultiPolygon' ? shape.coordinates.flat() : [];
};

/** The area of `--area`: a box, or the polygons of a GeoJSON file. Throws UsageFault or FileFault. */
export const areaOf = async (text: string): Promise<Coverage> => {
  if (/^[\s\d.,+-]+$/u.test(text)) return boxOf(text);
  const file = fromHere(text);
  const info = await stat(file).catch(() => null);
  if (info === null) throw new FileFault(file, 'area', 'there is no such file');
  if (!info.isFile() || info.size > LIMIT)
    throw new FileFault(file, 'area', 'is not a GeoJSON file of an area');
  let value: unknown;
  try {
    value = JSON.parse((await readFile(file, 'utf8')).replace(/^\ufeff/u, ''));
  } catch (error) {
    throw new FileFault(file, 'area', 'is not GeoJSON', { cause: error });
  }
  const rings = ringsOf(file, value);
  if (rings.length === 0) throw new FileFault(file, 'area', 'holds no polygon');
  return { kind: 'polygons', rings };
};
