import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tileSources } from '../../backend/http/doors/headers.ts';
import { connect, type Store } from '../../backend/store/connect.ts';
import { ask, codeOf } from './raw.ts';
import { type Serving, serve, testConfig, Visitor } from './serve.ts';

/** No database answers here: what gets past the doors fails, and says so with a 503. */
let store: Store;
let app: Serving;
let logged: Record<string, unknown>[];
beforeAll(async () => {
  store = connect('postgres://nobody:secret-word@127.0.0.1:9/none');
  logged = [];
  const log = pino({ level: 'warn' }, { write: line => void logged.push(JSON.parse(line)) });
  app = await serve({ store, log });
});
afterAll(async () => {
  await app.close();
  await store.destroy();
});

const raw = (method: string, path: string, headers = {}, body: string | Buffer = '', server = app.url) =>
  ask(server, method, path, headers, body);
const json = { 'content-type': 'application/json' };
const NEXT = '/api/v1/challenges/x/next';

describe('the host door', () => {
  it.each(['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:8080', 'LOCALHOST'])(
    'lets %s in',
    async host => {
      expect((await raw('GET', '/healthz', { host })).status).toBe(200);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8080', 'localhost:80:80'])(
    'keeps "%s" out',
    async host => {
      const answer = await raw('GET', '/healthz', { host });
      expect(answer.status).toBe(421);
      expect(codeOf(answer)).toBe('wrong-host');
    },
  );
});

describe('the door for what changes something', () => {
  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
  ])('keeps %o out', async headers => {
    for (const [method, path] of [
      ['POST', NEXT],
      ['PUT', '/api/v1/tasks/x/claim'],
      ['DELETE', '/api/v1/answers/x'],
    ] as const) {
      const answer = await raw(method, path, { ...json, ...headers }, method === 'POST' ? '{}' : '');
      expect([answer.status, codeOf(answer)]).toEqual([403, 'cross-site']);
    }
  });

  it('lets our own pages and programs through, to where the database is missed', async () => {
    const own = { origin: app.url, 'sec-fetch-site': 'same-origin' };
    for (const headers of [own, {}, { 'sec-fetch-site': 'none' }] as Record<string, string>[])
      expect((await raw('POST', NEXT, { ...json, ...headers }, '{}')).status).toBe(503);
  });

  it('lets anybody read', async () => {
    expect((await raw('GET', '/healthz', { origin: 'https://evil.example' })).status).toBe(200);
  });
});

describe('the door for long addresses', () => {
  it('refuses what is longer than any of ours, and queries of many parameters', async () => {
    const long = [
      `/api/v1/tasks/${'x'.repeat(5_000)}`,
      `/?${'x'.repeat(5_000)}`,
      `/api/v1/challenges/x/tasks?${'a=1&'.repeat(50)}`,
    ];
    for (const path of long) {
      const answer = await raw('GET', path);
      expect([answer.status, codeOf(answer)]).toEqual([414, 'address-too-long']);
    }
    expect((await raw('GET', `/healthz?${'a=1&'.repeat(30)}`)).status).toBe(200);
  });
});

describe('bodies', () => {
  it('are JSON', async () => {
    const form = await raw('POST', NEXT, { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1');
    expect([form.status, codeOf(form)]).toEqual([415, 'not-json']);
    const text = await raw('POST', NEXT, { 'content-type': 'text/plain' }, '{}');
    expect(text.status).toBe(415);
    expect((await raw('POST', NEXT, {}, '{}')).status).toBe(415);
  });

  it('are JSON that can be read', async () => {
    for (const body of ['{', '{"near":', 'nul', '"text"', `{"a":${'['.repeat(50_000)}`]) {
      const answer = await raw('POST', NEXT, json, body);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'bad-request']);
    }
  });

  it('have 256 kB at most, told or not told beforehand', async () => {
    const big = JSON.stringify({ skip: ['x'.repeat(300_000)] });
    const told = await raw('POST', NEXT, { ...json, 'content-length': String(big.length) }, big);
    expect([told.status, codeOf(told)]).toEqual([413, 'too-large']);
    const untold = await raw('POST', NEXT, { ...json, 'transfer-encoding': 'chunked' }, big);
    expect([untold.status, codeOf(untold)]).toEqual([413, 'too-large']);
  });

  it('are checked by their schema, and every wrong place is named', async () => {
    const answer = await raw('POST', NEXT, json, '{"near": [200, "x"], "kinds": ["nonsense"], "skip": 3}');
    const problem = JSON.parse(answer.body.toString());
    expect(answer.status).toBe(422);
    expect(problem).toMatchObject({ code: 'invalid', status: 422, type: '/problems/invalid' });
    expect(problem.errors.map(({ path }: { path: string }) => path)).toEqual([
      'near.0',
      'near.1',
      'skip',
      'kinds.0',
    ]);
  });
});

describe('problems', () => {
  it('are problem+json with the id that is in the header and in the log', async () => {
    logged.length = 0;
    const broken = await serve({
      // Whatever is asked of it is a fault of the program.
      store: {} as Store,
      log: pino({ level: 'warn' }, { write: line => void logged.push(JSON.parse(line)) }),
    });
    const answer = await raw('GET', '/api/v1/challenges', {}, '', broken.url);
    await broken.close();
    expect(answer.status).toBe(500);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = JSON.parse(answer.body.toString());
    expect(problem).toMatchObject({
      status: 500,
      code: 'internal',
      title: 'Something went wrong on the server',
    });
    expect(problem.instance).toBe(`/requests/${answer.headers['x-request-id']}`);
    expect(logged.map(line => line.requestId)).toContain(answer.headers['x-request-id']);
  });

  it('are told apart when the database is away, with when to ask again', async () => {
    const answer = await raw('GET', '/api/v1/challenges');
    expect([answer.status, codeOf(answer), answer.headers['retry-after']]).toEqual([
      503,
      'database-away',
      '5',
    ]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(JSON.stringify(logged.at(-1))).not.toContain('stack');
  });

  it('tell nothing of what is inside', async () => {
    const { body } = await raw('GET', '/api/v1/tasks/x');
    expect(body.toString()).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|nobody|secret-word|at .*\.ts/);
  });

  it('answer every unknown address of the API', async () => {
    for (const path of ['/api', '/api/', '/api/v1', '/api/v1/nothing', '/api/v2/me', '/api/v1/tasks/a/b/c']) {
      const answer = await raw('GET', path, { accept: 'text/html' });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 404, 'not-found']);
    }
  });

  it('answer methods that an address does not take', async () => {
    const answer = await raw('DELETE', '/api/v1/challenges');
    expect([answer.status, codeOf(answer)]).toEqual([405, 'method-not-allowed']);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  it('answer queries that cannot be read', async () => {
    const box = await raw('GET', '/api/v1/challenges/x/tasks?box=1,2,3');
    expect([box.status, codeOf(box)]).toEqual([400, 'invalid']);
  });
});

const policyIn = ({ headers }: { headers: Record<string, unknown> }) =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split(';')
      .map(part => part.trim().split(' '))
      .map(([name, ...values]) => [name, values.join(' ')]),
  );

describe('headers', () => {
  it('let pages use ourselves, the tile hosts and JOSM, nothing else', async () => {
    const policy = policyIn(await raw('GET', '/any/page'));
    expect(policy).toMatchObject({
      'default-src': "'self'",
      'script-src': "'self'",
      'style-src': "'self'",
      'connect-src': "'self' http://127.0.0.1:8111",
      'img-src': "'self' data: https://server.arcgisonline.com https://tile.openstreetmap.org",
      'frame-ancestors': "'none'",
      'frame-src': "'none'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'object-src': "'none'",
    });
    expect(JSON.stringify(policy)).not.toMatch(/unsafe|upgrade-insecure|\*[^.]/);
  });

  it('let JOSM be where it is told, or nowhere', async () => {
    for (const [remoteControl, sources] of [
      ['https://127.0.0.1:8112', "'self' https://127.0.0.1:8112"],
      [null, "'self'"],
    ] as const) {
      const other = await serve({ store, config: { ...testConfig(), remoteControl } });
      expect(policyIn(await raw('GET', '/', {}, '', other.url))['connect-src']).toBe(sources);
      await other.close();
    }
  });

  it('let nothing that is no page run, load or belong to us, whatever a browser makes of it', async () => {
    for (const path of [
      '/healthz',
      '/api/v1/openapi.json',
      '/api/v1/challenges',
      '/api/v1/nothing',
      '/metrics',
    ]) {
      const answer = await raw('GET', path);
      expect(policyIn(answer)).toMatchObject({ 'default-src': "'none'", sandbox: '' });
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });

  it('tell tile servers where the request comes from, and nobody what runs here', async () => {
    const { headers } = await raw('GET', '/any/page');
    expect(headers['referrer-policy']).toBe('strict-origin-when-cross-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('lend pages the place of who asks, the clipboard to write and the screen, nothing else', async () => {
    const lent = String((await raw('GET', '/any/page')).headers['permissions-policy']).split(', ');
    expect(lent.filter(one => !one.endsWith('=()'))).toEqual([
      'clipboard-write=(self)',
      'fullscreen=(self)',
      'geolocation=(self)',
    ]);
    expect(lent).toEqual(expect.arrayContaining(['camera=()', 'microphone=()', 'usb=()', 'payment=()']));
  });

  it('are on refusals too', async () => {
    const { headers } = await raw('GET', '/healthz', { host: 'evil.example' });
    expect(headers['content-security-policy']).toBeDefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('name tile hosts with several names by a star, and none that breaks the policy', () => {
    const layer = (url: string) => ({ ...testConfig().layers[0]!, url });
    expect(
      tileSources([
        layer('https://{s}.tile.example/{z}/{x}/{y}.png'),
        layer('https://tile.example:8443/{z}/{x}/{y}.png'),
        layer('https://t{s}.maps.example/{z}/{x}/{y}'),
        layer("https://a.example; script-src 'unsafe-inline'/{z}/{x}/{y}"),
      ]),
    ).toEqual(['https://*.maps.example', 'https://*.tile.example', 'https://tile.example:8443']);
  });
});

describe('compression', () => {
  it('is brotli or gzip for JSON, as asked for', async () => {
    const plain = await raw('GET', '/api/v1/openapi.json');
    const brotli = await raw('GET', '/api/v1/openapi.json', { 'accept-encoding': 'br' });
    const gzip = await raw('GET', '/api/v1/openapi.json', { 'accept-encoding': 'gzip' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
  });
});

describe('freshness', () => {
  it('answers 304 to whoever has it already', async () => {
    const first = await raw('GET', '/api/v1/openapi.json');
    const again = await raw('GET', '/api/v1/openapi.json', { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const other = await raw('GET', '/api/v1/openapi.json', { 'if-none-match': 'W/"other"' });
    expect(other.status).toBe(200);
  });
});

describe('health', () => {
  it('is alive without a database, and not ready', async () => {
    const visitor = new Visitor(app.url);
    expect((await visitor.get('/healthz')).json).toEqual({ status: 'ok' });
    const ready = await visitor.get('/readyz');
    expect(ready.status).toBe(503);
    expect(ready.json).toEqual({
      status: 'not-ready',
      checks: {
        database: { ok: false, detail: 'does not answer' },
        migrations: { ok: false, detail: 'does not answer' },
      },
    });
  });
});
