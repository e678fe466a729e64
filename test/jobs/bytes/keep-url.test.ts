import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { URL_LIMITS, Validators } from '../../../backend/sources/fetch/fetch-url.ts';
import { FileFault } from '../../../backend/sources/file-fault.ts';
import { keepUrl, type LastSent } from '../../../jobs/bytes/keep-url.ts';

const bytes = 'id;name\n1;Post\n';
const sha256 = createHash('sha256').update(bytes).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

let folder: string;
let server: Server;
let base: string;
let asked: IncomingMessage[];
/** What the next requests are answered with; the last one answers all that follow. */
let answers: Answer[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    (answers.length > 1 ? answers.shift()! : answers[0]!)(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise(resolve => server.close(resolve));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jalon-keep-url-'));
  asked = [];
  answers = [];
  return () => rm(folder, { recursive: true, force: true });
});

const ok: Answer = (_, response) => void response.end(bytes);
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end('not a file');
const to = (location: string) => status(302, { location });

const may = (address: string) => address === '127.0.0.1';
const quick = { firstWait: 1, longestWait: 2, longestRetryAfter: 50 };
const keep = (
  path = '/file',
  limits: Partial<typeof URL_LIMITS> = {},
  more: { last?: LastSent; signal?: AbortSignal } = {},
) =>
  keepUrl(`${base}${path}`, {
    folder,
    contact: 'a@b.example',
    may,
    limits: { ...quick, ...limits },
    ...more,
  });
const faultOf = async (kept: Promise<unknown>): Promise<FileFault> => {
  const fault = await kept.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(fault).toBeInstanceOf(FileFault);
  return fault as FileFault;
};

describe('an address', () => {
  it('is kept as it was sent, and told who asks', async () => {
    answers = [ok];
    const kept = await keep();
    expect(kept).toEqual({ hash: sha256, path: join(folder, sha256) });
    expect(await readFile(kept.path, 'utf8')).toBe(bytes);
    expect(asked[0]!.headers['user-agent']).toMatch(/^Jalon\/\d+\.\d+\.\d+ \(a@b\.example\)$/);
  });

  it.each(Object.keys(encodings))('sent as %s is kept as what it stands for', async encoding => {
    answers = [
      (_, response) =>
        void response.writeHead(200, { 'content-encoding': encoding }).end(encodings[encoding]!(bytes)),
    ];
    expect((await keep()).hash).toBe(sha256);
  });

  it('in an encoding that nobody asked for is refused', async () => {
    answers = [(_, response) => void response.writeHead(200, { 'content-encoding': 'zstd' }).end('x')];
    expect((await faultOf(keep())).message).toContain('sent as "zstd"');
    expect(asked).toHaveLength(1);
  });

  it('that grows beyond the limit when it is unpacked is given up', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    answers = [(_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)];
    expect((await faultOf(keep('/file', { largest: 1_000_000 }))).message).toContain('larger than the 1 MB');
    expect(await readdir(folder)).toEqual([]);
  });

  it('that says that it is too large is not read at all', async () => {
    answers = [(_, response) => void response.writeHead(200, { 'content-length': '2000000' }).write('a')];
    expect((await faultOf(keep('/file', { largest: 1_000_000 }))).message).toContain('larger than');
    expect(asked).toHaveLength(1);
  });

  it('says when it was published, but not in times to come', async () => {
    answers = [
      (_, response) => void response.setHeader('last-modified', 'Sun, 01 Feb 2026 10:00:00 GMT').end(bytes),
    ];
    expect((await keep()).published).toBe('2026-02-01T10:00:00.000Z');
    answers = [
      (_, response) => void response.setHeader('last-modified', 'Wed, 01 Feb 2126 10:00:00 GMT').end(bytes),
    ];
    expect((await keep()).published).toBeUndefined();
  });

  it('with a password in it is refused before anything is sent, and its password is not told', async () => {
    answers = [ok];
    const address = base.replace('//', '//user:geheim@');
    const fault = await faultOf(keepUrl(address, { folder, contact: '', may }));
    expect(fault.message).toContain('user name or password');
    expect(fault.message).not.toContain('geheim');
    answers = [to(address)];
    expect((await faultOf(keep())).message).not.toContain('geheim');
    expect(asked).toHaveLength(1);
  });
});

describe('an address inside a network, or one that is redirected,', () => {
  const guarded = (address: string) => faultOf(keepUrl(address, { folder, contact: '', limits: quick }));

  it.each([
    'http://127.0.0.1:1/',
    'http://2130706433:1/',
    'http://0177.0.0.1:1/',
    'http://0x7f.1:1/',
    'http://127.1:1/',
    'http://0.0.0.0:1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.1.1/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://[::1]:1/',
    'http://[::]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://[::ffff:7f00:1]:1/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://[64:ff9b::a00:1]/',
    'http://localhost:1/',
  ])('is refused as %s, once', async address => {
    expect((await guarded(address)).message).toContain('private network');
  });

  it('is refused behind a redirect, too', async () => {
    for (const [place, words] of [
      ['http://10.0.0.1/', '10.0.0.1 is inside'],
      ['http://[::ffff:10.0.0.1]/', 'inside a private network'],
      ['file:///etc/passwd', 'only http and https'],
    ] as const) {
      answers = [to(place)];
      asked = [];
      expect((await faultOf(keep())).message, place).toContain(words);
      expect(asked).toHaveLength(1);
    }
  });

  it('tells another server nothing of what was meant for this one', async () => {
    const other = createServer((request, response) => {
      asked.push(request);
      response.end(bytes);
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/file`;
    answers = [to(address)];
    const last = lastOf({ sentBy: `${base}/file`, etag: '"secret"', lastModified: null });
    await keep('/file', {}, { last });
    expect(asked[1]!.headers).not.toHaveProperty('if-none-match');
    expect(asked[1]!.headers).not.toHaveProperty('referer');
    expect(asked[1]!.headers).not.toHaveProperty('cookie');
    await new Promise(resolve => other.close(resolve));
  });

  it('is followed, but not for ever', async () => {
    answers = [to('/elsewhere'), ok];
    expect((await keep()).hash).toBe(sha256);
    answers = [to('/round')];
    expect((await faultOf(keep())).message).toContain('more than 5 times');
  });
});

describe('a fault that may pass', () => {
  it.each([429, 500, 502, 503, 504])('is tried again after status %i', async code => {
    answers = [status(code), status(code), ok];
    expect((await keep()).hash).toBe(sha256);
    expect(asked).toHaveLength(3);
  });

  it('is tried again where the body breaks off, and leaves no half file', async () => {
    answers = [
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('a', () => response.destroy());
      },
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(bytes).subarray(0, 20));
      },
      request => void request.socket.destroy(),
      ok,
    ];
    expect((await keep()).hash).toBe(sha256);
    expect(await readdir(folder)).toEqual([sha256]);
  });

  it('waits for as long as the server asks, and gives up where that is too long', async () => {
    answers = [status(503, { 'retry-after': '1' }), ok];
    const began = performance.now();
    expect((await keep('/file', { longestRetryAfter: 5_000 })).hash).toBe(sha256);
    expect(performance.now() - began).toBeGreaterThan(990);
    answers = [status(429, { 'retry-after': '3600' })];
    expect((await faultOf(keep())).message).toContain('status 429, and asks to come back in 60 minutes');
  });

  it('ends with its words when it does not pass', async () => {
    answers = [status(503)];
    expect((await faultOf(keep())).message).toMatch(
      /answered with status 503 \(tried 4 times\): run it again later$/,
    );
    answers = [(_, response) => void response.writeHead(200).write('a')];
    expect((await faultOf(keep('/file', { silence: 1_000, attempts: 1 }))).message).toContain(
      'breaks off after 1 bytes (the server fell silent)',
    );
    answers = [() => {}];
    expect((await faultOf(keep('/file', { silence: 1_000, attempts: 1 }))).message).toContain(
      'no answer in time',
    );
  });

  it('is a body that trickles without an end', async () => {
    answers = [
      async (_, response) => {
        response.writeHead(200);
        while (!response.destroyed && response.write('a')) await pause(20);
      },
    ];
    expect((await faultOf(keep('/file', { total: 300, attempts: 2 }))).message).toContain(
      'no complete answer',
    );
    expect(asked).toHaveLength(2);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not one that says no for good', async () => {
    for (const [code, words] of [
      [401, 'asks for a password'],
      [403, 'may not be read'],
      [404, 'nothing at this address'],
      [418, 'status 418'],
    ] as const) {
      answers = [status(code)];
      asked = [];
      expect((await faultOf(keep())).message).toContain(words);
      expect(asked).toHaveLength(1);
    }
    expect(
      (
        await faultOf(
          keepUrl('http://nobody.invalid/', { folder, contact: '', limits: { ...quick, attempts: 1 } }),
        )
      ).message,
    ).toMatch(/nobody knows this server name|name server does not answer/);
  });

  it('is not waited for by a worker that closes', async () => {
    const closing = new AbortController();
    answers = [
      (_, response) => {
        response.writeHead(200).write('a');
        closing.abort(new Error('closing'));
      },
    ];
    await expect(keep('/file', {}, { signal: closing.signal })).rejects.toThrow('closing');
    expect(await readdir(folder)).toEqual([]);
  });
});

/** What was kept of this address the last time, and what is noted of it now. */
function lastOf(before: Validators | null): LastSent & { saved: object[] } {
  const saved: object[] = [];
  return {
    saved,
    find: async () => before && { ...before, hash: sha256 },
    save: async (_, sent) => void saved.push(sent),
  };
}

describe('an address that was fetched before', () => {
  const etag = '"v1"';
  const lastModified = 'Sun, 01 Feb 2026 10:00:00 GMT';
  const conditional: Answer = (request, response) => {
    response.setHeader('etag', etag).setHeader('last-modified', lastModified);
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.end(bytes);
  };

  it('is asked only for what has changed, and its copy serves', async () => {
    answers = [conditional];
    const first = lastOf(null);
    expect((await keep('/file', {}, { last: first })).hash).toBe(sha256);
    const sentBy = `${base}/file`;
    expect(first.saved).toEqual([{ hash: sha256, sentBy, etag, lastModified }]);
    const again = lastOf({ sentBy, etag, lastModified });
    const kept = await keep('/file', {}, { last: again });
    expect(kept).toEqual({
      hash: sha256,
      path: join(folder, sha256),
      published: '2026-02-01T10:00:00.000Z',
    });
    expect(asked[1]!.headers).toMatchObject({ 'if-none-match': etag, 'if-modified-since': lastModified });
    expect(again.saved).toEqual([]);
  });

  it('is asked for all of it where the copy has gone', async () => {
    answers = [conditional];
    const kept = await keep('/file', {}, { last: lastOf({ sentBy: `${base}/file`, etag, lastModified }) });
    expect(asked[0]!.headers).not.toHaveProperty('if-none-match');
    expect(await readFile(kept.path, 'utf8')).toBe(bytes);
  });

  it('and that says "not modified" without having been asked is refused', async () => {
    answers = [status(304)];
    expect((await faultOf(keep())).message).toContain('status 304');
  });
});
