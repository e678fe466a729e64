import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeMetrics } from '../../backend/http/metrics/metrics.ts';
import type { Store } from '../../backend/store/connect.ts';
import { emptyStore } from '../store/empty-store.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import { type Serving, serve, testConfig, Visitor } from './serve.ts';
import { signedInVisitor } from './signed-in.ts';

let store: Store;
let close: () => Promise<void>;
let app: Serving;
let visitor: Visitor;
let lines: Record<string, unknown>[] = [];
let metricsText: () => Promise<string>;
beforeAll(async () => {
  ({ store, close } = await emptyStore());
  const metrics = makeMetrics({ store, role: 'api', version: '1' });
  metricsText = async () => (await metrics.text()).text;
  app = await serve({
    store,
    metrics,
    config: testConfig(),
    log: pino({ level: 'debug' }, { write: line => void lines.push(JSON.parse(line)) }),
    requestRun: async () => 'the-new-run',
  });
  visitor = new Visitor(app.url);
  await seedChallenge(store, {
    ...testChallenge('wells'),
    official: { ...testChallenge('wells').official, at: 'a.csv' },
    community: { ...testChallenge('wells').community, at: 'b.osm' },
  });
});
afterAll(async () => {
  await app.close();
  await close();
});
beforeEach(() => {
  lines = [];
});

/** The line of the request that was sent; it is written after the answer. */
async function lineOf(requestId: string | null) {
  const found = () => lines.find(line => line['msg'] === 'request' && line['requestId'] === requestId);
  await expect.poll(found).toBeDefined();
  return found()!;
}

describe('a request', () => {
  it('has one line, with the template that answered and without its query', async () => {
    const { headers } = await visitor.get('/api/v1/challenges/wells/tasks?box=1,2,3,4&secret=x');
    const line = await lineOf(headers.get('x-request-id'));
    expect(line).toEqual({
      level: 30,
      time: expect.any(Number),
      pid: process.pid,
      hostname: expect.any(String),
      requestId: headers.get('x-request-id'),
      method: 'GET',
      route: '/api/v1/challenges/:id/tasks',
      path: '/api/v1/challenges/wells/tasks',
      status: 200,
      ms: expect.any(Number),
      msg: 'request',
    });
    expect(lines.filter(one => one['msg'] === 'request')).toHaveLength(1);
  });

  it('keeps the id that a proxy gave it, and gets one of its own instead of what is no plain word', async () => {
    const id = 'from-the-proxy.0123';
    const kept = await visitor.get('/api/v1/nothing', { 'x-request-id': id });
    expect(kept.headers.get('x-request-id')).toBe(id);
    expect(kept.json.instance).toBe(`/requests/${id}`);
    expect((await lineOf(id))['status']).toBe(404);
    for (const bad of [
      'short',
      'x'.repeat(65),
      'with space here',
      '{"a":"longer"}',
      '<script>alert</script>',
    ]) {
      const made = (await visitor.get('/healthz', { 'x-request-id': bad })).headers.get('x-request-id');
      expect(made).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('that asks for a run says which', async () => {
    const { headers, status } = await (await signedInVisitor(app.url, store, [{ role: 'admin' }])).post(
      '/api/v1/challenges/wells/runs',
      {},
    );
    expect(status).toBe(202);
    expect(await lineOf(headers.get('x-request-id'))).toMatchObject({
      run: 'the-new-run',
      challenge: 'wells',
    });
  });

  it('for its health is worth a line only to whoever looks closely', async () => {
    const { headers } = await visitor.get('/healthz');
    expect((await lineOf(headers.get('x-request-id')))['level']).toBe(20);
  });

  it('is measured by template, method and class of status, and by nothing that somebody can make up', async () => {
    for (const path of ['/api/v1/challenges/a', '/api/v1/challenges/b', '/x', '/y/z', '/api/v1/nowhere'])
      await visitor.ask('GET', path);
    await visitor.ask('PROPFIND', '/api/v1/challenges');
    const counted = async () =>
      (await metricsText())
        .split('\n')
        .filter(line => line.startsWith('jalon_http_request_duration_seconds_count'))
        .map(line => line.replace(/^[^{]+/, ''));
    await expect
      .poll(counted)
      .toEqual(
        expect.arrayContaining([
          '{method="GET",route="/api/v1/challenges/:id",status="4xx"} 2',
          expect.stringMatching(/^{method="other",route="none",status="4xx"} 1$/),
        ]),
      );
    expect((await metricsText()).includes('nowhere')).toBe(false);
  });
});
