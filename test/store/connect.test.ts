import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { connect } from '../../backend/store/connect.ts';
import { frame } from '../../backend/store/embedded/frames.ts';

/** A server that lets anybody in, and answers the first query by being killed. */
async function leavingServer() {
  const server = createServer(socket => {
    socket.once('data', () => {
      socket.write(Buffer.concat([frame('R', 0), frame('Z', Buffer.from('I'))]));
      socket.once('data', () => socket.resetAndDestroy());
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://u@127.0.0.1:${port}/d`,
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

it('a database that goes away in the middle of a transaction fails it, and does not end the process', async () => {
  const server = await leavingServer();
  const faults: unknown[] = [];
  const uncaught = (fault: unknown) => faults.push(fault);
  process.on('uncaughtException', uncaught);
  const store = connect(server.url, { max: 1 });
  try {
    const transaction = store.transaction().execute(async inner => {
      await sql`select 1`.execute(inner);
    });
    await expect(transaction).rejects.toThrow();
    await store.destroy();
    expect(faults).toEqual([]);
  } finally {
    process.off('uncaughtException', uncaught);
    await server.close();
  }
});
