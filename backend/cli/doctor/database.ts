import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { reachDatabase, reason, withoutPassword } from '../../start/reach.ts';
import { connect } from '../../store/connect.ts';
import { openDatabase } from '../../store/opening/open-database.ts';
import { currentVersion } from '../../store/schema/migrate.ts';
import { MIGRATIONS } from '../../store/schema/migrations/migrations.ts';
import { type ServerFacts, serverFacts } from '../../store/watch/installation.ts';
import type { Check } from '../doctor.ts';
import { checkInstallation } from './installation.ts';

/** PostgreSQL 15: `unique nulls not distinct` and the like. */
const OLDEST_POSTGRES = 150_000;
const OLDEST_POSTGIS = [3, 3] as const;

/** The server, what this user may do there, the schema, and how the installation on it is. @param found is told what it uses */
export async function* checkDatabase(
  config: Config,
  found: { usesOverpass: boolean },
): AsyncGenerator<Check> {
  const where = config.databaseUrl
    ? `database at ${withoutPassword(config.databaseUrl)}`
    : 'embedded database';
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'db'))) {
    yield { state: 'ok', what: `${where}: not made yet, the first npm start makes it` };
    return;
  }
  try {
    const database = await openDatabase(config, { attach: true });
    const store = connect(database.url, { max: 2, connectionTimeoutMillis: 10_000 });
    try {
      await reachDatabase(store, database.url);
      const facts = await serverFacts(store);
      const version = (await currentVersion(store)) ?? 0;
      yield* checkServer(where, facts, version);
      if (version >= MIGRATIONS.at(-1)!.version) yield* checkInstallation(store, config, facts, found);
    } finally {
      await store.destroy();
      await database.close();
    }
  } catch (fault) {
    const wayOut = config.databaseUrl
      ? wayToServer(config.databaseUrl, (fault as Error).cause)
      : 'set DATA_DIR to another folder';
    yield { state: 'missing', what: reason(fault), wayOut };
  }
}

/** @param fault what the server, or the way to it, answered: codes of https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function wayToServer(address: string, fault: unknown): string {
  const { code = '', message = '' } = (fault ?? {}) as { code?: string; message?: string };
  if (code === '3D000')
    return `make it (createdb ${decodeURIComponent(new URL(address).pathname.slice(1))}), or change DATABASE_URL`;
  // The driver itself finds that there is no password to answer with.
  if (code.startsWith('28') || message.startsWith('SASL')) return 'change user or password in DATABASE_URL';
  if (code === '53300') return 'raise max_connections there, or run fewer processes';
  return 'start it, or change DATABASE_URL';
}

/** @param version of our schema; 0: there is none yet */
export function* checkServer(where: string, facts: ServerFacts, version: number): Generator<Check> {
  const { postgres, number, postgis, available, mayInstall, btreeGist, mayMakeSchemas, mayMakeTables } =
    facts;
  const what = `${where}: PostgreSQL ${postgres}, PostGIS ${postgis ?? available ?? 'none'}`;
  if (number < OLDEST_POSTGRES) yield { state: 'wrong', what, wayOut: 'PostgreSQL 15 or later is needed' };
  if (!postgis && !available) yield { state: 'missing', what, wayOut: 'install PostGIS on that server' };
  else if (isOld(postgis ?? available ?? ''))
    yield {
      state: 'wrong',
      what,
      wayOut: `PostGIS ${OLDEST_POSTGIS.join('.')} or later is needed: update it, then ALTER EXTENSION postgis UPDATE`,
    };
  else yield schemaCheck(what, version);
  if (!postgis && available && !mayInstall)
    yield {
      state: 'missing',
      what: 'PostGIS is not in this database, and this user may not put it there',
      wayOut: 'let an administrator run CREATE EXTENSION postgis in it',
    };
  if (!btreeGist)
    yield {
      state: 'missing',
      what: 'that server has no btree_gist',
      wayOut: 'install the contributed modules of PostgreSQL there (postgresql-contrib)',
    };
  if (!mayMakeSchemas)
    yield {
      state: 'missing',
      what: 'this user may not make schemas and extensions in this database: the queue needs a schema, finding tasks btree_gist',
      wayOut: 'GRANT CREATE ON DATABASE … TO …',
    };
  if (!mayMakeTables)
    yield {
      state: 'missing',
      what: 'this user may not make tables in this database',
      wayOut: 'GRANT CREATE ON SCHEMA public TO …, or make the user its owner',
    };
}

function isOld(postgis: string): boolean {
  const [major = 0, minor = 0] = postgis.split('.').map(Number);
  return major !== OLDEST_POSTGIS[0] ? major < OLDEST_POSTGIS[0] : minor < OLDEST_POSTGIS[1];
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
