import { mkdtempSync, rmSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../../../backend/store/embedded/start.ts';

let folder: string;
let database: Embedded;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-serve-'));
  database = await startEmbedded(join(folder, 'db'));
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

async function withClients<T>(count: number, work: (clients: pg.Client[]) => Promise<T>): Promise<T> {
  const clients = Array.from({ length: count }, () => new pg.Client(database.url));
  for (const client of clients) client.on('error', () => {});
  await Promise.all(clients.map(client => client.connect()));
  try {
    return await work(clients);
  } finally {
    await Promise.all(clients.map(client => client.end()));
  }
}

describe('the embedded server', () => {
  it('is PostgreSQL with PostGIS at hand, our schema first and BullMQ’s after it', async () => {
    await withClients(1, async ([client]) => {
      const { rows } = await client!.query(
        "select current_setting('search_path') as path, (select count(*) from pg_available_extensions where name = 'postgis') as postgis",
      );
      expect(rows).toEqual([{ path: 'public,bullmq', postgis: '1' }]);
    });
  });

  it('refuses a wrong password', async () => {
    const url = database.url.replace(/:[^:@]+@/, ':wrong@');
    await expect(new pg.Client(url).connect()).rejects.toThrow('wrong password');
  });

  it('refuses a client that says nothing of a password and sends a query', async () => {
    const url = new URL(database.url);
    const socket = dial(Number(url.port), url.hostname);
    const answer = await new Promise<string>(resolve => {
      let text = '';
      socket.on('data', data => {
        text += data.toString('latin1');
      });
      socket.on('close', () => resolve(text));
      socket.write(Buffer.from('\0\0\0\x08\0\x03\0\0', 'latin1'));
      socket.write(Buffer.from('Q\0\0\0\x0dselect 1\0', 'latin1'));
    });
    expect(answer).toContain('28P01');
  });

  it('keeps the statements of eight clients apart, large parameters too', async () => {
    // pglite-socket mixed up 1 in 2,400 of these: "bind message supplies 2 parameters, but …".
    const large = 'x'.repeat(100_000);
    const statements = [
      'select $1::text as a',
      'select $1::text as a, 3 as b',
      'select $1::text || $2::text as a',
      'select $1::text || $2::text || $3::text as a',
    ];
    await withClients(8, async clients => {
      await Promise.all(
        clients.map(async (client, c) => {
          for (let i = 0; i < 40; i++) {
            const k = (c + i) % 4;
            const values = [`${c} ${i} ${large}`, 'y', 'z'].slice(0, Math.max(1, k));
            const { rows } = await client.query(statements[k]!, values);
            expect(rows[0].a === values.join('')).toBe(true);
          }
        }),
      );
    });
  });

  it('goes on after an error, in and out of a transaction', async () => {
    await withClients(1, async ([client]) => {
      await expect(client!.query('select $1::int', ['no number'])).rejects.toThrow('invalid input syntax');
      await expect(client!.query('selec')).rejects.toThrow('syntax error');
      await client!.query('begin');
      await expect(client!.query('select 1 / $1::int', [0])).rejects.toThrow('division by zero');
      await expect(client!.query('select 1')).rejects.toThrow('aborted');
      await client!.query('rollback');
      expect((await client!.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });
  });

  it('lets nobody see into a transaction, nor come between its statements', async () => {
    await withClients(2, async ([one, two]) => {
      await one!.query('create table sums (n int)');
      await one!.query('begin');
      await one!.query('insert into sums values (1)');
      const seen = two!.query('select sum(n)::int as n from sums');
      await one!.query('insert into sums values (2)');
      await one!.query('commit');
      expect((await seen).rows).toEqual([{ n: 3 }]);
    });
  });

  it('undoes the transaction of a client that vanishes, and serves the others', async () => {
    await withClients(2, async ([one, two]) => {
      await one!.query('create table vanished (n int)');
      await one!.query('begin');
      await one!.query('insert into vanished values (1)');
      const seen = two!.query('select count(*)::int as n from vanished');
      (one as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      expect((await seen).rows).toEqual([{ n: 0 }]);
    });
  });

  it('brings notifications to the clients that listen, idle ones too, and to no others', async () => {
    await withClients(4, async ([one, two, deaf, sender]) => {
      const heard: string[] = [];
      const hear = (name: string) => (message: pg.Notification) =>
        heard.push(`${name} ${message.channel} ${message.payload}`);
      one!.on('notification', hear('one'));
      two!.on('notification', hear('two'));
      deaf!.on('notification', hear('deaf'));
      await one!.query('listen jobs');
      await two!.query('LISTEN "Other"');
      await two!.query('listen jobs');
      await sender!.query("select pg_notify('jobs', $1)", ['a']);
      await two!.query('unlisten jobs');
      await sender!.query("notify jobs, 'b'; notify \"Other\", 'c'");
      await Promise.all([one!, two!, deaf!].map(client => client.query('select 1')));
      expect(heard.sort()).toEqual(['one jobs a', 'one jobs b', 'two Other c', 'two jobs a']);
    });
  });

  it('carries values of several megabytes both ways', async () => {
    await withClients(1, async ([client]) => {
      const value = 'é'.repeat(4_000_000);
      const { rows } = await client!.query('select $1::text as value', [value]);
      expect(rows[0].value === value).toBe(true);
    });
  });
});
