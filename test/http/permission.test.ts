import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { type Serving, serve, testConfig, Visitor } from './serve.ts';

const TOKEN = 'a-secret-of-the-operator-9';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** No database answers: what gets in is told so by the metrics themselves. */
let store: Store;
let logged: string[];
const served: Serving[] = [];
beforeEach(() => {
  store = connect('postgres://nobody@127.0.0.1:9/none');
  logged = [];
});
afterEach(async () => {
  for (const one of served.splice(0)) await one.close();
  await store.destroy();
});
async function visit(operatorToken: string | null): Promise<Visitor> {
  const log = pino({ level: 'debug' }, { write: line => void logged.push(line) });
  const app = await serve({ store, log, config: { ...testConfig(), operatorToken } });
  served.push(app);
  return new Visitor(app.url);
}

describe.each(['/metrics', '/operate/queue', '/operate/queue/api/queues'])('%s', address => {
  it('is shown to nobody who has no secret, and says that one is needed', async () => {
    const visitor = await visit(TOKEN);
    const answer = await visitor.get(address);
    expect([answer.status, answer.json.code]).toEqual([401, 'not-permitted']);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Basic realm="Jalon operator", charset="UTF-8", Bearer realm="Jalon"',
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is shown to nobody while there is no operator, and says how there is one', async () => {
    const visitor = await visit(null);
    for (const headers of [{}, bearer(''), bearer('null'), basic('', '')]) {
      const answer = await visitor.get(address, headers);
      expect([answer.status, answer.json.code]).toEqual([403, 'no-operator']);
      expect(answer.json.detail).toContain('OPERATOR_TOKEN');
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
  });
});

describe('the operator', () => {
  it.each([
    bearer(TOKEN),
    { authorization: `bearer  ${TOKEN}` },
    basic('operator', TOKEN),
    basic('', TOKEN),
    basic('jürgen', TOKEN),
  ])('gets in with %o', async headers => {
    const answer = await (await visit(TOKEN)).get('/metrics', headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    bearer(TOKEN.slice(1)),
    bearer(`${TOKEN}x`),
    bearer(TOKEN.toUpperCase()),
    basic(TOKEN, ''),
    basic(TOKEN, 'x'),
    { authorization: `Basic ${Buffer.from(TOKEN).toString('base64')}` },
    { authorization: `Basic ${TOKEN}` },
    { authorization: TOKEN },
    { authorization: `Digest ${TOKEN}` },
    { cookie: `token=${TOKEN}` },
  ])('does not get in with %o', async headers => {
    expect((await (await visit(TOKEN)).get('/metrics', headers)).status).toBe(401);
  });

  it('does not get in by the address', async () => {
    expect((await (await visit(TOKEN)).get(`/metrics?token=${TOKEN}`)).status).toBe(401);
  });

  it('is not in the log, whatever was sent', async () => {
    const visitor = await visit(TOKEN);
    await visitor.get(`/metrics?token=${TOKEN}`, bearer(TOKEN));
    await visitor.get(`/operate/queue?token=${TOKEN}`, basic('me', TOKEN));
    await visitor.get('/metrics', { ...bearer('another-long-secret-here'), cookie: `jalon=${TOKEN}` });
    await expect.poll(() => logged.filter(line => line.includes('"msg":"request"')).length).toBe(3);
    expect(logged.join('')).not.toContain('secret');
    expect(logged.join('')).not.toContain(Buffer.from(TOKEN).toString('base64').slice(2, 20));
  });
});

describe('guessing', () => {
  it('ends after ten wrong secrets: then not even the right one is compared', async () => {
    const visitor = await visit(TOKEN);
    for (let guess = 0; guess < 10; guess++)
      expect((await visitor.get('/metrics', bearer(`wrong-${guess}`))).status).toBe(401);
    for (const token of ['wrong-11', TOKEN]) {
      const answer = await visitor.get('/operate/queue', bearer(token));
      expect([answer.status, answer.json.code]).toEqual([429, 'too-many-tries']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('is not what somebody does who sends nothing, or the right one', async () => {
    const visitor = await visit(TOKEN);
    for (let times = 0; times < 12; times++) {
      expect((await visitor.get('/metrics')).status).toBe(401);
      expect((await visitor.get('/metrics', bearer(TOKEN))).status).toBe(200);
    }
  });
});
