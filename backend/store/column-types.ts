import type { ColumnType } from 'kysely';

/** jsonb: written as a JSON string, read as the value. */
export type Json<T> = ColumnType<T, string, string>;
/** timestamptz: read as a Date. */
export type Time = ColumnType<Date, Date | string, Date | string>;
/** The same, filled by the database when it is left out. */
export type TimeMade = ColumnType<Date, Date | string | undefined, Date | string>;
/** geometry(Point, 4326): written through `point()`, read through ST_X and ST_Y. */
export type PointColumn = ColumnType<string, unknown, unknown>;
