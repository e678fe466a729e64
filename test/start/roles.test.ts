import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../backend/store/connect.ts';
import { addVolunteer, sessionCookie } from '../http/signed-in.ts';
import { jalonProcess } from '../servers/jalon-process.ts';
import { startRedis } from '../servers/redis.ts';
import { emptyPlace, type Place } from '../servers/setting.ts';

const OPERATOR_TOKEN = 'a-secret-of-the-operator-9';
const operator = { authorization: `Bearer ${OPERATOR_TOKEN}` };

/** A process of a role, once it says that it is ready. */
async function start(place: Place, role: 'api' | 'worker', redisUrl: string) {
  const { child, ready, stop } = jalonProcess('built', {
    ROLE: role,
    LOG_LEVEL: 'info',
    DATA_DIR: place.dataDir,
    DATABASE_URL: place.databaseUrl!,
    REDIS_URL: redisUrl,
    OPERATOR_TOKEN,
  });
  const logged: Record<string, unknown>[] = [];
  let rest = '';
  child.stderr!.on('data', data => {
    const lines = `${rest}${data}`.split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('{')) logged.push(JSON.parse(line));
  });
  const address = await ready;
  return {
    address,
    logged,
    get: (path: string, headers: Record<string, string> = {}) => fetch(address + path, { headers }),
    stop: () => stop(),
  };
}
type Process = Awaited<ReturnType<typeof start>>;

// Real processes on real servers, on a machine that may have more to do.
describe('an API and a worker on servers', { timeout: 300_000 }, () => {
  let place: Place;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let api: Process;
  let worker: Process;
  beforeAll(async () => {
    place = await emptyPlace('postgres');
    redis = await startRedis();
    [api, worker] = await Promise.all([start(place, 'api', redis.url), start(place, 'worker', redis.url)]);
  }, 300_000);
  afterAll(async () => {
    await Promise.all([api?.stop(), worker?.stop()]);
    await redis.stop();
    await place.remove();
  });
  const ready = async (of: Process) => {
    const answer = await of.get('/readyz');
    const body = (await answer.json()) as { status: string; checks: Record<string, unknown> };
    return { http: answer.status, ...body };
  };

  it('are ready, and the API knows of the worker', async () => {
    const ok = { ok: true };
    expect(await ready(api)).toEqual({
      http: 200,
      status: 'ok',
      checks: { database: ok, migrations: ok, queue: ok, worker: ok },
    });
    expect((await ready(worker)).checks).toEqual({ database: ok, migrations: ok, queue: ok });
  });

  it('let a run be followed from the request through every step', async () => {
    const store = connect(place.databaseUrl!, { max: 1 });
    const cookie = await sessionCookie(store, await addVolunteer(store, 'Rolf Example', [{ role: 'admin' }]));
    await store.destroy();
    const asked = await fetch(`${api.address}/api/v1/challenges/fire-stations-sample/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'asked-by-a-test', cookie },
      body: '{}',
    });
    const { id: run } = (await asked.json()) as { id: string };
    await expect
      .poll(() => api.logged.find(line => line['requestId'] === 'asked-by-a-test'), { timeout: 60_000 })
      .toMatchObject({ run, challenge: 'fire-stations-sample', status: 202 });
    await expect
      .poll(() => worker.logged.find(line => line['msg'] === 'run ended' && line['run'] === run), {
        timeout: 120_000,
      })
      .toMatchObject({ challenge: 'fire-stations-sample', attempt: 1, state: 'done' });
  });

  it('give their metrics to the operator, each its own', async () => {
    expect((await worker.get('/metrics')).status).toBe(401);
    const ofWorker = await (await worker.get('/metrics', operator)).text();
    expect(ofWorker).toMatch(/^jalon_step_duration_seconds_count\{step="reconcile",outcome="done"\} [1-9]/m);
    expect(ofWorker).toMatch(/^process_resident_memory_bytes [1-9]/m);
    const ofApi = await (await api.get('/metrics', operator)).text();
    expect(ofApi).toMatch(/^jalon_workers_alive 1$/m);
    expect(ofApi).toMatch(/^jalon_last_done_run_age_seconds\{challenge="fire-stations-sample"\} \d/m);
    expect(ofApi).not.toMatch(/^jalon_step_duration_seconds_count/m);
    expect((await worker.get('/operate/queue', operator)).status).toBe(404);
    expect((await api.get('/operate/queue', operator)).status).toBe(200);
  });

  it('are not ready while Redis is away, and are again when it is back', async () => {
    await redis.kill();
    for (const one of [api, worker])
      expect(await ready(one)).toMatchObject({
        http: 503,
        status: 'not-ready',
        checks: { queue: { ok: false, detail: 'does not answer' } },
      });
    await redis.start();
    for (const one of [api, worker])
      await expect.poll(async () => (await ready(one)).status, { timeout: 60_000 }).toBe('ok');
  });

  it('the API serves on without a worker, and says so', async () => {
    await worker.stop();
    expect(await ready(api)).toMatchObject({
      http: 200,
      status: 'ok',
      checks: { worker: { ok: false, detail: 'no worker gave a sign of life of late' } },
    });
  });
});
