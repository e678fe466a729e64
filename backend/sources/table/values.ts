import type { Tags } from '../../core/feature.ts';
import type { Row } from './columns.ts';
import type { RowSource } from './source.ts';

/** A value as a tag has it: trimmed text, `yes` and `no`, lists with semicolons; null where there is nothing to say. */
export const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value.trim() || null;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return null;
  const parts = value.map(textOf).filter(part => part !== null);
  return parts.length === 0 ? null : parts.join(';');
};

export type TagPlan = Readonly<{
  /** Column to the OSM keys that take its value. */
  keysOf: ReadonlyMap<string, readonly string[]>;
  /** Columns that become no tag unless they are mapped: coordinates and identifier. */
  silent: ReadonlySet<string>;
}>;

/** Tags of a row: those of every row, those of coded columns, mapped columns, and the rest under their own names. */
export const tagsOf = (columns: Row, source: RowSource, plan: TagPlan): Tags => {
  const tags: Record<string, string> = { ...source.tags };
  const mapped: [string, string][] = [];
  for (const column in columns) {
    const value = textOf(columns[column]);
    if (value === null) continue;
    const coded = source.values?.[column]?.[value];
    if (coded !== undefined) Object.assign(tags, coded);
    const keys = plan.keysOf.get(column);
    if (keys !== undefined) for (const key of keys) mapped.push([key, value]);
    else if (!plan.silent.has(column)) tags[column] ??= value;
    if (keys !== undefined && source.mapFillsOnly && !plan.silent.has(column)) tags[column] ??= value;
  }
  for (const [key, value] of mapped) {
    if (!source.mapFillsOnly || tags[key] === undefined) tags[key] = value;
  }
  return tags;
};

/** Columns to OSM keys, from OSM keys to columns. */
export const keysByColumn = (map: Readonly<Record<string, string>> = {}): Map<string, string[]> => {
  const keys = new Map<string, string[]>();
  for (const [key, column] of Object.entries(map)) keys.set(column, [...(keys.get(column) ?? []), key]);
  return keys;
};
