import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { ask, codeOf, statusesIn, talk } from './raw.ts';
import { type Serving, serve } from './serve.ts';

/** What hostile programs send, byte for byte. No database answers here: what gets past the doors says so with a 503. */
let store: Store;
let app: Serving;
beforeAll(async () => {
  store = connect('postgres://nobody@127.0.0.1:9/none');
  app = await serve({ store });
});
afterAll(async () => {
  await app.close();
  await store.destroy();
});

const NEXT = '/api/v1/challenges/x/next';
const json = { 'content-type': 'application/json' };
const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  ask(app.url, 'POST', NEXT, { ...json, ...headers }, body);
const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;
const HOST = 'Host: localhost';
const alive = async () => expect((await ask(app.url, 'GET', '/healthz')).status).toBe(200);

describe('a line break in what is echoed', () => {
  it.each([
    '/api/v1/tasks/x%0d%0aSet-Cookie:%20jalon=evil',
    '/%0d%0aSet-Cookie:%20jalon=evil',
    '/api/v1/challenges/x/export?format=csv%0d%0aSet-Cookie:%20jalon=evil',
    '/api/v1/challenges/x%0aSet-Cookie:%20jalon=evil/export?format=csv',
    '/assets/%0d%0aSet-Cookie:%20jalon=evil.js',
    '/sign-in/callback?code=%0d%0aSet-Cookie:%20jalon=evil&state=%0d%0aLocation:%20https://evil.example',
    '/operate/queue%0d%0aSet-Cookie:%20jalon=evil',
  ])('makes no header: %s', async path => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { headers } = await ask(app.url, method, path);
      expect(headers['set-cookie']).toBeUndefined();
      expect(String(headers['location'] ?? '')).not.toContain('evil');
    }
  });

  it.each(['X-Request-Id', 'Origin', 'Host', 'Cookie', 'Authorization', 'If-None-Match', 'User-Agent'])(
    'makes no header where %s has a bare one',
    async name => {
      for (const broken of [
        'a\nSet-Cookie: jalon=evil',
        'a\rSet-Cookie: jalon=evil',
        'a\0b',
        'a\r\n Set-Cookie: b',
      ]) {
        const said = await talk(
          app.url,
          lines('GET /healthz HTTP/1.1', HOST, `${name}: ${broken}`, 'Connection: close'),
        );
        expect(said).not.toMatch(/^set-cookie/im);
      }
    },
  );

  it('takes no request id that is more than a plain word', async () => {
    for (const id of ['short', 'x'.repeat(65), 'a b c d e f', '<script>alert(1)</script>', 'ünïcödé-ïd']) {
      const { headers } = await ask(app.url, 'GET', '/healthz', { 'x-request-id': encodeURI(id) });
      expect(headers['x-request-id']).not.toBe(encodeURI(id));
    }
  });
});

describe('a request that can be read in two ways', () => {
  const body = 'GET /api/v1/challenges HTTP/1.1\r\nHost: localhost\r\n\r\n';
  it.each([
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity']],
    ['a coding that nobody knows', ['Transfer-Encoding: xchunked']],
    ['a space before the colon', ['Transfer-Encoding : chunked', 'Content-Length: 5']],
    ['a folded line', ['Transfer-Encoding:', ' chunked', 'Content-Length: 5']],
    ['a length with a sign', ['Content-Length: +5']],
    ['a length in hexadecimal', ['Content-Length: 0x5']],
    ['a negative length', ['Content-Length: -1']],
    ['a length of two parts', ['Content-Length: 5, 5']],
    ['a length without an end', ['Content-Length: 99999999999999999999999']],
  ])('is refused: %s', async (_, headers) => {
    const said = await talk(
      app.url,
      `${lines(`POST ${NEXT} HTTP/1.1`, HOST, 'Content-Type: application/json', ...headers)}${body}`,
    );
    const [status = 0, ...more] = statusesIn(said);
    expect([status, more]).toEqual([400, []]);
    await alive();
  });

  it.each([
    ['a chunk length with a sign', '+5\r\nhello\r\n0\r\n\r\n'],
    ['a chunk length that ends in a bare line feed', '5\nhello\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '2\r\nhello\r\n0\r\n\r\n'],
  ])('is refused: %s', async (_, chunks) => {
    const said = await talk(
      app.url,
      `${lines(`POST ${NEXT} HTTP/1.1`, HOST, 'Content-Type: application/json', 'Transfer-Encoding: chunked')}${chunks}${body}`,
    );
    // Nothing that stands in the body is ever answered as a request of its own.
    expect(statusesIn(said)).toEqual([400]);
    await alive();
  });

  it.each([
    ['no host', ['GET /healthz HTTP/1.1']],
    ['two hosts', ['GET /healthz HTTP/1.1', HOST, 'Host: evil.example']],
    ['another protocol', ['GET /healthz HTTP/9.9', HOST]],
    ['no method', ['/healthz HTTP/1.1', HOST]],
    ['a header without a name', ['GET /healthz HTTP/1.1', HOST, ': x']],
    ['a header without a colon', ['GET /healthz HTTP/1.1', HOST, 'nonsense']],
  ])('is refused: %s', async (_, head) => {
    const [status] = statusesIn(await talk(app.url, lines(...head, 'Connection: close')));
    expect([400, 421, 505]).toContain(status);
    await alive();
  });

  it('asks for no other server, and opens no way to one', async () => {
    for (const target of ['http://evil.example/healthz', 'https://localhost/healthz']) {
      const said = await talk(
        app.url,
        lines(`GET ${target} HTTP/1.1`, 'Host: evil.example', 'Connection: close'),
      );
      expect(statusesIn(said)).toEqual([421]);
    }
    expect(statusesIn(await talk(app.url, lines('CONNECT evil.example:443 HTTP/1.1', HOST)))).toEqual([]);
    const upgrade = await talk(
      app.url,
      lines('GET /healthz HTTP/1.1', HOST, 'Connection: Upgrade, close', 'Upgrade: websocket'),
    );
    expect(statusesIn(upgrade)).toEqual([200]);
    await alive();
  });
});

describe('too much', () => {
  it('is a header of more than 16 kB, or thousands of them', async () => {
    for (const head of [
      `X: ${'x'.repeat(20_000)}`,
      Array.from({ length: 3_000 }, (_, i) => `X${i}: y`).join('\r\n'),
    ]) {
      const said = await talk(app.url, lines('GET /healthz HTTP/1.1', HOST, head));
      expect(statusesIn(said)).toEqual([431]);
    }
    await alive();
  });

  it('is an address of 16 kB', async () => {
    const said = await talk(app.url, lines(`GET /${'x'.repeat(20_000)} HTTP/1.1`, HOST));
    expect(statusesIn(said)).toEqual([431]);
    await alive();
  });

  it('is a body in many small chunks, as soon as there are 256 kB of them', async () => {
    const chunks = `${'400\r\n'}${'x'.repeat(1024)}\r\n`.repeat(300);
    const said = await talk(
      app.url,
      `${lines(`POST ${NEXT} HTTP/1.1`, HOST, 'Content-Type: application/json', 'Transfer-Encoding: chunked', 'Connection: close')}${chunks}0\r\n\r\n`,
    );
    expect(statusesIn(said)).toEqual([413]);
    await alive();
  });

  it('is a body that was packed small', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(JSON.stringify({ skip: ['x'.repeat(10_000_000)] }));
    expect(bomb.length).toBeLessThan(20_000);
    const answer = await post(bomb, { 'content-encoding': 'gzip' });
    expect([413, 415]).toContain(answer.status);
    await alive();
  });
});

describe('JSON that is meant to hurt', () => {
  it.each([
    ['deep lists', `{"skip":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
    ['deep objects', `{"a":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`],
    ['a long list', `{"skip":[${Array(60_000).fill('1').join()}]}`],
    ['a long list of what fits', `{"skip":[${Array(60_000).fill('"x"').join()}]}`],
    ['many keys', `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join()}}`],
    ['a number without an end', `{"near":[${'9'.repeat(100_000)},1]}`],
    ['numbers that are none', '{"near":[1e999,-1e999]}'],
    ['a list at the top', '[]'],
    ['nothing', 'null'],
  ])('is refused or read as what it says: %s', async (_, body) => {
    expect((await post(body)).status).toBeLessThan(504);
    expect((await post(body)).status).not.toBe(500);
    await alive();
  });

  it('reaches no prototype', async () => {
    for (const body of [
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"skip":{"__proto__":{"polluted":true}}}',
    ])
      await post(body);
    await ask(app.url, 'GET', '/api/v1/challenges/x/tasks?__proto__[polluted]=1&constructor=1&__proto__=2');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    await alive();
  });

  it('is no JSON because it says so in another charset or with a mark in front', async () => {
    for (const type of ['application/json; charset=utf-16', 'application/json; charset=utf-7']) {
      const answer = await ask(app.url, 'POST', NEXT, { 'content-type': type }, Buffer.from('{}', 'utf16le'));
      expect([400, 415]).toContain(answer.status);
    }
  });
});

describe('what is no JSON', () => {
  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/plain; application/json',
    'application/jsonx',
    'application/xml',
    'application/json-patch+json',
    '',
    '*/*',
  ])('is refused as %s, which a form or a program of another page may send', async type => {
    const answer = await ask(app.url, 'POST', NEXT, { 'content-type': type }, '{"a":"="}');
    expect([answer.status, codeOf(answer)]).toEqual([415, 'not-json']);
  });
});

describe('a method in disguise', () => {
  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'is not taken from %s',
    async name => {
      const read = await ask(app.url, 'GET', NEXT, { [name]: 'POST' });
      expect([read.status, codeOf(read)]).toEqual([405, 'method-not-allowed']);
      const posted = await ask(app.url, 'POST', '/api/v1/tasks/x/claim', { ...json, [name]: 'DELETE' }, '{}');
      expect(posted.status).toBe(405);
    },
  );

  it('is not taken from the address or the body', async () => {
    expect((await ask(app.url, 'GET', `${NEXT}?_method=POST`)).status).toBe(405);
    expect((await ask(app.url, 'POST', '/api/v1/tasks/x/claim', json, '{"_method":"DELETE"}')).status).toBe(
      405,
    );
  });

  it.each(['TRACE', 'TRACK', 'PROPFIND', 'PATCH', 'OPTIONS', 'SEARCH'])(
    '%s does nothing and tells nothing',
    async method => {
      const answer = await talk(
        app.url,
        lines(`${method} /api/v1/challenges HTTP/1.1`, HOST, 'X-Secret: do-not-echo', 'Connection: close'),
      );
      const [status = 0] = statusesIn(answer);
      expect([400, 405]).toContain(status);
      expect(answer).not.toContain('do-not-echo');
      expect(answer).not.toMatch(/access-control-allow/i);
    },
  );
});

describe('a path', () => {
  it.each([
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cpackage.json',
    '/%00',
    '/%',
    '/%ff',
    '/%c0%ae%c0%ae/etc/passwd',
    '//evil.example',
    '//evil.example/%2f..',
    '/\\evil.example',
    '/.env',
    '/.git/config',
    '/package.json',
  ])('leads out of nothing and to nobody else: %s', async path => {
    const answer = await ask(app.url, 'GET', path, { accept: 'text/html' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers).not.toHaveProperty('location');
    expect(answer.body.toString()).not.toMatch(/root:|jalon"|\[core\]/);
  });

  it('is not shown as a page, whatever is in it', async () => {
    const answer = await ask(app.url, 'GET', '/api/v1/<script>alert(1)</script>', { accept: 'text/html' });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.toString()).not.toContain('<script>');
  });
});
