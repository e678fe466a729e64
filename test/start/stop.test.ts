import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { keptProcess } from '../chaos/kept-process.ts';

it('a Jalon that is told to stop finishes the request under way, takes no new one, and ends with 0', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jalon-stop-'));
  const jalon = keptProcess('jalon', { DATA_DIR: folder }, 'built');
  try {
    await jalon.start();
    const { hostname, port } = new URL(jalon.address()!);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let heard = '';
    socket.on('data', data => {
      heard += data;
    });
    const closed = once(socket, 'close');
    const body = '{"skip":[]}';
    socket.write(
      `POST /api/v1/challenges/nobody/next HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await pause(300);
    const stopped = jalon.stop();
    await pause(300);
    await expect(fetch(`http://${hostname}:${port}/healthz`)).rejects.toThrow();
    expect(heard).toBe('');
    socket.write(body.slice(5));
    await closed;
    // It went through the database, which was still there.
    expect(heard).toMatch(/^HTTP\/1\.1 404 /);
    expect(heard).toContain('application/problem+json');
    expect(await stopped).toMatchObject({ code: 0 });
  } finally {
    await jalon.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
