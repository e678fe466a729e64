import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveHolder } from '../../backend/store/opening/lock.ts';
import type { Program } from '../servers/jalon-process.ts';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import type { Setting } from '../servers/setting.ts';
import { type KeptProcess, keptProcess } from './kept-process.ts';

/** What may happen to an installation. */
export type Blow = 'jalon' | 'api' | 'worker' | 'workers' | 'postgres' | 'redis' | 'flush';

/** A whole Jalon as it is run in a setting: servers and processes of its own on free ports. */
export type Installation = Readonly<{
  setting: Setting;
  folder: string;
  processes: readonly KeptProcess[];
  /** The process that serves people. */
  api: KeptProcess;
  /** Of the database; null while nobody serves it. */
  databaseUrl(): Promise<string | null>;
  blows: readonly Blow[];
  /** Strikes, and tells how to set right what was struck. @param random says which of several it hits */
  strike(blow: Blow, random: () => number): Promise<() => Promise<void>>;
  close(): Promise<void>;
}>;

const SETTINGS = { UNDO_SECONDS: '0', LOG_LEVEL: 'warn' };

export async function openInstallation(setting: Setting, program: Program): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), `jalon-chaos-${setting}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return setting === 'embedded' ? embedded(folder, program) : onServers(setting, folder, program);
}

async function embedded(folder: string, program: Program): Promise<Installation> {
  const dataDir = join(folder, 'data');
  const jalon = keptProcess('jalon', { ...SETTINGS, DATA_DIR: dataDir }, program);
  await jalon.start();
  return {
    setting: 'embedded',
    folder,
    processes: [jalon],
    api: jalon,
    databaseUrl: async () => (await liveHolder(dataDir))?.databaseUrl ?? null,
    blows: ['jalon'],
    strike: async () => {
      await jalon.kill();
      return () => jalon.start();
    },
    close: async () => {
      await jalon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function onServers(
  setting: 'postgres' | 'redis',
  folder: string,
  program: Program,
): Promise<Installation> {
  // Whoever is killed here has to find again what it promised: as in production, it waits for the disk.
  const postgres: PostgresServer = await startPostgres({ durable: true });
  const redis: RedisServer | null = setting === 'redis' ? await startRedis() : null;
  const databaseUrl = await postgres.createDatabase();
  const settings = {
    ...SETTINGS,
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(folder, 'data'),
    ...(redis && { REDIS_URL: redis.url }),
  };
  const api = keptProcess('api', { ...settings, ROLE: 'api' }, program);
  const workers = ['1', '2'].map(n => keptProcess(`worker ${n}`, { ...settings, ROLE: 'worker' }, program));
  const processes = [api, ...workers];
  // At the same moment, on an empty database.
  await Promise.all(processes.map(one => one.start()));
  const victims: Readonly<
    Record<Exclude<Blow, 'jalon' | 'flush'>, (random: () => number) => readonly Victim[]>
  > = {
    api: () => [api],
    worker: random => [workers[Math.floor(random() * workers.length)]!],
    workers: () => workers,
    postgres: () => [postgres],
    redis: () => (redis ? [redis] : []),
  };
  return {
    setting,
    folder,
    processes,
    api,
    databaseUrl: async () => databaseUrl,
    blows: ['workers', 'api', 'postgres', 'worker', ...(redis ? (['redis', 'flush'] as const) : [])],
    strike: async (blow, random) => {
      if (blow === 'jalon') throw new Error('only the embedded setting is one process');
      if (blow === 'flush') {
        await redis!.wipe();
        return async () => {};
      }
      const hit = victims[blow](random);
      await Promise.all(hit.map(victim => victim.kill()));
      return async () => void (await Promise.all(hit.map(victim => victim.start())));
    },
    close: async () => {
      await Promise.all(processes.map(one => one.stop()));
      await redis?.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Victim = Readonly<{ kill(): Promise<void>; start(): Promise<void> }>;
