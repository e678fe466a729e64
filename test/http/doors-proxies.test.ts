import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../backend/config.ts';
import { connect } from '../../backend/store/connect.ts';
import { ask, codeOf } from './raw.ts';
import { type Serving, serve, testConfig } from './serve.ts';

/** No database answers here: what gets past the doors says so with a 503. */
const store = connect('postgres://nobody@127.0.0.1:9/none');
const logged: Record<string, unknown>[] = [];
const served: Serving[] = [];
afterEach(async () => {
  for (const one of served.splice(0)) await one.close();
  logged.length = 0;
});
async function behind(config: Partial<Config>): Promise<string> {
  const log = pino({ level: 'debug' }, { write: line => void logged.push(JSON.parse(line)) });
  const app = await serve({ store, log, config: { ...testConfig(), ...config } });
  served.push(app);
  return app.url;
}
/** What the log says of where the last request came from. */
const from = () => logged.findLast(line => line['msg'] === 'request begins')?.['from'];

const PUBLIC = { publicUrl: 'https://jalon.example.org', trustProxy: 1 };
const NEXT = '/api/v1/challenges/x/next';
const post = (url: string, headers: Record<string, string>) =>
  ask(url, 'POST', NEXT, { 'content-type': 'application/json', ...headers }, '{}');

describe('X-Forwarded-For', () => {
  it.each(['203.0.113.7', '203.0.113.7, 10.0.0.1', '::1', 'localhost'])(
    'means nothing while no proxy is ours: %s',
    async forged => {
      const url = await behind({});
      await ask(url, 'GET', '/healthz', {
        'x-forwarded-for': forged,
        'x-real-ip': forged,
        forwarded: `for=${forged}`,
      });
      expect(from()).toBe('127.0.0.1');
    },
  );

  it.each([
    [1, '203.0.113.7', '203.0.113.7'],
    [1, '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    [2, '6.6.6.6, 203.0.113.7, 10.0.0.1', '203.0.113.7'],
    [2, '203.0.113.7, 10.0.0.1', '203.0.113.7'],
    [1, '203.0.113.7:55001', '203.0.113.7'],
    [1, '[2001:db8::7]:55001', '2001:db8::7'],
    [1, '2001:db8::7', '2001:db8::7'],
    [1, 'unknown', '127.0.0.1'],
    [1, '', '127.0.0.1'],
    [1, '<script>', '127.0.0.1'],
  ])('through %i of our proxies, "%s" comes from %s', async (trustProxy, header, expected) => {
    const url = await behind({ trustProxy });
    await ask(url, 'GET', '/healthz', { 'x-forwarded-for': header });
    expect(from()).toBe(expected);
  });
});

describe('the host door', () => {
  it('answers for PUBLIC_URL’s name and those of this machine', async () => {
    const url = await behind(PUBLIC);
    for (const host of ['jalon.example.org', 'JALON.example.org:443', 'localhost:8080'])
      expect((await ask(url, 'GET', '/healthz', { host })).status).toBe(200);
    for (const host of ['example.org', 'jalon.example.org.evil.example', 'xjalon.example.org', ':443']) {
      const answer = await ask(url, 'GET', '/healthz', { host });
      expect([host, answer.status]).toEqual([host, 421]);
    }
  });

  it('goes by what the proxy was asked for, which it may tell in X-Forwarded-Host', async () => {
    const url = await behind(PUBLIC);
    const asked = (told: string) =>
      ask(url, 'GET', '/healthz', { host: 'api:8080', 'x-forwarded-host': told });
    expect((await asked('jalon.example.org')).status).toBe(200);
    expect((await asked('evil.example, jalon.example.org')).status).toBe(200);
    expect((await asked('jalon.example.org, evil.example')).status).toBe(421);
  });

  it('believes no such header while no proxy is ours', async () => {
    const url = await behind({ publicUrl: 'https://jalon.example.org' });
    const answer = await ask(url, 'GET', '/healthz', {
      host: 'evil.example',
      'x-forwarded-host': 'jalon.example.org',
    });
    expect([answer.status, codeOf(answer)]).toEqual([421, 'wrong-host']);
  });
});

describe('what changes something, behind a proxy that does TLS', () => {
  it('may come from pages of PUBLIC_URL', async () => {
    const host = 'jalon.example.org';
    for (const config of [PUBLIC, { ...PUBLIC, trustProxy: 0 }]) {
      const url = await behind(config);
      expect((await post(url, { host, origin: 'https://jalon.example.org' })).status).toBe(503);
    }
    // Whoever looks after the server comes by a tunnel.
    const url = await behind(PUBLIC);
    expect((await post(url, { host: 'localhost:9000', origin: 'http://localhost:9000' })).status).toBe(503);
  });

  it('may when the proxy leaves the port out that people see', async () => {
    const url = await behind({ publicUrl: 'https://jalon.example.org:8443', trustProxy: 1 });
    const origin = 'https://jalon.example.org:8443';
    expect((await post(url, { host: 'jalon.example.org', origin })).status).toBe(503);
    const other = { host: 'jalon.example.org', origin: 'https://jalon.example.org' };
    expect(codeOf(await post(url, other))).toBe('cross-site');
  });

  it.each([
    'http://jalon.example.org',
    'https://evil.example',
    'https://jalon.example.org.evil.example',
    'https://jalon.example.org:8443',
    'http://localhost:8080',
    'null',
  ])('may not come from %s', async origin => {
    const url = await behind(PUBLIC);
    for (const forged of [{}, { 'x-forwarded-proto': 'http' }, { 'x-forwarded-proto': 'https' }] as Record<
      string,
      string
    >[]) {
      const answer = await post(url, { host: 'jalon.example.org', origin, ...forged });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'cross-site']);
    }
  });
});

describe('Strict-Transport-Security', () => {
  it('is said where people come by TLS, for our own name only, and nowhere else', async () => {
    const https = await ask(await behind(PUBLIC), 'GET', '/healthz');
    expect(https.headers['strict-transport-security']).toBe('max-age=31536000');
    for (const config of [{}, { publicUrl: 'http://jalon.example.org' }]) {
      const { headers } = await ask(await behind(config), 'GET', '/healthz');
      expect(headers).not.toHaveProperty('strict-transport-security');
    }
  });
});
