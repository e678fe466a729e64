import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { guard } from './guard.ts';

export type PostgresServer = Readonly<{
  port: number;
  /** Of its first process, whose children the others are. @throws Error while it does not run */
  pid(): number;
  /** Of its superuser, in a database of that name. */
  urlOf(database: string): string;
  /** Makes an empty database, or a copy of another; gives its address. */
  createDatabase(like?: string): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** The server as it is killed by a power cut: all its processes at once. */
  kill(): Promise<void>;
  /** Starts it again on the same files, and waits until it answers. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}>;

const USER = 'jalon';
/** milliseconds that it may take to come back from a crash, on a machine that has more to do */
const PATIENCE = 60_000;

/** Folder of initdb and postgres; Debian keeps them outside the path. Null: not installed. */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map(version => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders.find(folder => folder !== '' && existsSync(join(folder, 'initdb'))) ?? null;
}

/** A PostgreSQL server of its own on a free port of this machine. @throws Error where it is not installed */
export async function startPostgres(
  options: Readonly<{
    /** Waits for the disk at each commit, as in production. */
    durable?: boolean;
    /** Memory for its tables. */
    buffers?: string;
  }> = {},
): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (!programs) throw new Error('PostgreSQL is not there: apt-get install postgresql-15-postgis-3');
  const folder = mkdtempSync('/tmp/jalon-postgres-');
  const owner = ownerOf(folder);
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', folder, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...owner, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const urlOf = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  // What has just been killed may still be writing.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  let child: ChildProcess | null = null;
  let letBe = () => {};

  const ask = async (statement: string) => {
    const client = new pg.Client({ connectionString: urlOf('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      shared_buffers: options.buffers ?? '128MB',
      ...(!options.durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const begun = spawn(join(programs, 'postgres'), ['-D', folder, '-p', String(port), ...flags], {
      ...owner,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = begun;
    letBe = guard(begun.pid!, folder);
    let said = '';
    begun.stderr!.on('data', data => {
      said = `${said}${data}`.slice(-4000);
    });
    const until = performance.now() + PATIENCE;
    for (;;) {
      if (begun.exitCode !== null) throw new Error(`postgres ended: ${said}`);
      try {
        return await ask('select 1');
      } catch (fault) {
        if (performance.now() > until) throw fault;
        await pause(50);
      }
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    letBe();
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    ending.kill(signal);
    await gone;
  };
  const kill = async () => {
    // Its children would go on until they notice the end of their parent, and write beside those of the next start.
    const children = child?.pid ? childrenOf(child.pid) : [];
    const ended = end('SIGKILL');
    for (const pid of children) killIfThere(pid);
    await ended;
    while (children.some(isThere)) await pause(5);
  };
  process.once('exit', () => {
    if (child?.pid) for (const pid of childrenOf(child.pid)) killIfThere(pid);
    child?.kill('SIGKILL');
    remove();
  });
  await start();
  return {
    port,
    pid: () => {
      if (!child?.pid) throw new Error('postgres does not run');
      return child.pid;
    },
    urlOf,
    start,
    kill,
    createDatabase: async like => {
      const name = `jalon_${randomBytes(6).toString('hex')}`;
      await ask(`create database ${name}${like ? ` template ${like}` : ''}`);
      return urlOf(name);
    },
    dropDatabase: url => ask(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`),
    stop: async () => {
      await end('SIGINT');
      remove();
    },
  };
}

const childrenOf = (pid: number): number[] =>
  spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .stdout.split(/\s+/)
    .filter(Boolean)
    .map(Number);

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
}

/** A process that ended but was not waited for is still listed; it writes nothing any more. */
function isThere(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

/** PostgreSQL refuses to run as root. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const owner = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  return owner;
}
