import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Bbox, LonLat } from '../../core/feature.ts';
import { DATUM_SHIFTS } from './datum-shifts.ts';

export type Transform = Readonly<{
  /** `EPSG:31370` */
  crs: string;
  /** Easting and northing (or longitude and latitude of another datum) to degrees, WGS 84; not finite where it fails. */
  toDegrees: (x: number, y: number) => LonLat;
  /** The system's area of use, where EPSG states one. */
  area: Bbox | null;
  /** False for longitude and latitude. */
  projected: boolean;
}>;

/** A coordinate system that is not known, or cannot be used here; the message says which and why. */
export class UnknownCrs extends Error {}

type EpsgEntry = Readonly<{
  name: string;
  kind: string;
  proj4: string | null;
  wkt: string | null;
  /** north, west, south, east */
  bbox: readonly [number, number, number, number] | null;
}>;

const WGS84_NAMES = /^(?:(?:urn:ogc:def:crs:)?OGC:?(?:[\d.]*:)?CRS84|CRS:?84|WGS ?84)$/iu;

/** The EPSG code in `EPSG:31370`, `31370`, `urn:ogc:def:crs:EPSG::31370` or its URL form; null for longitude and latitude. */
const epsgCode = (name: string): string | null => {
  const text = name.trim();
  if (WGS84_NAMES.test(text) || /\/CRS84$/iu.test(text)) return null;
  const code =
    /^(?:EPSG:{0,2})?(\d{4,6})$/iu.exec(text)?.[1] ?? /EPSG[:/](?:[\d.]*[:/])?(\d+)$/iu.exec(text)?.[1];
  if (code === undefined) throw new UnknownCrs(`"${name}" is not an EPSG code such as EPSG:31370`);
  return code === '4326' || code === '4979' ? null : code;
};

const entryOf = (code: string): EpsgEntry => {
  const folder = dirname(createRequire(import.meta.url).resolve('epsg-index/package.json'));
  const file = join(folder, 's', `${code}.json`);
  if (!existsSync(file)) throw new UnknownCrs(`EPSG:${code} is not a known coordinate system`);
  return JSON.parse(readFileSync(file, 'utf8')) as EpsgEntry;
};

const GEOCENTRIC = /\+(?:ellps=(?:GRS80|WGS84)|datum=|nadgrids=@null)/u;

/** The definition with a shift to WGS 84 that can be trusted, see DATUM_SHIFTS. */
const definitionOf = (code: string, entry: EpsgEntry): string => {
  if (entry.proj4 === null || entry.proj4 === '' || !/GEOG2DCRS|GEOGCRS|PROJCRS/u.test(entry.kind)) {
    throw new UnknownCrs(`EPSG:${code} (${entry.name}) is not a system for positions on a map`);
  }
  // The IGN's version of the Clarke 1880 ellipsoid belongs to the NTF alone; some of its entries have no WKT.
  const datum = entry.proj4.includes('+ellps=clrk80ign')
    ? 'Nouvelle_Triangulation_Francaise'
    : /DATUM\["([^"]*)"/u.exec(entry.wkt ?? '')?.[1];
  const shift = datum === undefined ? undefined : DATUM_SHIFTS[datum];
  if (shift !== undefined) {
    return `${entry.proj4.replace(/\s*\+(?:towgs84|nadgrids)=\S+/gu, '')} +towgs84=${shift.join(',')}`;
  }
  if (/\+nadgrids=(?!@null)/u.test(entry.proj4)) {
    throw new UnknownCrs(
      `EPSG:${code} (${entry.name}) needs a grid file that is not there; convert the file to WGS 84`,
    );
  }
  if (!entry.proj4.includes('+towgs84=') && !GEOCENTRIC.test(entry.proj4)) {
    throw new UnknownCrs(
      `EPSG:${code} (${entry.name}) has no known shift to WGS 84; convert the file to WGS 84`,
    );
  }
  return entry.proj4;
};

/** How positions of a coordinate system become degrees; null where they are degrees already. Throws UnknownCrs. */
export const transformOf = async (name: string): Promise<Transform | null> => {
  const code = epsgCode(name);
  if (code === null) return null;
  const entry = entryOf(code);
  const definition = definitionOf(code, entry);
  const { default: proj4 } = await import('proj4');
  const converter = proj4(definition, 'WGS84');
  const point: [number, number] = [0, 0];
  return {
    crs: `EPSG:${code}`,
    toDegrees: (x, y) => {
      point[0] = x;
      point[1] = y;
      const [lon, lat] = converter.forward(point) as [number, number];
      return [lon, lat];
    },
    area: entry.bbox === null ? null : [entry.bbox[1], entry.bbox[2], entry.bbox[3], entry.bbox[0]],
    projected: !/\+proj=longlat/u.test(definition),
  };
};
