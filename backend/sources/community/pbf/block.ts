import type { LonLat } from '../../../core/feature.ts';
import { Strings } from './strings.ts';
import { Wire } from './wire.ts';

/** A PrimitiveBlock, opened: its elements are still bytes. */
export type Block = Readonly<{
  bytes: Uint8Array;
  strings: Strings;
  /** 1e-9 degrees: a stored position times `granularity` plus the offset */
  granularity: number;
  latOffset: number;
  lonOffset: number;
  /** milliseconds a stored time counts in */
  dateGranularity: number;
}>;

const readStrings = (wire: Wire, end: number, strings: Strings): void => {
  while (wire.pos < end) {
    const key = wire.key();
    if (key >>> 3 === 1) {
      const to = wire.part(key, end);
      strings.add(wire.pos, to);
      wire.pos = to;
    } else wire.skip(key, end);
  }
  wire.ended(end);
};

/** The field of a block that holds elements. */
export const GROUP = 2;

const LATEST = Date.UTC(9999, 11, 31);

/** Opens a PrimitiveBlock. Throws Damage. */
export const openBlock = (bytes: Uint8Array): Block => {
  const wire = new Wire(bytes);
  const end = bytes.length;
  const strings = new Strings(bytes);
  let granularity = 100;
  let latOffset = 0;
  let lonOffset = 0;
  let dateGranularity = 1000;
  while (wire.pos < end) {
    const key = wire.key();
    const field = key >>> 3;
    if (field === 1) readStrings(wire, wire.part(key, end), strings);
    else if (field === GROUP) wire.pos = wire.part(key, end);
    else if (field === 17) granularity = wire.number(key);
    else if (field === 18) dateGranularity = wire.number(key);
    else if (field === 19) latOffset = wire.number(key);
    else if (field === 20) lonOffset = wire.number(key);
    else wire.skip(key, end);
  }
  wire.ended(end);
  return { bytes, strings, granularity, latOffset, lonOffset, dateGranularity };
};

/** 1e-7 degrees; what libosmium writes where a node has no position. */
const UNDEFINED = 0x7fffffff;

/** A stored number to 1e-7 degrees, which is how OSM itself keeps them. Adding 0 makes no -0 of what rounds to nothing. */
const rounded = (value: number, offset: number, granularity: number): number =>
  Math.round((offset + granularity * value) / 100) + 0;

/** Degrees, perhaps none of this Earth; null where the file says that there is no position. */
export const positionOf = (
  { lonOffset, latOffset, granularity }: Block,
  storedLon: number,
  storedLat: number,
): LonLat | null => {
  const lon = rounded(storedLon, lonOffset, granularity);
  const lat = rounded(storedLat, latOffset, granularity);
  return lon === UNDEFINED || lat === UNDEFINED ? null : [lon / 1e7, lat / 1e7];
};

/** ISO 8601; undefined for the zero that writers put where they know no time, and for times that no calendar has. */
export const momentOf = (value: number, dateGranularity: number): string | undefined => {
  const time = value * dateGranularity;
  if (!(time > 0 && time <= LATEST)) return undefined;
  return new Date(time).toISOString().replace('.000Z', 'Z');
};
