import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OsmElement } from '../../backend/core/feature.ts';
import type { Licence } from '../../backend/core/licence/licence.ts';
import { factsDigest } from '../../backend/core/task/digest.ts';
import { rereader } from '../../backend/osm/rereader.ts';
import type { Store } from '../../backend/store/connect.ts';
import { findingOf, stationsAbout } from '../browser/every-kind.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { emptyStore } from '../store/empty-store.ts';
import { seedChallenge, seedTask } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';

const tasks = [0, 1, 2].map(n => findingOf('moved', n));
const elements = tasks.map(({ community }) => community!.element!);
const second = elements[1]!;
/** Somebody has put it where the agency says. */
const fixed = (n: number): OsmElement =>
  ({ ...elements[n]!, version: 3, at: tasks[n]!.official!.at }) as OsmElement;
const moved = (n: number): OsmElement => {
  const [lon, lat] = tasks[n]!.community!.at;
  return { ...elements[n]!, version: 3, at: [lon - 0.001, lat] } as OsmElement;
};

let store: Store;
let close: () => Promise<void>;
let time: Clock;
let osm: OsmApiServer;
let app: Serving;
let ann: Visitor;
beforeAll(async () => {
  ({ store, close } = await emptyStore());
  time = clock();
});
afterAll(() => close());
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('persons').execute();
});
afterEach(async () => {
  await app.close();
  await osm.close();
});

/** Three moved stations, and a map that says this of them now. */
async function stations(
  now: readonly OsmElement[],
  { deleted = [] as string[], sample = false, licence = 'CC0-1.0' as Licence, patience = 5_000 } = {},
): Promise<void> {
  osm = await startOsmApi({ elements: now, deleted });
  await seedChallenge(store, { ...stationsAbout('moved', licence), sample });
  for (const [n, facts] of tasks.entries())
    await seedTask(store, 'stations-moved', `t${n}`, facts, { digest: factsDigest(facts) });
  app = await serve({
    store,
    now: () => time.now,
    rereader: rereader({ api: { osmApiUrl: osm.url, contact: '' }, believed: 300, presets: { patience } }),
  });
  ann = new Visitor(app.url);
}
const next = () => ann.post('/api/v1/challenges/stations-moved/next', {});
const events = async (task: string) =>
  store
    .selectFrom('task_events')
    .select(['event', 'to_state', 'run_id'])
    .where('task_id', '=', task)
    .execute();

describe('a task that is taken', () => {
  it('says when the map was read, and is as it was where nothing has changed', async () => {
    await stations(elements);
    const { json } = await next();
    expect(json).toMatchObject({ id: 't0', rereadAt: time.now.toISOString(), kinds: ['moved'] });
    expect(osm.asked).toHaveLength(1);
    expect(await events('t0')).toEqual([]);
  });

  it('closes itself where it is fixed already, and the next one is given', async () => {
    await stations([fixed(0), fixed(1), elements[2]!]);
    expect((await next()).json.id).toBe('t2');
    for (const id of ['t0', 't1']) {
      const { json } = await ann.get(`/api/v1/tasks/${id}`);
      expect(json).toMatchObject({
        state: 'settled',
        outcome: 'already-fixed',
        reason: { code: 'gone', data: { community: time.now.toISOString() } },
      });
    }
    expect(await events('t0')).toEqual([{ event: 'gone', to_state: 'settled', run_id: null }]);
  });

  it('leaves nothing where all are fixed', async () => {
    await stations([fixed(0), fixed(1), fixed(2)]);
    expect((await next()).status).toBe(204);
  });

  it('asks about the place where the element is now', async () => {
    await stations([moved(0), second, elements[2]!]);
    const { json } = await next();
    expect(json.id).toBe('t0');
    expect(json.community.at).toEqual((moved(0) as { at: unknown }).at);
    expect(json.factsDigest).not.toBe(factsDigest(tasks[0]!));
    expect(json.discrepancies[0].metres).toBeGreaterThan(150);
  });

  it('by its address says why it asks no more, or what is different', async () => {
    await stations([fixed(0), moved(1), elements[2]!]);
    const closed = await ann.put('/api/v1/tasks/t0/claim');
    expect([closed.status, closed.json.code]).toEqual([409, 'not-asked']);
    const changed = (await ann.put('/api/v1/tasks/t1/claim')).json.changed;
    expect(changed).toMatchObject({ id: 't1', claim: { until: expect.any(String) } });
    expect(changed.factsDigest).not.toBe(factsDigest(tasks[1]!));
    expect((await ann.put('/api/v1/tasks/t2/claim')).json.changed).toBeNull();
  });

  it('refuses an answer about what it was before, and tells what it is', async () => {
    await stations([moved(0), second, elements[2]!]);
    const before = (await ann.get('/api/v1/tasks/t0')).json;
    await ann.put('/api/v1/tasks/t0/claim');
    const late = await ann.post('/api/v1/tasks/t0/answers', {
      requestId: 'request-1',
      factsDigest: before.factsDigest,
      acceptTerms: true,
      answer: { say: 'cant-tell' },
    });
    expect([late.status, late.json.code]).toEqual([409, 'facts-changed']);
    expect(late.json.task.community.at).toEqual((moved(0) as { at: unknown }).at);
  });

  it('is given as it is where the map does not answer in time, and says nothing of having read it', async () => {
    await stations([fixed(0)], { patience: 30 });
    osm.faults.push({ kind: 'silent' });
    expect((await next()).json).toMatchObject({ id: 't0', rereadAt: null });
  });

  it.each([{ kind: 'status', status: 500 }, { kind: 'no-connection' }, { kind: 'cut-body' }] as const)(
    'is given as it is where the map answers with %o',
    async fault => {
      await stations([fixed(0)]);
      osm.faults.push(fault);
      expect((await next()).json).toMatchObject({ id: 't0', rereadAt: null });
      expect(await events('t0')).toEqual([]);
    },
  );

  it('is free again at once where whoever asked has gone before they heard of it', async () => {
    await stations([fixed(0)], { patience: 5_000 });
    osm.faults.push({ kind: 'silent' });
    const leaving = new AbortController();
    const asked = fetch(`${app.url}/api/v1/challenges/stations-moved/next`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: leaving.signal,
    });
    const held = () => store.selectFrom('claims').select('task_id').execute();
    await expect.poll(held).toEqual([{ task_id: 't0' }]);
    leaving.abort();
    await expect(asked).rejects.toThrow('aborted');
    await expect.poll(held).toEqual([]);
  });

  it('asks whether the place is missing where its element was deleted', async () => {
    await stations([second, elements[2]!], { deleted: [tasks[0]!.community!.id] });
    expect((await next()).json).toMatchObject({ id: 't0', kinds: ['missing'], community: null });
  });

  it('tells nothing hidden in look-here mode', async () => {
    await stations([fixed(0), moved(1), elements[2]!], { licence: 'unknown' });
    const { json, text } = await next();
    expect(json.id).not.toBe('t0');
    expect(json.official).toBeNull();
    expect(text).not.toContain(String(tasks[1]!.official!.at[0]));
    expect((await ann.get('/api/v1/tasks/t0')).json.reason).toEqual({ code: 'gone' });
  });

  it('of fiction asks no server', async () => {
    await stations([fixed(0)], { sample: true });
    expect((await next()).json).toMatchObject({ id: 't0', rereadAt: null });
    expect(osm.asked).toEqual([]);
  });
});
