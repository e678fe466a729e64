import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { workerFile } from '../../worker-file.ts';
import { makeFolder } from '../opening/make-folder.ts';
import { firstLine, StartFault } from '../opening/start-fault.ts';
import type { ThreadData, ThreadMessage } from './database-thread.ts';
import { threadFault } from './thread-fault.ts';

/** PGlite 0.5.8. A folder of another major version would have to be dumped and loaded. */
const POSTGRES_MAJOR = '18';

export type Embedded = Readonly<{
  url: string;
  /** Settles when the database has ended: with an error if nobody asked it to. */
  ended: Promise<Error | null>;
  close(): Promise<void>;
}>;

/**
 * Starts PostgreSQL with PostGIS in a worker thread. Take the lock of the data folder first: a second one on the same
 * folder would lose rows without a word.
 * @param folder of the database, made when it is not there
 * @throws StartFault when the folder holds something else
 */
export async function startEmbedded(folder: string): Promise<Embedded> {
  const half = `${folder}.unfinished`;
  // Killed while the folder was being made: nothing was ever answered from it, so it is made again.
  if (existsSync(half)) rmSync(folder, { recursive: true, force: true });
  const created = refuseOthers(folder);
  if (created) {
    makeFolder(folder);
    writeFileSync(half, '');
  }
  const password = randomBytes(24).toString('base64url');
  const { url: file, execArgv } = workerFile('backend/store/embedded/database-thread');
  const worker = new Worker(file, { execArgv, workerData: { folder, password } satisfies ThreadData });
  let asked = false;
  let fault: Error | null = null;
  worker.on('error', error => {
    fault = threadFault(error);
  });
  const ended = new Promise<Error | null>(resolve => {
    worker.once('exit', code => resolve(asked ? null : (fault ?? new Error(`the database ended (${code})`))));
  });
  const port = await Promise.race([
    new Promise<number>(resolve => {
      worker.on('message', (message: ThreadMessage) => 'port' in message && resolve(message.port));
    }),
    ended.then(error => {
      throw new StartFault(`the database in ${folder} cannot be opened: ${firstLine(error)}`);
    }),
  ]);
  rmSync(half, { force: true });
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    ended,
    close: async () => {
      asked = true;
      worker.postMessage('close');
      await ended;
    },
  };
}

/** @returns whether the folder has to be made */
function refuseOthers(folder: string): boolean {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return true;
  const file = join(folder, 'PG_VERSION');
  if (!existsSync(file))
    throw new StartFault(`${folder} holds something that is not Jalon's: use another DATA_DIR`);
  const version = readFileSync(file, 'utf8').trim();
  if (version !== POSTGRES_MAJOR)
    throw new StartFault(
      `the database in ${folder} is of PostgreSQL ${version}, this Jalon has ${POSTGRES_MAJOR}: use the Jalon that made it, or another DATA_DIR`,
    );
  return false;
}
