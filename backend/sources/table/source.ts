import type { OfficialSource, TagFilter } from '../../core/challenge/challenge.ts';
import type { ElementType, Side, Tags } from '../../core/feature.ts';

/** What a reader of rows must know about its source, whichever side it is on. */
export type RowSource = Readonly<
  Pick<OfficialSource, 'id' | 'map' | 'values' | 'tags' | 'crs' | 'x' | 'y'> & {
    side: Side;
    /** Empty: every row belongs. */
    filter: readonly TagFilter[];
    /** A mapped key counts only where the row has none of its own (a community file has OSM keys already). */
    mapFillsOnly: boolean;
    /** What is OSM's own in a row of the community: its element id, and the state where it is whole. */
    elementOf?: (row: SourceRow) => OsmIdentity | null;
  }
>;

export type OsmIdentity = Readonly<{
  type: ElementType;
  id: number;
  /** As a feature is called: `node/123`. */
  key: string;
  tags: Tags | null;
  changedAt?: string;
  version?: number;
}>;

/** One row as a format delivers it. */
export type SourceRow = Readonly<{
  /** 1-based */
  row: number;
  /** The identifier that the format itself has for a row (GeoJSON's `id`). */
  declaredId?: string;
  columns: Readonly<Record<string, unknown>>;
  /** Undefined where the format has columns only. */
  geometry?: unknown;
}>;
