import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../backend/store/connect.ts';
import { lockFile } from '../../../backend/store/opening/lock.ts';
import { openDatabase } from '../../../backend/store/opening/open-database.ts';
import { StartFault } from '../../../backend/store/opening/start-fault.ts';
import { startProgram } from '../programs/start-program.ts';

let folder: string;
/** A database that was made once; making one takes seconds, copying it does not. */
const made = () => join(folder, 'made');
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-open-'));
  await (await openDatabase({ dataDir: made(), databaseUrl: null })).close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function copyOfMade(name: string): string {
  cpSync(made(), join(folder, name), { recursive: true });
  return join(folder, name);
}

async function rowsOf<T>(url: string, text: string): Promise<T[]> {
  const store = connect(url);
  try {
    return (await sql.raw<T>(text).execute(store)).rows;
  } finally {
    await store.destroy();
  }
}

// Each of these opens databases or starts processes, on a machine that may have more to do.
describe('openDatabase', { timeout: 300_000 }, () => {
  it('leaves the folder unlocked and the database whole when it is closed', async () => {
    expect(existsSync(lockFile(made()))).toBe(false);
    expect(existsSync(join(made(), 'db', 'PG_VERSION'))).toBe(true);
    expect(existsSync(join(made(), 'db.unfinished'))).toBe(false);
  });

  it('takes the server of DATABASE_URL as it is', async () => {
    const database = await openDatabase({ dataDir: '/nowhere', databaseUrl: 'postgres://server/jalon' });
    expect(database).toMatchObject({ url: 'postgres://server/jalon', embedded: false, shared: false });
    await database.close();
  });

  it('refuses a folder that another process has open, and attaches to it when asked', async () => {
    const dataDir = copyOfMade('shared');
    const other = startProgram('write-rows', dataDir);
    await other.line(/^3$/);
    const fault = await openDatabase({ dataDir, databaseUrl: null }).catch(error => error);
    expect(fault).toBeInstanceOf(StartFault);
    expect(fault.message).toContain(`another Jalon (process ${other.child.pid} on `);
    const shared = await openDatabase({ dataDir, databaseUrl: null }, { attach: true });
    expect(shared).toMatchObject({ embedded: true, shared: true });
    const [row] = await rowsOf<{ n: number }>(shared.url, 'select count(*) as n from written');
    expect(row!.n).toBeGreaterThanOrEqual(3);
    await shared.close();
    await other.line(new RegExp(`^${row!.n + 5}$`));
    await other.kill();
  });

  it('loses no row that was acknowledged before a SIGKILL in the middle of writes', async () => {
    const dataDir = copyOfMade('killed');
    let acknowledged = 0;
    for (const enough of [1, 150]) {
      const writer = startProgram('write-rows', dataDir);
      await writer.line(/^open$/);
      await writer.line(new RegExp(`^${acknowledged + enough}$`));
      await writer.kill();
      acknowledged = Number(writer.said().trim().split('\n').at(-1));
      const database = await openDatabase({ dataDir, databaseUrl: null });
      const [row] = await rowsOf<{ n: number; newest: number }>(
        database.url,
        'select count(*) as n, max(n) as newest from written',
      );
      // One more may have been committed than the killed process had time to say.
      expect([acknowledged, acknowledged + 1]).toContain(row!.newest);
      acknowledged = row!.newest;
      await database.close();
    }
  });

  it('makes the database again when it was killed while making it', async () => {
    const dataDir = join(folder, 'half');
    const maker = startProgram('write-rows', dataDir);
    while (!existsSync(join(dataDir, 'db', 'PG_VERSION'))) await pause(5);
    await maker.kill();
    expect(existsSync(join(dataDir, 'db.unfinished'))).toBe(true);
    const database = await openDatabase({ dataDir, databaseUrl: null });
    expect(await rowsOf(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
  });

  it('never touches a folder that is not its own', async () => {
    const dataDir = join(folder, 'others');
    mkdirSync(join(dataDir, 'db'), { recursive: true });
    writeFileSync(join(dataDir, 'db', 'notes.txt'), 'mine');
    await expect(openDatabase({ dataDir, databaseUrl: null })).rejects.toThrow(
      "holds something that is not Jalon's",
    );
    expect(readFileSync(join(dataDir, 'db', 'notes.txt'), 'utf8')).toBe('mine');
    expect(existsSync(lockFile(dataDir))).toBe(false);
  });

  it('refuses the files of another PostgreSQL', async () => {
    const dataDir = copyOfMade('older');
    writeFileSync(join(dataDir, 'db', 'PG_VERSION'), '17\n');
    await expect(openDatabase({ dataDir, databaseUrl: null })).rejects.toThrow(
      'is of PostgreSQL 17, this Jalon has 18',
    );
  });
});
