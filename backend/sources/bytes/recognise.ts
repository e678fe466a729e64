import { FileFault } from '../file-fault.ts';
import { parseJson } from '../json/parse-json.ts';
import { decodeBytes, narrowedHead } from './text.ts';

/** How the bytes of a file are laid out, told from their beginning. */
export type Layout = 'json' | 'json-lines' | 'json-texts' | 'delimited' | OsmLayout;
/** Files of OSM elements, which are no lists of rows. */
export type OsmLayout = 'osm-xml' | 'osm-pbf';

const ascii = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to);

/** Formats that are known by their first bytes and not read (yet), with what a person can do. */
const refusal = (head: Buffer): string | null => {
  if (ascii(head, 0, 4) === 'PK\u0003\u0004') return 'is a zip archive; unpack it first';
  if (ascii(head, 0, 3) === 'BZh')
    return 'is compressed with bzip2; unpack it first, or compress it with gzip';
  if (ascii(head, 0, 6) === '\u00fd7zXZ\u0000')
    return 'is compressed with xz; unpack it first, or compress it with gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) {
    return 'is compressed with zstd; unpack it first, or compress it with gzip';
  }
  if (ascii(head, 0, 15) === 'SQLite format 3') {
    return 'is a GeoPackage or another SQLite database, which is not read yet; export it as GeoJSON';
  }
  if (head.length >= 4 && head.readUInt32BE(0) === 0x0000270a) {
    return 'is a shapefile, which is not read yet; export it as GeoJSON';
  }
  if (ascii(head, 0, 3) === 'fgb') return 'is a FlatGeobuf, which is not read yet; export it as GeoJSON';
  if (ascii(head, 0, 4) === 'PAR1')
    return 'is a Parquet file, which is not read yet; export it as GeoJSON or CSV';
  if (ascii(head, 0, 5) === '%PDF-') return 'is a PDF document, not data';
  return null;
};

const XML_ROOTS: Readonly<Record<string, string>> = {
  osmChange: 'is an osmChange file, which holds changes and not the state of a map',
  kml: 'is KML, which is not read yet; export it as GeoJSON',
  gpx: 'is GPX, which is not read yet; export it as GeoJSON',
  FeatureCollection: 'is GML, which is not read yet; export it as GeoJSON',
  ExceptionReport: 'is an error message of a web service, not data',
  ServiceExceptionReport: 'is an error message of a web service, not data',
  Error: 'is an error message in XML, not data',
};

const layoutOfXml = (file: string, text: string): Layout => {
  const bare = text.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\])?>/giu, '');
  const root = /<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/u.exec(bare)?.[1] ?? '';
  if (root === 'osm') return 'osm-xml';
  throw new FileFault(
    file,
    'line 1',
    XML_ROOTS[root] ?? `is XML with the root element "${root}", which is not read`,
  );
};

const isHtml = (text: string): boolean =>
  /^\s*(?:<!--[\s\S]*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body)/iu.test(text) ||
  /^\s*<\?xml[^>]*>\s*(?:<!DOCTYPE\s+html[^>]*>\s*)?<html/iu.test(text);

const parses = (line: Buffer): boolean => {
  const value = parseJson(line);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
};

/** Lines are texts of their own where the first one is whole, or most of the first few are. */
const layoutOfJson = (head: Buffer): Layout => {
  let from = 0;
  let seen = 0;
  let good = 0;
  while (from < head.length && seen < 5) {
    const end = head.indexOf(0x0a, from);
    if (end < 0) break;
    const line = head.subarray(from, end);
    from = end + 1;
    if (line.every(byte => byte <= 0x20)) continue;
    seen++;
    if (parses(line)) {
      if (seen === 1) return 'json-lines';
      good++;
    }
  }
  return good >= 2 && good >= seen - 2 ? 'json-lines' : 'json';
};

const isBinary = (head: Buffer): boolean => {
  const sample = head.subarray(0, 8192);
  let strange = 0;
  for (const byte of sample) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) strange++;
  return sample.includes(0) || strange > sample.length * 0.01;
};

/** Tells the layout from the first bytes, or throws FileFault with what the file is instead. */
export const recognise = (file: string, head: Buffer): Layout => {
  // Four bytes of a length, two that begin a text, and the text.
  if (ascii(head, 6, 15) === 'OSMHeader') return 'osm-pbf';
  const refused = refusal(head);
  if (refused !== null) throw new FileFault(file, 'byte 0', refused);
  const plain = narrowedHead(head);
  const start = plain.findIndex(byte => byte > 0x20 || byte === 0x1e);
  if (start < 0)
    throw new FileFault(file, 'byte 0', 'there is nothing but blanks at the beginning of the file');
  const first = plain[start];
  if (first === 0x1e) return 'json-texts';
  if (isBinary(plain)) throw new FileFault(file, 'byte 0', 'is binary data of an unknown format');
  if (first === 0x7b) return layoutOfJson(plain.subarray(start));
  if (first === 0x5b && /^\[\s*[[{\]"]/u.test(plain.toString('latin1', start, start + 64))) return 'json';
  if (first === 0x3c) {
    const text = decodeBytes(plain.subarray(start));
    if (isHtml(text)) throw new FileFault(file, 'line 1', 'is an HTML page, not data');
    return layoutOfXml(file, text);
  }
  return 'delimited';
};
