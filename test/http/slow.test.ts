import { once } from 'node:events';
import { connect as open, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Patience, takePort, type WebServer } from '../../backend/start/web-server.ts';
import { ask, statusesIn, talk } from './raw.ts';

/** milliseconds for a request that is good, on a machine that has more to do */
const GOOD = { headers: 2_000, request: 2_500 };
const servers: WebServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close(1_000);
});

/** A server with little patience that answers with what it was sent, or what the address asks for. */
async function impatient(patience: Partial<Patience> = {}, behindProxies = false): Promise<string> {
  const short = { headers: 300, request: 600, idle: 300, look: 50, ...patience };
  const server = await takePort('127.0.0.1', 0, behindProxies, short);
  servers.push(server);
  server.serve((request, response) => {
    if (request.url === '/never') return;
    if (request.url === '/slow-download') return sendSlowly(response);
    let size = 0;
    request.on('data', part => {
      size += part.length;
    });
    request.on('end', () => response.end(`read ${size}`));
  });
  return server.address;
}

/** In fifteen parts, which take longer than headers and bodies may. */
function sendSlowly(response: import('node:http').ServerResponse): void {
  let left = 15;
  const timer = setInterval(() => {
    response.write(`part ${left}\n`);
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    response.end('whole');
  }, 200);
}

function connection(server: string): Socket {
  const { hostname, port } = new URL(server);
  const socket = open(Number(port), hostname);
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}
/** Waits until the server closes it; gives what it said before. */
async function untilClosed(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', data => {
    said += data.toString();
  });
  if (!socket.closed) await once(socket, 'close');
  return said;
}
/** Sends a few bytes again and again, until it cannot. */
function trickle(socket: Socket, bytes: string): void {
  const timer = setInterval(() => {
    if (socket.writable) socket.write(bytes);
    else clearInterval(timer);
  }, 40);
  socket.once('close', () => clearInterval(timer));
}

describe('a request that does not come to its end', () => {
  it('is given up while its headers trickle', async () => {
    const socket = connection(await impatient());
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    trickle(socket, 'X: y\r\n');
    expect(statusesIn(await untilClosed(socket))).toEqual([408]);
  });

  it('is given up while its body trickles, in whatever way its length is told', async () => {
    const server = await impatient();
    for (const [header, bytes] of [
      ['Content-Length: 100000', 'x'],
      ['Transfer-Encoding: chunked', '1\r\nx\r\n'],
    ] as const) {
      const socket = connection(server);
      socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`);
      trickle(socket, bytes);
      expect(statusesIn(await untilClosed(socket))).toEqual([408]);
    }
  });

  it('is given up when it says nothing at all', async () => {
    const socket = connection(await impatient());
    await once(socket, 'connect');
    await untilClosed(socket);
    expect(socket.closed).toBe(true);
  });

  it('is given up on a connection that was good before', async () => {
    const socket = connection(await impatient({ ...GOOD, idle: 60_000 }));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.write('GET / HTTP/1.1\r\nHost: loc');
    expect(statusesIn(await untilClosed(socket))).toEqual([408]);
  });
});

describe('an answer', () => {
  it('may take longer than a request', async () => {
    const answer = await ask(await impatient(GOOD), 'GET', '/slow-download');
    expect(answer.body.toString()).toMatch(/^part 15\n.*whole$/s);
  });

  it('does not keep its connection for ever, neither for who does not read it nor for us', async () => {
    const socket = connection(await impatient({ answer: 300 }));
    socket.write('GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await untilClosed(socket)).toBe('');
  });
});

describe('connections', () => {
  it('that only wait are closed', async () => {
    const socket = connection(await impatient(GOOD));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await untilClosed(socket)).toContain('read 0');
  });

  it('are bounded for each address, and free again when they end', async () => {
    const server = await impatient({ perAddress: 5, headers: 60_000, request: 60_000 });
    const held = Array.from({ length: 5 }, () => connection(server));
    await Promise.all(held.map(socket => once(socket, 'connect')));
    expect(await talk(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toBe('');
    held[0]!.destroy();
    await expect
      .poll(() => talk(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
      .toContain('read 0');
  });

  it('of proxies of ours are not: they speak for many', async () => {
    const server = await impatient({ perAddress: 5, headers: 60_000, request: 60_000 }, true);
    const held = Array.from({ length: 20 }, () => connection(server));
    await Promise.all(held.map(socket => once(socket, 'connect')));
    expect((await ask(server, 'GET', '/')).status).toBe(200);
  });

  it('that only wait give way when there are as many as there may be', async () => {
    const server = await impatient({ connections: 20, idle: 60_000 }, true);
    const held = Array.from({ length: 20 }, () => connection(server));
    for (const socket of held) {
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'data');
    }
    await expect
      .poll(() => talk(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
      .toContain('read 0');
  });

  it('a thousand that say nothing leave room for who has something to say, in the end', async () => {
    const server = await impatient({ connections: 300 }, true);
    for (let i = 0; i < 1_000; i++) connection(server);
    await expect
      .poll(
        () =>
          ask(server, 'GET', '/').then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(200);
  });
});
