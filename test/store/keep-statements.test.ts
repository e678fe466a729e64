import { type AddressInfo, createServer, connect as netConnect } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { nameOf } from '../../backend/store/keep-statements.ts';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';

let server: PostgresServer;
let store: Store;
beforeAll(async () => {
  server = await startPostgres();
  store = connect(server.urlOf('postgres'), { max: 1, keepsPlans: true });
});
afterAll(async () => {
  await store.destroy();
  await server.stop();
});

const kept = async () => {
  const { rows } = await sql<{ statement: string }>`
    select statement from pg_prepared_statements where statement like '%as half%'`.execute(store);
  return rows.map(({ statement }) => statement);
};

describe('the plan of a statement', () => {
  it('is kept by the server when it comes again, and its values are those of each time', async () => {
    const half = async (n: number) =>
      (await sql<{ half: number }>`select ${n}::integer / 2 as half`.execute(store)).rows;
    expect(await half(4)).toEqual([{ half: 2 }]);
    expect(await kept()).toEqual([]);
    expect(await half(6)).toEqual([{ half: 3 }]);
    expect(await half(8)).toEqual([{ half: 4 }]);
    expect(await kept()).toEqual(['select $1::integer / 2 as half']);
  });

  it('is not kept where a new column would change what comes of it', async () => {
    await sql`create table things (name text)`.execute(store);
    await sql`insert into things values ('a')`.execute(store);
    const all = async () => (await sql`select things.* from things where name = ${'a'}`.execute(store)).rows;
    for (let n = 0; n < 3; n++) expect(await all()).toEqual([{ name: 'a' }]);
    await sql`alter table things add column size integer`.execute(store);
    expect(await all()).toEqual([{ name: 'a', size: null }]);
  });

  it('is kept for so many of them, and no more', () => {
    const texts = Array.from({ length: 2000 }, (_, n) => `select ${n}`);
    const names = texts.flatMap(text => [nameOf(text), nameOf(text)]).filter(name => name !== null);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThanOrEqual(300);
    expect(names.length).toBeGreaterThan(250);
  });
});

const jitOf = async (of: Store) => (await sql<{ jit: string }>`show jit`.execute(of)).rows[0]?.jit;

it('no plan is compiled, which takes longer than most statements run', async () => {
  expect(await jitOf(store)).toBe('off');
});

/** As a pooler does: the number that it tells its clients is of no process of the server. */
async function pooler() {
  const proxy = createServer(client => {
    const behind = netConnect(server.port, '127.0.0.1');
    client.pipe(behind);
    behind.on('data', data => {
      const key = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (key >= 0) data.writeInt32BE(data.readInt32BE(key + 5) + 1, key + 5);
      client.write(data);
    });
    behind.on('close', () => client.destroy());
    for (const one of [client, behind]) one.on('error', () => {});
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    url: server.urlOf('postgres').replace(String(server.port), String(port)),
    close: () => proxy.close(),
  };
}

it('no plan is kept behind a pooler, which gives each transaction another process', async () => {
  const { url, close } = await pooler();
  const behind = connect(url, { max: 1, keepsPlans: true });
  try {
    for (let n = 0; n < 3; n++) await sql`select ${n}::integer as pooled`.execute(behind);
    const { rows } = await sql`select statement from pg_prepared_statements`.execute(behind);
    expect(rows).toEqual([]);
    // What others get through the same pooler is not ours to set.
    expect(await jitOf(behind)).toBe('on');
  } finally {
    await behind.destroy();
    close();
  }
});
