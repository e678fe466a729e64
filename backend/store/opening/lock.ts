import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder } from './make-folder.ts';
import { processStart } from './process-start.ts';
import { firstLine, StartFault } from './start-fault.ts';

/** Who holds a data folder. */
export type Holder = Readonly<{
  pid: number;
  /** As `processStart` tells it: a process number alone may belong to another by now. */
  started: string;
  host: string;
  id: string;
  /** Of the holder's database, once it is open: the command line attaches to it. */
  databaseUrl: string | null;
}>;

export type Lock = Readonly<{
  /** Tells others where the database is. */
  publish(databaseUrl: string): void;
  release(): void;
}>;

/** milliseconds between two signs of life, for those who cannot see the process: another container, another machine */
const HEARTBEAT = 5_000;
const SILENT = 60_000;
/** milliseconds after which whoever was taking over a stale lock has been killed at it */
const TAKING = 10_000;

export const lockFile = (dataDir: string) => join(dataDir, 'jalon.lock');

/**
 * Takes a data folder for this process, making it if need be. A lock whose process has gone is taken over.
 * @returns the lock, or the holder that is alive
 * @throws StartFault when the folder cannot be written
 */
export async function takeLock(dataDir: string): Promise<{ lock: Lock } | { holder: Holder }> {
  const file = lockFile(dataDir);
  const own: Holder = {
    pid: process.pid,
    started: processStart(process.pid) ?? '',
    host: hostname(),
    id: randomUUID(),
    databaseUrl: null,
  };
  try {
    makeFolder(dataDir);
    for (;;) {
      if (create(file, own)) return { lock: held(file, own) };
      const holder = await readHolder(dataDir);
      if (holder && isAlive(holder, file)) return { holder };
      if (await takeOver(file, holder, own)) return { lock: held(file, own) };
      await pause(50 + Math.random() * 100);
    }
  } catch (fault) {
    throw new StartFault(`the data folder ${dataDir} cannot be used: ${firstLine(fault)}`);
  }
}

/** Who holds the folder, alive or not; null when nobody does. */
async function readHolder(dataDir: string): Promise<Holder | null> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const text = readFileSync(lockFile(dataDir), 'utf8');
      if (text.endsWith('}')) return JSON.parse(text) as Holder;
    } catch (fault) {
      if (['ENOENT', 'ENOTDIR'].includes((fault as NodeJS.ErrnoException).code ?? '')) return null;
      if (!(fault instanceof SyntaxError)) throw fault;
    }
    // Created, and about to be written.
    await pause(50);
  }
  return null;
}

export async function liveHolder(dataDir: string): Promise<Holder | null> {
  const holder = await readHolder(dataDir);
  return holder && isAlive(holder, lockFile(dataDir)) ? holder : null;
}

function isAlive(holder: Holder, file: string): boolean {
  if (holder.host === hostname()) {
    const started = processStart(holder.pid);
    return started !== null && (started === holder.started || started === '' || holder.started === '');
  }
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - written < SILENT;
}

function create(file: string, holder: Holder): boolean {
  try {
    // Its address of the database has a password in it: for the owner's eyes.
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}

/** Only one at a time may remove a stale lock: else the second would remove the first one's new lock. */
async function takeOver(file: string, stale: Holder | null, own: Holder): Promise<boolean> {
  const taking = `${file}.taking`;
  if (!create(taking, own)) {
    const since = statSync(taking, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > TAKING) rmSync(taking, { force: true });
    return false;
  }
  try {
    const now = await readHolder(dirname(file));
    if (now?.id !== stale?.id) return false;
    rmSync(file, { force: true });
    return create(file, own);
  } finally {
    rmSync(taking, { force: true });
  }
}

function held(file: string, own: Holder): Lock {
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // The folder was removed under us; the database will say so.
    }
  }, HEARTBEAT);
  heartbeat.unref();
  return {
    publish: databaseUrl => writeFileSync(file, JSON.stringify({ ...own, databaseUrl }), { mode: 0o600 }),
    release: () => {
      clearInterval(heartbeat);
      const text = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
      if (text.includes(own.id)) rmSync(file, { force: true });
    },
  };
}
