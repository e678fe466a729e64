import { type RawBuilder, sql } from 'kysely';
import type { LonLat } from '../core/feature.ts';

/** A place as the database keeps it: geometry(Point, 4326). */
export function point([lon, lat]: LonLat): RawBuilder<string> {
  return sql<string>`st_setsrid(st_makepoint(${lon}::float8, ${lat}::float8), 4326)`;
}

/** Degrees east, of a column that `point` filled. */
export function lon(column: string): RawBuilder<number> {
  return sql<number>`st_x(${sql.ref(column)})`;
}

/** Degrees north, of a column that `point` filled. */
export function lat(column: string): RawBuilder<number> {
  return sql<number>`st_y(${sql.ref(column)})`;
}
