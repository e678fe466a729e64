import type { Bbox } from '../../core/feature.ts';
import { hasArea, readBox } from '../../core/read-box.ts';
import { FileFault } from '../file-fault.ts';

/** Where a live Overpass source asks: `overpass:W,S,E,N`, `overpass:LI`, `overpass:BE-BRU`, `overpass:relation/1155955`. */
export type OverpassArea = Readonly<
  | { kind: 'box'; box: Bbox }
  /** ISO 3166-1 or 3166-2, in the key that boundaries carry it in */
  | { kind: 'code'; key: 'ISO3166-1' | 'ISO3166-2'; code: string }
  | { kind: 'relation'; id: number }
>;

const SCHEME = /^overpass:/i;
export const isOverpass = (source: string): boolean => SCHEME.test(source);

/** The area of a source that `isOverpass`. @throws FileFault for one that cannot be read */
export function overpassArea(source: string): OverpassArea {
  const text = source.replace(SCHEME, '').trim();
  const [, relation] = /^relation\/([1-9]\d{0,15})$/i.exec(text) ?? [];
  if (relation && Number.isSafeInteger(Number(relation))) return { kind: 'relation', id: Number(relation) };
  const code = text.toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return { kind: 'code', key: 'ISO3166-1', code };
  if (/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(code)) return { kind: 'code', key: 'ISO3166-2', code };
  const box = readBox(text);
  if (box && hasArea(box)) return { kind: 'box', box };
  throw new FileFault(
    source,
    'area',
    'is no area: write overpass:W,S,E,N in degrees, a code such as overpass:LI or overpass:BE-BRU, or overpass:relation/ID of a boundary',
  );
}
