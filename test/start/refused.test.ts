import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { connect } from '../../backend/store/connect.ts';
import { built } from '../servers/built.ts';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';

let folder: string;
let postgres: PostgresServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-refused-'));
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

async function startOf(env: Record<string, string>) {
  const child = spawn(process.execPath, [built('backend/main.js')], {
    cwd: projectRoot,
    env: { ...process.env, PORT: '0', DATA_DIR: join(folder, 'data'), ...env },
  });
  let said = '';
  child.stderr.on('data', data => {
    said += data;
  });
  const [code] = await once(child, 'close');
  return { code: code as number, said };
}

describe('a start on a server', { timeout: 120_000 }, () => {
  it('says in one line that its user may not make what it needs', async () => {
    const url = await postgres.createDatabase();
    const admin = connect(url);
    await sql`create role guest login`.execute(admin);
    const asGuest = { DATABASE_URL: url.replace('jalon@', 'guest@') };
    const line = (what: string) => ({
      code: 1,
      said: expect.stringMatching(
        new RegExp(
          `^Jalon cannot start: [^\\n]*permission denied ${what}[^\\n]*; npm run -s jalon -- doctor names [^\\n]+\\n$`,
        ),
      ),
    });
    expect(await startOf(asGuest)).toEqual(line('for schema public'));
    await sql`grant create on schema public to guest`.execute(admin);
    expect(await startOf(asGuest)).toEqual(line('to create extension'));
    await sql`create extension postgis`.execute(admin);
    expect(await startOf(asGuest)).toEqual(line('to create extension "btree_gist"'));
    await sql`create extension btree_gist`.execute(admin);
    expect(await startOf(asGuest)).toEqual(line('for database'));
    await admin.destroy();
  });

  it('does not let a worker begin that could keep no source', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    // Of /proc, where a folder is denied by "no such file", Node's own way to make one never came back.
    for (const dataDir of [file, '/proc/jalon/data'])
      expect(
        await startOf({ ROLE: 'worker', DATABASE_URL: await postgres.createDatabase(), DATA_DIR: dataDir }),
      ).toEqual({
        code: 1,
        said: `Jalon cannot start: the data folder ${dataDir} cannot be written: change its owner, or set DATA_DIR to another folder\n`,
      });
  });
});
