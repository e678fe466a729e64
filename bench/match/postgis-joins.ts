import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Feature } from '../../backend/core/feature.ts';
import { postgresPrograms, startPostgres } from '../../test/servers/postgres.ts';
import { median } from '../median.ts';
import { processorTimeOfAll } from '../proc.ts';
import { DIGEST, type PairsDigest } from './pairs-digest.ts';

/** Why PostGIS cannot be measured here; null where it can. */
export const whyNoPostgis = (): string | null => {
  const programs = postgresPrograms();
  if (programs === null) return 'PostgreSQL is not installed';
  const major = /\/postgresql\/(\d+)\//u.exec(programs)?.[1];
  const control = join('/usr/share/postgresql', major ?? '', 'extension', 'postgis.control');
  return major === undefined || !existsSync(control) ? 'PostGIS is not installed' : null;
};

/**
 * Ways of asking for all pairs within a radius ($1, metres): the condition of a join of official o and community c. All on
 * the sphere, as Jalon measures, which is the faster way in PostGIS too. Mercator's metres are 1 / cos(latitude) long: a
 * tenth more, for what lies towards the pole, and then the distance itself.
 */
const FORMS = {
  'ST_DWithin on geography': 'st_dwithin(o.geography, c.geography, $1, false)',
  'ST_DWithin on projected points, then distance':
    'st_dwithin(o.mercator, c.mercator, $1 * 1.1 / cos(radians(o.lat))) and st_distancesphere(o.degrees, c.degrees) <= $1',
  'box in degrees, then distance':
    'c.degrees && st_expand(o.degrees, $1 / 111194.0 / cos(radians(o.lat)) * 1.01, $1 / 111194.0) and st_distancesphere(o.degrees, c.degrees) <= $1',
} as const;
const NEAREST = `select count(c.n) from official o cross join lateral (
  select n from community c where st_dwithin(o.mercator, c.mercator, $1 / cos(radians(o.lat)))
  order by o.mercator <-> c.mercator limit 1) c`;

export type PostgisJoin = Readonly<{
  form: string;
  /** medians of several runs, seconds */
  wall_s: number;
  cpu_s: number;
  /** Processes that the planner used beside the first one, in the last run. */
  workers: number;
  /** Null for the nearest only. */
  digest: PairsDigest | null;
}>;

/** Rows of one statement: a million values are more than one message should hold. */
const ROWS = 50_000;

const load = async (client: pg.Client, table: string, features: readonly Feature[]): Promise<void> => {
  await client.query(
    `create table ${table} (n int, lat float8, degrees geometry, mercator geometry, geography geography)`,
  );
  for (let from = 0; from < features.length; from += ROWS) {
    const some = features.slice(from, from + ROWS);
    await client.query(
      `insert into ${table} select n + ${from} - 1, lat, point, st_transform(point, 3857), point::geography
         from unnest($1::float8[], $2::float8[]) with ordinality as place (lon, lat, n),
         lateral (select st_setsrid(st_point(lon, lat), 4326) as point) p`,
      [some.map(({ at }) => at[0]), some.map(({ at }) => at[1])],
    );
  }
  for (const column of ['degrees', 'mercator', 'geography'])
    await client.query(`create index on ${table} using gist (${column})`);
  await client.query(`vacuum analyze ${table}`);
};

/**
 * The pairs within the radius by PostGIS, on a server of its own, in each form: only counted, so that no row leaves the
 * server, on loaded and indexed points, with parallel workers, nothing written to disk in a hurry.
 */
export const postgisJoins = async (
  official: readonly Feature[],
  community: readonly Feature[],
  radius: number,
  repeat: number,
): Promise<Readonly<{ load_s: number; joins: readonly PostgisJoin[]; nearest: PostgisJoin }>> => {
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  try {
    await client.connect();
    await client.query('create extension postgis');
    const start = performance.now();
    await load(client, 'official', official);
    await load(client, 'community', community);
    const load_s = (performance.now() - start) / 1000;
    const workers = availableParallelism();
    // What lets the planner share the work whenever it can.
    for (const setting of [
      `max_parallel_workers_per_gather = ${workers}`,
      'parallel_setup_cost = 0',
      'parallel_tuple_cost = 0',
      'min_parallel_table_scan_size = 0',
      "work_mem = '256MB'",
      'jit = off',
    ])
      await client.query(`set ${setting}`);

    const measure = async (
      form: string,
      statement: string,
      digest: PairsDigest | null,
    ): Promise<PostgisJoin> => {
      const text = statement.replaceAll('$1', String(radius));
      const [walls, cpus]: [number[], number[]] = [[], []];
      for (let n = 0; n < repeat; n++) {
        const before = processorTimeOfAll(server.pid());
        const at = performance.now();
        await client.query(text);
        walls.push((performance.now() - at) / 1000);
        cpus.push(processorTimeOfAll(server.pid()) - before);
      }
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`);
      const planned = /Workers Planned: (\d+)/u.exec(rows.map(row => row['QUERY PLAN']).join('\n'));
      return { form, wall_s: median(walls), cpu_s: median(cpus), workers: Number(planned?.[1] ?? 0), digest };
    };
    const joins: PostgisJoin[] = [];
    for (const [form, condition] of Object.entries(FORMS)) {
      const from = `from official o join community c on ${condition}`;
      const { rows } = await client.query<PairsDigest>(
        `select ${DIGEST} ${from}`.replaceAll('$1', String(radius)),
      );
      joins.push(await measure(form, `select count(*) ${from}`, rows[0]!));
    }
    return { load_s, joins, nearest: await measure('nearest within the radius', NEAREST, null) };
  } finally {
    await client.end();
    await server.stop();
  }
};
