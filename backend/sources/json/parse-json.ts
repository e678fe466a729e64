import { isUtf8 } from 'node:buffer';
import { decodeBytes } from '../bytes/text.ts';

const NOT_A_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gsu;

/** Lists within lists, or objects; data has ten, and what is read, written or compared level by level has a thousand at most. */
export const DEPTH = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether values lie in each other deeper than any data has them. JSON.parse has no limit of its own; those who use its values have. */
const isTooDeep = (bytes: Buffer): boolean => {
  if (bytes.length <= 2 * DEPTH) return false;
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
};

/**
 * The value of a JSON text, or undefined where it is none or nested without end. `NaN` and `Infinity`, which some writers put where a number is
 * missing, are read as null.
 */
export const parseJson = (bytes: Buffer): unknown => {
  if (isTooDeep(bytes)) return undefined;
  const text = decodeBytes(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (!text.includes('NaN') && !text.includes('Infinity')) return undefined;
  }
  try {
    return JSON.parse(
      text.replace(NOT_A_NUMBER, found => (found.startsWith('"') ? found : 'null')),
    ) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * The values of JSON texts with commas between them, none of them nested deeper than DEPTH: many at once are parsed several times
 * faster than one by one. Undefined where one of them is none, or not all are UTF-8.
 */
export const parseTogether = (bytes: Buffer): readonly unknown[] | undefined => {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(`[${bytes.toString('utf8')}]`) as unknown[];
  } catch {
    return undefined;
  }
};

/** The value as an object, or null where it is anything else. */
export const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
