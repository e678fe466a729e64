import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { nearestFirst } from './naive-match.ts';
import type { SyntheticPlace } from './synthetic.ts';

const PROGRAMS = '/usr/lib/postgresql/15/bin';
const EXTENSION = '/usr/share/postgresql/15/extension/postgis.control';

/** Why PostGIS cannot be measured here; null where it can. */
export const whyNoPostgis = (): string | null => {
  if (!existsSync(join(PROGRAMS, 'initdb'))) return 'PostgreSQL 15 is not installed';
  if (!existsSync(EXTENSION)) return 'PostGIS for PostgreSQL 15 is not installed';
  return null;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** PostgreSQL refuses to run as root: then its programs run as the user that its package made. */
const asServer = (program: string, args: readonly string[]): void => {
  const isRoot = process.getuid?.() === 0;
  const command = [join(PROGRAMS, program), ...args];
  const [first, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
  execFileSync(first!, rest, { stdio: 'ignore', cwd: tmpdir() });
};

/** Runs some work on a cluster of its own, in a folder and on a port of its own, and takes it away again. */
const withCluster = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-'));
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', folder]);
  const data = join(folder, 'data');
  try {
    asServer('initdb', ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync']);
    const port = await freePort();
    const settings = `-p ${port} -h 127.0.0.1 -k ${folder} -c fsync=off`;
    asServer('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start']);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'bench', database: 'postgres' });
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end();
      asServer('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export type PostgisRun = Readonly<{
  load_s: number;
  join_s: number;
  pairs: readonly (readonly [string, string])[];
  version: string;
}>;

/** Loads the places, and joins them within the radius on geography (metres), nearest first, each place once. */
export const postgisMatch = (
  official: readonly SyntheticPlace[],
  community: readonly SyntheticPlace[],
  radius: number,
): Promise<PostgisRun> =>
  withCluster(async client => {
    await client.query('create extension postgis');
    const start = performance.now();
    for (const [table, places] of Object.entries({ official, community })) {
      await client.query(`create table ${table} (id text primary key, at geography(point) not null)`);
      await client.query(
        `insert into ${table} select id, st_point(lon, lat)::geography
           from unnest($1::text[], $2::float8[], $3::float8[]) as place (id, lon, lat)`,
        [places.map(({ id }) => id), places.map(({ at }) => at[0]), places.map(({ at }) => at[1])],
      );
      await client.query(`create index on ${table} using gist (at)`);
      await client.query(`analyze ${table}`);
    }
    const loaded = performance.now();
    const { rows } = await client.query<{ a: string; b: string; metres: number }>(
      `select o.id as a, c.id as b, st_distance(o.at, c.at) as metres
         from official o join community c on st_dwithin(o.at, c.at, $1)`,
      [radius],
    );
    const pairs = nearestFirst(rows);
    const joined = performance.now();
    const version = await client.query<{ v: string }>('select postgis_lib_version() as v');
    return {
      load_s: (loaded - start) / 1000,
      join_s: (joined - loaded) / 1000,
      pairs,
      version: version.rows[0]?.v ?? '',
    };
  });
