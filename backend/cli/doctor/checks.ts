import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { Config } from '../../config.ts';
import { reachDatabase, reachRedis, reason, withoutPassword } from '../../start/reach.ts';
import { connect } from '../../store/connect.ts';
import { currentVersion } from '../../store/migrate.ts';
import { MIGRATIONS } from '../../store/migrations/migrations.ts';
import { liveHolder } from '../../store/opening/lock.ts';
import { openDatabase } from '../../store/opening/open-database.ts';
import type { Check } from '../doctor.ts';

const OLDEST_NODE = [20, 19] as const;
/** bytes; an empty embedded database takes 60 MB, a country's fire stations a few more */
const SPACE = 500e6;
/** milliseconds for a server on the network to answer */
const PATIENCE = 5_000;

export function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const what = `Node.js ${process.versions.node}`;
  return ok
    ? { state: 'ok', what }
    : {
        state: 'missing',
        what,
        wayOut: `${OLDEST_NODE.join('.')} or later is needed, see https://nodejs.org`,
      };
}

export async function* checkFolder(dataDir: string): AsyncGenerator<Check> {
  // The first folder on the way up that is there: what is below it is made at the start.
  let there = dataDir;
  while (!existsSync(there)) there = dirname(there);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    yield {
      state: 'ok',
      what: `data folder ${dataDir}${there === dataDir ? '' : ' (made at the first start)'}`,
    };
  } catch {
    const wayOut = `${there} cannot be written: change its owner, or set DATA_DIR`;
    yield { state: 'missing', what: `data folder ${dataDir}`, wayOut };
    return;
  }
  const { bavail, bsize } = statfsSync(there);
  const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free there`;
  yield bavail * bsize > SPACE
    ? { state: 'ok', what: free }
    : { state: 'missing', what: free, wayOut: 'make room, or set DATA_DIR to another disk' };
  const holder = await liveHolder(dataDir);
  if (holder) yield { state: 'ok', what: `Jalon runs on it: process ${holder.pid} on ${holder.host}` };
}

export async function checkDatabase(config: Config): Promise<Check> {
  const where = config.databaseUrl
    ? `database at ${withoutPassword(config.databaseUrl)}`
    : 'embedded database';
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'db')))
    return { state: 'ok', what: `${where}: not made yet, the first npm start makes it` };
  try {
    const database = await openDatabase(config, { attach: true });
    const store = connect(database.url);
    try {
      await reachDatabase(store, database.url);
      const { rows } = await sql<{ postgres: string; postgis: string | null }>`
        select current_setting('server_version') as postgres, (
          select coalesce(installed_version, default_version) from pg_available_extensions where name = 'postgis'
        ) as postgis`.execute(store);
      const { postgres, postgis } = rows[0]!;
      const what = `${where}: PostgreSQL ${postgres}, PostGIS ${postgis ?? 'none'}`;
      if (!postgis) return { state: 'missing', what, wayOut: 'install PostGIS on that server' };
      return schemaCheck(what, (await currentVersion(store)) ?? 0);
    } finally {
      await store.destroy();
      await database.close();
    }
  } catch (fault) {
    const wayOut = config.databaseUrl ? 'start it, or change DATABASE_URL' : 'set DATA_DIR to another folder';
    return { state: 'missing', what: reason(fault), wayOut };
  }
}

function schemaCheck(what: string, version: number): Check {
  const newest = MIGRATIONS.at(-1)!.version;
  if (version > newest)
    return {
      state: 'missing',
      what: `${what}, schema ${version}`,
      wayOut: `update Jalon, this one knows ${newest}`,
    };
  const words =
    version === newest ? `schema ${version}` : `schema ${version}, brought to ${newest} at the next start`;
  return { state: 'ok', what: `${what}, ${words}` };
}

export async function checkRedis(redisUrl: string | null): Promise<Check> {
  if (!redisUrl) return { state: 'ok', what: 'no REDIS_URL: the queue lives in the database' };
  const what = `Redis at ${withoutPassword(redisUrl)}`;
  try {
    await reachRedis(redisUrl);
    return { state: 'ok', what };
  } catch (fault) {
    return { state: 'missing', what: reason(fault), wayOut: 'start it, or change REDIS_URL' };
  }
}

/** Servers that others run: without them old data is shown, and no map; both are said where they matter. */
export async function checkServers({ osmApiUrl, layers, contact }: Config): Promise<Check[]> {
  const tile = layers[0]!.url.replace('{s}', 'a').replace(/\{[zxy]\}/g, '0');
  const agent = `Jalon doctor${contact ? ` (${contact})` : ''}`;
  const asked = [
    {
      what: `OpenStreetMap API ${osmApiUrl}`,
      address: `${osmApiUrl}/api/capabilities`,
      lost: 'elements are not re-read',
    },
    {
      what: `map tiles ${new URL(tile).origin}`,
      address: tile,
      lost: 'the base map is outlines of land and borders',
    },
  ];
  return Promise.all(
    asked.map(async ({ what, address, lost }): Promise<Check> => {
      try {
        const response = await fetch(address, {
          headers: { 'user-agent': agent },
          signal: AbortSignal.timeout(PATIENCE),
        });
        await response.body?.cancel();
        if (response.ok) return { state: 'ok', what };
        return { state: 'optional', what, wayOut: `answers ${response.status}; ${lost}` };
      } catch (fault) {
        const why = reason((fault as Error).cause ?? fault);
        return { state: 'optional', what, wayOut: `not reached (${why}); ${lost}` };
      }
    }),
  );
}

const PROGRAMS = [
  { name: 'chromium', use: 'tests in a browser', from: 'apt-get install chromium' },
  { name: 'osmium', use: 'cutting large extracts', from: 'apt-get install osmium-tool' },
  {
    name: 'josm',
    use: 'opening changes in an editor',
    from: 'apt-get install josm, or https://josm.openstreetmap.de',
  },
] as const;

export function* checkPrograms(path: string = process.env['PATH'] ?? ''): Generator<Check> {
  for (const { name, use, from } of PROGRAMS) {
    const folder = path.split(delimiter).find(place => place !== '' && existsSync(join(place, name)));
    yield folder
      ? { state: 'ok', what: `${name}, for ${use}` }
      : { state: 'optional', what: `${name}, for ${use}`, wayOut: from };
  }
}
