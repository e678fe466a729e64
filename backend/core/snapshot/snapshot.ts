import type { Bbox, Feature, LonLat, Side } from '../feature.ts';
import type { Wind } from '../wind.ts';

/** What part of the world a snapshot speaks about: absence outside it means nothing. */
export type Coverage =
  | Readonly<{ kind: 'box'; box: Bbox }>
  | Readonly<{ kind: 'polygons'; rings: readonly (readonly LonLat[])[] }>
  /** Nothing was stated: the cells (degrees wide) that hold at least one feature, grown by one cell. */
  | Readonly<{ kind: 'inferred'; cell: number; cells: readonly string[] }>
  /** What each of these covers: the extent that two sides have in common. */
  | Readonly<{ kind: 'all-of'; of: readonly Coverage[] }>
  /** What one of these covers: several boundaries, which may lie in each other. */
  | Readonly<{ kind: 'any-of'; of: readonly Coverage[] }>;

export type RejectionReason =
  | 'no-coordinates'
  | 'bad-coordinates'
  | 'out-of-range'
  | 'duplicate-id'
  | 'unreadable-row'
  | 'incomplete-geometry';

/** A row that could not become a feature. Counted and shown, never dropped in silence. */
export type Rejection = Readonly<{
  /** 1-based, as a person would count rows in the file (data rows, without the header). */
  row: number;
  id?: string;
  reason: RejectionReason;
  /** What was found there, cut to 80 characters. */
  found?: string;
}>;

/** Something a person should look at; nothing was changed because of it. */
export type Warning =
  | Readonly<{ kind: 'coordinates-look-swapped'; rows: number }>
  | Readonly<{ kind: 'far-beyond-the-other-side'; side: Side; kept: number; cut: number }>
  /** The official positions lie so many metres towards a wind from where the other side has the same places. */
  | Readonly<{ kind: 'shifted-as-a-whole'; metres: number; wind: Wind }>
  /** Both sides number their places, each in its own way: equal values of the key say nothing. */
  | Readonly<{ kind: 'running-numbers'; key: string }>
  | Readonly<{ kind: 'no-name-column' }>
  | Readonly<{ kind: 'column-taken-as'; column: string; key: string }>
  | Readonly<{ kind: 'crs-in-file-ignored'; crs: string }>
  | Readonly<{ kind: 'missing-references'; elements: number }>;

/** One fetched version of a dataset. */
export type Snapshot = Readonly<{
  side: Side;
  /** Hex SHA-256 of the bytes that were read, before decompression. */
  hash: string;
  /** Words of the format that was recognised, e.g. `CSV (;, UTF-8)`. */
  format: string;
  /** ISO 8601; null when the source does not say how old its data is. */
  dataTime: string | null;
  /** Null when the source does not state it. */
  coverage: Coverage | null;
  /** Rows in the source: `features.length + rejected.length`. */
  rows: number;
  /** No two have one id. */
  features: readonly Feature[];
  rejected: readonly Rejection[];
  warnings: readonly Warning[];
  /** Column or key names seen, sorted. */
  columns: readonly string[];
}>;
