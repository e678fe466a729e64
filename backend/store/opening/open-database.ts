import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../config.ts';
import { startEmbedded } from '../embedded/start.ts';
import { type Holder, liveHolder, takeLock } from './lock.ts';
import { refuseFullDisk } from './refuse-full-disk.ts';
import { StartFault } from './start-fault.ts';

export type OpenDatabase = Readonly<{
  url: string;
  embedded: boolean;
  /** Another Jalon process runs it: its worker takes the jobs, and it stays when this one ends. */
  shared: boolean;
  /** Settles with an error when the embedded database ends unasked; never otherwise. */
  failed: Promise<Error>;
  close(): Promise<void>;
}>;

/** milliseconds to wait for another process that is still opening its database */
const OPENING = 60_000;
const NEVER = new Promise<Error>(() => {});

/**
 * The database of the settings: the server of DATABASE_URL, or the embedded one in DATA_DIR, under the folder's lock.
 * @param attach when another live Jalon holds the folder, use its database instead of refusing
 * @throws StartFault when the folder is held by another, cannot be written or holds something else, or its disk is full
 */
export async function openDatabase(
  config: Pick<Config, 'dataDir' | 'databaseUrl'>,
  { attach = false }: { attach?: boolean } = {},
): Promise<OpenDatabase> {
  if (config.databaseUrl)
    return { url: config.databaseUrl, embedded: false, shared: false, failed: NEVER, close: async () => {} };
  if (!(await liveHolder(config.dataDir))) refuseFullDisk(config.dataDir);
  const taken = await takeLock(config.dataDir);
  if ('holder' in taken) {
    if (!attach) throw new StartFault(heldBy(config.dataDir, taken.holder));
    const url = await urlOf(config.dataDir, taken.holder);
    return { url, embedded: true, shared: true, failed: NEVER, close: async () => {} };
  }
  try {
    const database = await startEmbedded(join(config.dataDir, 'db'));
    taken.lock.publish(database.url);
    return {
      url: database.url,
      embedded: true,
      shared: false,
      failed: database.ended.then(error => error ?? NEVER),
      close: async () => {
        await database.close();
        taken.lock.release();
      },
    };
  } catch (fault) {
    taken.lock.release();
    throw fault;
  }
}

/**
 * Refuses early what `openDatabase` would refuse.
 * @throws StartFault when another live process holds the data folder
 */
export async function refuseHeld(config: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<void> {
  const holder = config.databaseUrl ? null : await liveHolder(config.dataDir);
  if (holder) throw new StartFault(heldBy(config.dataDir, holder));
}

function heldBy(dataDir: string, { pid, host }: Holder): string {
  return `another Jalon (process ${pid} on ${host}) uses ${dataDir}: stop it, or set DATA_DIR to another folder`;
}

async function urlOf(dataDir: string, first: Holder): Promise<string> {
  const until = Date.now() + OPENING;
  for (let holder: Holder | null = first; holder; holder = await liveHolder(dataDir)) {
    if (holder.databaseUrl) return holder.databaseUrl;
    if (Date.now() > until) break;
    await pause(200);
  }
  throw new StartFault(
    `another Jalon holds ${dataDir} but does not open its database: try again, or stop it`,
  );
}
