import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../backend/store/connect.ts';
import { migrate } from '../../backend/store/schema/migrate.ts';
import { emptyData } from '../store/empty-data.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { type RedisServer, startRedis } from './redis.ts';

/** The three ways in which Jalon runs: all in one process, on PostgreSQL, on PostgreSQL with Redis. */
export const SETTINGS = ['embedded', 'postgres', 'redis'] as const;
export type Setting = (typeof SETTINGS)[number];

/** What the settings of a process say of where its data is. */
export type Place = Readonly<{
  setting: Setting;
  dataDir: string;
  databaseUrl: string | null;
  redisUrl: string | null;
  /** The servers behind it, to be killed and wiped; null where there is none. */
  postgres: PostgresServer | null;
  redis: RedisServer | null;
  /** Removes it; its servers serve the next place of this test file. */
  remove(): Promise<void>;
}>;

// One server of each kind serves a test file: starting PostgreSQL takes two seconds.
let postgres: Promise<{ server: PostgresServer; template: string }> | null = null;
let redis: Promise<RedisServer> | null = null;

/** A place of its own with an empty, migrated database and an empty queue. */
export async function emptyPlace(setting: Setting): Promise<Place> {
  if (setting === 'embedded') return embeddedIn(await emptyData());
  postgres ??= postgresWithTemplate();
  const { server, template } = await postgres;
  const databaseUrl = await server.createDatabase(template);
  if (setting === 'redis') redis ??= startRedis();
  const queue = setting === 'redis' ? await redis : null;
  await queue?.wipe();
  const dataDir = mkdtempSync(join(tmpdir(), 'jalon-test-'));
  return {
    setting,
    dataDir,
    databaseUrl,
    redisUrl: queue?.url ?? null,
    postgres: server,
    redis: queue,
    remove: async () => {
      await server.dropDatabase(databaseUrl);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The embedded setting on a data folder that is there. */
export function embeddedIn(dataDir: string): Place {
  const remove = async () => rmSync(dataDir, { recursive: true, force: true });
  const none = { databaseUrl: null, redisUrl: null, postgres: null, redis: null };
  return { setting: 'embedded', dataDir, ...none, remove };
}

async function postgresWithTemplate() {
  const server = await startPostgres();
  const url = await server.createDatabase();
  const store = connect(url);
  await migrate(store);
  await store.destroy();
  return { server, template: new URL(url).pathname.slice(1) };
}
