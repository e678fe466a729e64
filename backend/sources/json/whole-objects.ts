import { DEPTH } from './parse-json.ts';

/** bytes; enough that one call of the parser is little beside its work, few enough that its values are not many */
const MOST = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;

/** Index behind the object that begins here; -1 where it goes on beyond the bytes, or is nested deeper than data is. */
const endOfObject = (bytes: Buffer, from: number): number => {
  const { length } = bytes;
  let depth = 0;
  for (let i = from; i < length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      for (i++; i < length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > DEPTH) return -1;
    } else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return i + 1;
  }
  return -1;
};

/**
 * Beginnings and ends, in turns, of JSON objects that lie whole in the bytes one after the other, each after a comma; none
 * where anything else comes first. Some 64 kB of them at a time.
 */
export const wholeObjects = (bytes: Buffer, from: number): readonly number[] => {
  const bounds: number[] = [];
  let end = from;
  while (end - from < MOST) {
    let commas = 0;
    let at = end;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === COMMA) commas++;
      else if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    }
    if (commas !== 1 || bytes[at] !== OPEN_OBJECT) break;
    const next = endOfObject(bytes, at);
    if (next < 0) break;
    bounds.push(at, next);
    end = next;
  }
  return bounds;
};
