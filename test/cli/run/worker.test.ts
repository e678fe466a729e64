import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../../backend/store/connect.ts';
import { liveProcesses } from '../../../backend/store/watch/processes.ts';
import { built } from '../../servers/built.ts';
import { emptyPlace, type Place } from '../../servers/setting.ts';

let place: Place;
let store: Store;
beforeAll(async () => {
  place = await emptyPlace('postgres');
  store = connect(place.databaseUrl!);
}, 120_000);
afterAll(async () => {
  await store.destroy();
  await place.remove();
});

async function run(dataDir: string) {
  const child = spawn(process.execPath, [built('backend/cli.js'), 'run', 'fire-stations-sample'], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: place.databaseUrl!, REDIS_URL: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', piece => {
    told += piece;
  });
  const [code] = await once(child, 'close');
  return { pid: child.pid, code, told };
}

describe('jalon run on a server', { timeout: 240_000 }, () => {
  it('is a worker that all others see, until it ends', async () => {
    await sql`create table seen (role text, pid integer)`.execute(store);
    await sql`create function note() returns trigger language plpgsql as
      'begin insert into seen values (new.role, new.pid); return null; end'`.execute(store);
    await sql`create trigger note after insert on processes for each row execute function note()`.execute(
      store,
    );
    const { pid, code, told } = await run(place.dataDir);
    expect({ code, told }).toMatchObject({ code: 0 });
    const { rows } = await sql`select role, pid from seen`.execute(store);
    expect(rows).toEqual([{ role: 'worker', pid }]);
    expect(await liveProcesses(store)).toEqual([]);
  });

  it('does not begin where it could keep no source', async () => {
    expect(await run('/proc/jalon')).toMatchObject({
      code: 1,
      told: 'jalon run: the data folder /proc/jalon cannot be written: change its owner, or set DATA_DIR to another folder\n',
    });
  });
});
