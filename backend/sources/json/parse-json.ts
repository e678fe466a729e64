import { decodeBytes } from '../bytes/text.ts';

const NOT_A_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gsu;

/**
 * The value of a JSON text, or undefined where it is none. `NaN` and `Infinity`, which some writers put where a number is
 * missing, are read as null.
 */
export const parseJson = (bytes: Buffer): unknown => {
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

/** The value as an object, or null where it is anything else. */
export const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
