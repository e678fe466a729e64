/** What JSON can say; a key without a value counts as absent. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | Readonly<{ [key: string]: Json | undefined }>;

/** JSON with sorted keys: the same text for the same value, whatever order a database gives its keys back in. */
export const canonical = (value: Json): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const object = value as Readonly<Record<string, Json | undefined>>;
  return `{${Object.keys(object)
    .filter(key => object[key] !== undefined)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical(object[key]!)}`)
    .join(',')}}`;
};
