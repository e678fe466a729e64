import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { every } from '../../jobs/rounds/every.ts';
import type { Config } from '../config.ts';
import type { Store } from '../store/connect.ts';
import { makeFolder } from '../store/opening/make-folder.ts';
import {
  beatProcess,
  removeOtherProcesses,
  removeProcess,
  sweepProcesses,
} from '../store/watch/processes.ts';

/** milliseconds */
const BEAT = 10_000;

/**
 * Writes that this process is there, and again every ten seconds.
 * @param alone nobody else can be on this database, whatever its rows say
 * @returns takes the row away
 */
export async function signsOfLife(
  store: Store,
  config: Pick<Config, 'role' | 'dataDir'>,
  { version, alone, onFault }: { version: string; alone: boolean; onFault: (fault: Error) => void },
): Promise<() => Promise<void>> {
  const self = {
    id: randomUUID(),
    role: config.role,
    host: hostname(),
    pid: process.pid,
    version,
    folder_id: folderId(config.dataDir),
  };
  if (alone) await removeOtherProcesses(store, self.id);
  await beatProcess(store, self);
  const stop = every(
    'keep-house',
    BEAT,
    async () => {
      await beatProcess(store, self);
      await sweepProcesses(store);
    },
    onFault,
  );
  return async () => {
    await stop();
    await removeProcess(store, self.id);
  };
}

/** Names a data folder, whatever its path is on each machine: made by whoever comes first. Null: it cannot be written. */
export function folderId(dataDir: string): string | null {
  const file = join(dataDir, 'folder-id');
  try {
    makeFolder(dataDir);
    if (!existsSync(file)) writeFileSync(file, randomUUID(), { flag: 'wx' });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') return null;
  }
  return knownFolderId(dataDir);
}

/** Its name if it has one. */
export function knownFolderId(dataDir: string): string | null {
  try {
    return readFileSync(join(dataDir, 'folder-id'), 'utf8').trim() || null;
  } catch {
    return null;
  }
}
