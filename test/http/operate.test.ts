import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMetrics } from '../../backend/http/metrics/metrics.ts';
import { openQueueView, type QueueView } from '../../backend/queue/queue-view.ts';
import { tellStep } from '../../backend/start/tell-step.ts';
import { connect } from '../../backend/store/connect.ts';
import { startWorker } from '../../jobs/worker.ts';
import { type Jalon, openJalon, runOnce } from '../open-jalon.ts';
import { SETTINGS } from '../servers/setting.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import { challengeOf, stations, writeCommunity, writeOfficial } from '../whole-run/sources.ts';
import { type Serving, serve, testConfig, Visitor } from './serve.ts';

const TOKEN = 'a-secret-of-the-operator-9';
const operator = { authorization: `Bearer ${TOKEN}` };

/** The value of a series; undefined: it is not there. */
function series(text: string, name: string): number | undefined {
  const line = text.split('\n').find(one => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe.each(SETTINGS)('operating it, %s', setting => {
  let jalon: Jalon;
  let view: QueueView;
  let app: Serving;
  let visitor: Visitor;
  beforeAll(async () => {
    jalon = await openJalon(setting);
    view = openQueueView(jalon.url, jalon.config.redisUrl);
    app = await serve({
      store: jalon.store,
      queueView: view,
      config: { ...testConfig(), redisUrl: jalon.config.redisUrl, operatorToken: TOKEN },
    });
    visitor = new Visitor(app.url);
  });
  afterAll(async () => {
    await app.close();
    await view.close();
    await jalon.close();
  });
  const metrics = async () => (await visitor.get('/metrics', operator)).text;

  it('shows on the board the steps that wait, and what they wait for', async () => {
    const run = { run: 'run-of-the-board', attempt: 1 };
    const child = { name: 'compare', data: run, id: 'run-of-the-board-1-compare', after: [] };
    await jalon.queues.addFlow({
      name: 'reconcile',
      data: run,
      id: 'run-of-the-board-1-reconcile',
      after: [child],
    });
    const { json, status } = await visitor.get(
      '/operate/queue/api/queues?activeQueue=jalon&status=waiting',
      operator,
    );
    expect(status).toBe(200);
    expect(json.queues).toMatchObject([
      {
        name: 'jalon',
        readOnlyMode: true,
        counts: { waiting: 1, 'waiting-children': 1 },
        jobs: [{ id: 'run-of-the-board-1-compare', name: 'compare', data: run }],
      },
    ]);
    expect(await metrics()).toContain('jalon_queue_jobs{state="waiting-children"} 1');
  });

  it('lets nobody change anything there, whatever the board itself would do', async () => {
    for (const [method, path] of [
      ['PUT', '/api/queues/jalon/run-of-the-board-1-compare/clean'],
      ['PUT', '/api/queues/jalon/obliterate'],
      ['PUT', '/api/queues/pause'],
      ['POST', '/api/queues/jalon/add'],
    ] as const) {
      const answer = await visitor.ask(method, `/operate/queue${path}`, {}, operator);
      expect([answer.status, answer.json.code]).toEqual([405, 'method-not-allowed']);
      const elsewhere = { ...operator, origin: 'https://evil.example' };
      expect((await visitor.ask(method, `/operate/queue${path}`, {}, elsewhere)).json.code).toBe(
        'cross-site',
      );
    }
    expect((await view.counts())['waiting']).toBe(1);
  });

  it('serves the board from its own files, and lets it fetch nothing from elsewhere', async () => {
    const page = await visitor.get('/operate/queue', operator);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(/https?:/);
    expect(policy).toContain("script-src 'self';");
    const [, script] = /<script defer src="(static\/js\/main[^"]+)"/.exec(page.text) ?? [];
    expect((await visitor.get(`/operate/queue/${script}`, operator)).status).toBe(200);
    expect((await visitor.get(`/operate/queue/${script}`)).status).toBe(401);
    expect((await visitor.get('/operate/queue/static/nothing.js', operator)).status).toBe(404);
  });

  it('counts rows by state, zeros too', async () => {
    await jalon.store.deleteFrom('challenges').execute();
    await seedChallenge(jalon.store, testChallenge('counted'));
    await jalon.store
      .insertInto('runs')
      .values([
        {
          id: 'r1',
          challenge_id: 'counted',
          state: 'held',
          step: 'snapshot',
          inputs: '{}',
          summary: '{}',
          progress: 0,
        },
        {
          id: 'r2',
          challenge_id: 'counted',
          state: 'done',
          step: 'done',
          inputs: '{}',
          summary: '{}',
          progress: 1,
          ended_at: new Date(Date.now() - 3600_000),
        },
      ])
      .execute();
    const fresh = makeMetrics({ store: jalon.store, queue: view, role: 'worker', version: '1' });
    const { text } = await fresh.text();
    expect(series(text, 'jalon_runs{state="held"}')).toBe(1);
    expect(series(text, 'jalon_runs{state="failed"}')).toBe(0);
    expect(series(text, 'jalon_tasks{state="open"}')).toBe(0);
    expect(series(text, 'jalon_last_done_run_age_seconds{challenge="counted"}')).toBeGreaterThan(3500);
    expect(series(text, 'jalon_workers_alive')).toBe(0);
    expect(series(text, 'jalon_oldest_waiting_run_age_seconds')).toBe(0);
    expect(series(text, 'jalon_readable{what="rows"}')).toBe(1);
    expect(series(text, 'jalon_readable{what="queue"}')).toBe(1);
    expect(series(text, 'jalon_info{version="1",role="worker"}')).toBe(1);
    expect(series(text, 'jalon_database_connections{state="waiting"}')).toBe(0);
  });

  it('counts the steps that a worker worked on, and logs them with run, challenge and attempt', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = pino({ level: 'info' }, { write: line => void lines.push(JSON.parse(line)) });
    const counts = makeMetrics({ store: jalon.store, queue: view, role: 'worker', version: '1' });
    await seedChallenge(jalon.store, challengeOf('stepped'));
    const inputs = {
      official: await writeOfficial(jalon.folder, 'official.csv', stations(4)),
      community: await writeCommunity(jalon.folder, 'community.osm', stations(4)),
    };
    const worker = await startWorker({
      config: jalon.config,
      databaseUrl: jalon.url,
      embedded: setting === 'embedded',
      onStep: tellStep(log, counts),
    });
    const good = await runOnce(jalon, 'stepped', inputs);
    const bad = await runOnce(jalon, 'stepped', { ...inputs, official: join(jalon.folder, 'not-there.csv') });
    await worker.close();
    expect([good.state, bad.state]).toEqual(['done', 'failed']);

    const ended = lines.filter(line => line['msg'] === 'step ended' && line['run'] === good.id);
    expect(ended.map(line => line['step']).sort()).toEqual([
      'compare',
      'reconcile',
      'snapshot-community',
      'snapshot-official',
    ]);
    for (const line of ended)
      expect(line).toMatchObject({ challenge: 'stepped', attempt: 1, outcome: 'done' });
    expect(lines.filter(line => line['msg'] === 'run ended')).toMatchObject([
      { run: good.id, challenge: 'stepped', state: 'done', level: 30 },
      { run: bad.id, challenge: 'stepped', state: 'failed', error: bad.error, level: 40 },
    ]);
    const { text } = await counts.text();
    expect(series(text, 'jalon_step_duration_seconds_count{step="compare",outcome="done"}')).toBe(1);
  });
});

describe('without a queue and a database', () => {
  it('the metrics say what does not answer, and make nothing up', async () => {
    const store = connect('postgres://nobody@127.0.0.1:9/none');
    const view = openQueueView('postgres://nobody@127.0.0.1:9/none', 'redis://127.0.0.1:9');
    const metrics = makeMetrics({ store, queue: view, role: 'api', version: '1' });
    const { text } = await metrics.text();
    expect(series(text, 'jalon_readable{what="rows"}')).toBe(0);
    expect(series(text, 'jalon_readable{what="queue"}')).toBe(0);
    expect(text).not.toMatch(/^jalon_(runs|tasks|queue_jobs|workers_alive|held_snapshots)[{ ]/m);
    const app = await serve({
      store,
      queueView: view,
      config: { ...testConfig(), redisUrl: 'redis://127.0.0.1:9' },
    });
    const ready = await new Visitor(app.url).get('/readyz');
    expect([ready.status, ready.json.checks.queue]).toEqual([503, { ok: false, detail: 'does not answer' }]);
    await app.close();
    await view.close();
    await store.destroy();
  });
});
