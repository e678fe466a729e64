import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { lockFile } from '../../backend/store/opening/lock.ts';
import { openDatabase } from '../../backend/store/opening/open-database.ts';
import { type JalonProcess, jalonProcess } from '../servers/jalon-process.ts';
import { startProgram } from '../store/programs/start-program.ts';

let folder: string;
const running: JalonProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-main-'));
});
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts Jalon. */
function jalon(env: Record<string, string>) {
  const begun = jalonProcess('built', { LOG_LEVEL: 'warn', DATA_DIR: join(folder, 'data'), ...env });
  running.push(begun);
  return begun;
}

describe('a start that cannot be', () => {
  const line = (words: string) => ({
    code: 1,
    signal: null,
    out: expect.any(String),
    err: `Jalon cannot start: ${words}\n`,
  });

  it('says that the port is taken, before any long work', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const end = await jalon({ PORT: String(port), DATA_DIR: join(folder, 'untouched') }).ended;
    expect(end).toMatchObject({ code: 1, out: '' });
    expect(end.err).toMatch(
      new RegExp(`^Jalon cannot start: port ${port} is taken by another program: [^\n]+\n$`),
    );
    expect(existsSync(join(folder, 'untouched'))).toBe(false);
    other.close();
  });

  it('says that the data folder cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const end = await jalon({ DATA_DIR: file }).ended;
    expect(end.code).toBe(1);
    expect(end.err).toMatch(/^Jalon cannot start: the data folder \S+\/file cannot be used: [^\n]+\n$/);
  });

  it('says that another Jalon has the data folder', async () => {
    const held = join(folder, 'held');
    const holder = startProgram('hold-lock', held);
    await holder.line(/held/);
    const end = await jalon({ DATA_DIR: held }).ended;
    expect(end.code).toBe(1);
    expect(end.err).toMatch(
      new RegExp(`^Jalon cannot start: another Jalon \\(process ${holder.child.pid} on [^\n]+\n$`),
    );
    await holder.kill();
  });

  it('says each setting that cannot be used in a line of its own', async () => {
    const end = await jalon({ PORT: 'x', HOST: '0.0.0.0' }).ended;
    expect(end.code).toBe(1);
    expect(end.err.match(/^Jalon cannot start: /gm)).toHaveLength(2);
    expect(end.err).toContain('others reach it, and nobody could sign in');
  });

  it('says that a server cannot be reached, without its password', async () => {
    expect(await jalon({ DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/jalon' }).ended).toEqual(
      line('the database at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1'),
    );
  });
});

/** Opens the link that a start has printed. @returns the status of the answer */
async function signsInHere(address: string, said: string): Promise<number> {
  const [, at, token] = /^Sign in on this computer: (\S+)\/sign-in\/here#([\w-]{43})$/m.exec(said) ?? [];
  expect(at).toBe(address);
  const { status } = await fetch(`${address}/api/v1/sign-in/here`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return status;
}

// Each of these starts Jalon once or twice, for seconds of work, on a machine that may have more to do.
describe('a start on the embedded database', { timeout: 300_000 }, () => {
  it('compares the samples, is ready, serves, stops cleanly and finds everything again', async () => {
    const first = jalon({});
    const address = await first.ready;
    expect(first.said.out.trimEnd().split('\n').at(-1)).toBe(`Jalon is ready at ${address}`);
    expect(await (await fetch(`${address}/healthz`)).ok).toBe(true);
    expect(await signsInHere(address, first.said.out)).toBe(204);
    expect(existsSync(join(folder, 'data', 'secret.key'))).toBe(false);
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(existsSync(lockFile(join(folder, 'data')))).toBe(false);

    const before = await withStore(tasksOf);
    expect(before.length).toBeGreaterThan(0);
    const second = jalon({});
    await second.ready;
    second.child.kill('SIGINT');
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(await withStore(tasksOf)).toEqual(before);
  });

  it('is whole again after a SIGKILL', async () => {
    const before = await withStore(tasksOf);
    const killed = jalon({});
    await killed.ready;
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(lockFile(join(folder, 'data')))).toBe(true);
    expect(await withStore(tasksOf)).toEqual(before);
  });

  it('refuses a database of a newer Jalon, and leaves it as it is', async () => {
    await withStore(store =>
      sql`insert into schema_versions (version, name) values (7000, 'newer')`.execute(store),
    );
    const end = await jalon({}).ended;
    expect(end.code).toBe(1);
    expect(end.err).toMatch(
      /^Jalon cannot start: the database was made by a newer Jalon \(schema 7000, [^\n]+\n$/,
    );
    const left = await withStore(async store => {
      const { rows } = await sql`select max(version) as version from schema_versions`.execute(store);
      return rows;
    });
    expect(left).toEqual([{ version: 7000 }]);
  });
});

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir: join(folder, 'data'), databaseUrl: null });
  const store = connect(database.url);
  try {
    return await work(store);
  } finally {
    await store.destroy();
    await database.close();
  }
}

async function tasksOf(store: Store): Promise<unknown[]> {
  return store.selectFrom('tasks').select(['id', 'state', 'updated_at']).orderBy('id').execute();
}
