/**
 * JSON that PostgreSQL can keep: jsonb knows neither U+0000 nor half a surrogate pair, and real data holds both. The
 * first is left out, the second becomes U+FFFD.
 */
export function jsonb(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.stringify escapes exactly these two; an escaped backslash before `u0000` only costs a needless second pass.
  return /\\u0000|\\ud[89a-f]/.test(text) ? JSON.stringify(clean(value)) : text;
}

/** The same for a text column. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD');
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), clean(inner)]));
  return value;
}

/** Parts of at most `size`, so that no statement holds the one session of the embedded database for long. */
export function* inParts<T>(rows: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
