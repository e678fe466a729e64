import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { challenge, challengeList } from '../../backend/http/contract/challenge.ts';
import { readiness } from '../../backend/http/contract/health.ts';
import { me } from '../../backend/http/contract/me.ts';
import { runList } from '../../backend/http/contract/run.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { saveSchedule } from '../../backend/store/schedules.ts';
import type { RunInputs } from '../../backend/store/tables.ts';
import { emptyStore } from '../store/empty-store.ts';
import { missingFinding, movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Serving, serve, testConfig, Visitor } from './serve.ts';
import { signedInVisitor } from './signed-in.ts';

let store: Store;
let close: () => Promise<void>;
let app: Serving;
let ann: Visitor;
let requested: { challenge: string; inputs: RunInputs }[] = [];
beforeAll(async () => {
  ({ store, close } = await emptyStore());
  app = await serve({
    store,
    async requestRun(challenge, inputs) {
      requested.push({ challenge, inputs });
      return 'new-run';
    },
  });
  ann = new Visitor(app.url);
});
afterAll(async () => {
  await app.close();
  await close();
});
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  requested = [];
});

const seedRun = (id: string, more: object) =>
  store
    .insertInto('runs')
    .values({
      id,
      challenge_id: 'wells',
      state: 'done',
      step: 'done',
      progress: 1,
      inputs: jsonb({ official: 'official.csv', community: 'map.osm' }),
      summary: jsonb({
        kinds: { moved: 2 },
        compared: { box: [4.2, 50.1, 4.8, 50.9], official: 2, community: 2, cutOfficial: 0, cutCommunity: 0 },
      }),
      error: null,
      definition_digest: null,
      beat_at: null,
      requested_at: '2026-05-01T10:00:00Z',
      started_at: null,
      ended_at: null,
      ...more,
    })
    .execute();

describe('challenges', () => {
  it('are listed by id with their counts, kinds and box', async () => {
    await seedChallenge(store, testChallenge('wells', { needed: 2 }));
    await seedChallenge(store, testChallenge('ponds'));
    await seedTask(store, 'wells', 'a', movedFinding('1', [4, 50]));
    await seedTask(store, 'wells', 'b', missingFinding('2', [5, 51]), { state: 'agreed-so-far' });
    await seedTask(store, 'wells', 'c', missingFinding('3', [6, 52]), { state: 'settled' });
    await seedTask(store, 'wells', 'd', missingFinding('4', [4.5, 50.5]), { state: 'pending' });
    await seedTask(store, 'wells', 'e', missingFinding('5', [4.5, 50.5]), { state: 'in-review' });
    await seedTask(store, 'wells', 'f', missingFinding('6', [4.5, 50.5]), { state: 'settled' });
    await store
      .updateTable('tasks')
      .set({ settlement: jsonb({ say: 'cant-tell' }) })
      .where('id', '=', 'f')
      .execute();
    const { json } = await ann.get('/api/v1/challenges');
    const [ponds, wells] = challengeList.parse(json);
    expect(ponds).toMatchObject({
      id: 'ponds',
      counts: { total: 0 },
      kinds: {},
      box: null,
      lastRun: null,
      nextRunAt: null,
    });
    expect(wells).toMatchObject({
      id: 'wells',
      title: { fr: 'Wells of wells' },
      lookHere: false,
      sample: false,
      answersNeeded: 2,
      guestWeight: 1,
      officialLicence: 'CC0-1.0',
      counts: { total: 6, open: 2, pending: 1, settled: 1, closed: 1, review: 1 },
      kinds: { moved: 1, missing: 2 },
      box: [4, 50, 6, 52],
    });
    expect((await ann.get('/api/v1/challenges/wells')).json).toEqual(wells);
  });

  it('say what an edit of the map is called; fiction is not edited, and hidden data is no source', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await seedChallenge(store, testChallenge('fiction', { sample: true }));
    await seedChallenge(store, testChallenge('hidden', { licence: 'unknown' }));
    const said = challengeList.parse((await ann.get('/api/v1/challenges')).json);
    const changeset = { comment: 'Wells', source: 'Water board of Nowhere', hashtags: ['#jalon'] };
    expect(said.map(one => [one.id, one.changeset])).toEqual([
      ['fiction', null],
      ['hidden', { ...changeset, source: null }],
      ['wells', changeset],
    ]);
  });

  it('that are not there are a problem', async () => {
    for (const path of ['', '/tasks', '/runs', '/changes', '/export?format=osc'])
      expect((await ann.get(`/api/v1/challenges/none${path}`)).status).toBe(404);
  });

  it('are not sent again to whoever has them', async () => {
    await seedChallenge(store, testChallenge('wells'));
    const first = await ann.get('/api/v1/challenges');
    const known = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    expect((await ann.get('/api/v1/challenges', known)).status).toBe(304);
  });
});

describe('a challenge with a schedule', () => {
  it('says when it is due next', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await saveSchedule(store, {
      challenge_id: 'wells',
      pattern: '0 4 * * *',
      timezone: 'Europe/Brussels',
      due_at: new Date('2026-06-02T02:00:00Z'),
    });
    const { json } = await ann.get('/api/v1/challenges/wells');
    expect(challenge.parse(json).nextRunAt).toBe('2026-06-02T02:00:00.000Z');
  });
});

describe('runs', () => {
  it('are listed, the latest first, and the latest is part of the challenge', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await seedRun('old', {});
    await seedRun('new', {
      requested_at: '2026-05-02T10:00:00Z',
      state: 'running',
      step: 'compare',
      progress: 0.5,
    });
    const { json } = await ann.get('/api/v1/challenges/wells/runs');
    expect(runList.parse(json).map(({ id }) => id)).toEqual(['new', 'old']);
    expect((await ann.get('/api/v1/challenges/wells')).json.lastRun).toMatchObject({
      id: 'new',
      progress: 0.5,
    });
    expect((await ann.get('/api/v1/runs/old')).json).toMatchObject({
      id: 'old',
      challenge: 'wells',
      state: 'done',
      summary: { kinds: { moved: 2 }, compared: { box: [4.2, 50.1, 4.8, 50.9] } },
      requestedAt: '2026-05-01T10:00:00.000Z',
    });
    expect((await ann.get('/api/v1/runs/none')).status).toBe(404);
  });

  it('are asked for on what the last good run read', async () => {
    const staff = await signedInVisitor(app.url, store, [{ role: 'admin' }]);
    await seedChallenge(store, testChallenge('wells'));
    await seedRun('good', {});
    await seedRun('bad', {
      requested_at: '2026-05-02T10:00:00Z',
      state: 'failed',
      inputs: jsonb({ official: 'typo.csv', community: 'map.osm' }),
    });
    const { status, json, headers } = await staff.post('/api/v1/challenges/wells/runs');
    expect([status, json, headers.get('location')]).toEqual([202, { id: 'new-run' }, '/api/v1/runs/new-run']);
    expect(requested).toEqual([
      { challenge: 'wells', inputs: { official: 'official.csv', community: 'map.osm' } },
    ]);
  });

  it('cannot be asked for while nobody has said what to read', async () => {
    const staff = await signedInVisitor(app.url, store, [{ role: 'admin' }]);
    await seedChallenge(store, testChallenge('wells'));
    const { status, json } = await staff.post('/api/v1/challenges/wells/runs', {});
    expect([status, json.code, requested]).toEqual([409, 'no-inputs', []]);
  });
});

describe('me', () => {
  it('is nobody before the first deed, and is not made by asking', async () => {
    await store.deleteFrom('persons').execute();
    const { json, headers } = await new Visitor(app.url).get('/api/v1/me');
    expect(me.parse(json)).toEqual({
      id: null,
      termsAccepted: false,
      mentions: 0,
      answers: 0,
      account: null,
      roles: [],
      may: ['look', 'take-part', 'sign-in'],
      signIn: { osm: null, here: true },
      undoSeconds: 60,
      editors: {
        id: 'https://www.openstreetmap.org/edit',
        josm: 'http://127.0.0.1:8111',
        rapid: 'https://rapideditor.org/edit',
        level0: 'https://level0.osmz.ru/',
      },
      layers: testConfig().layers,
    });
    expect(headers.get('set-cookie')).toBeNull();
    expect(await store.selectFrom('persons').selectAll().execute()).toEqual([]);
  });
});

describe('readiness', () => {
  const needed = { database: { ok: true }, migrations: { ok: true } };
  const none = { ok: false, detail: 'no worker gave a sign of life of late' };
  const ask = async () => {
    const { status, json } = await ann.get('/readyz');
    return [status, readiness.parse(json).checks];
  };
  const beat = (role: 'api' | 'worker', ago: number) =>
    store
      .insertInto('processes')
      .values({
        id: `${role} ${ago}`,
        role,
        host: 'here',
        pid: 1,
        version: '1',
        folder_id: null,
        beat_at: new Date(Date.now() - ago * 1000),
      })
      .execute();

  it('tells that no worker is alive, and serves volunteers all the same', async () => {
    await beat('api', 0);
    await beat('worker', 90);
    expect(await ask()).toEqual([200, { ...needed, worker: none }]);
    await beat('worker', 5);
    expect(await ask()).toEqual([200, { ...needed, worker: { ok: true } }]);
  });

  it('stays when a newer process has brought the schema further', async () => {
    await store.insertInto('schema_versions').values({ version: 9000, name: 'newer' }).execute();
    expect((await ask())[0]).toBe(200);
    await store.deleteFrom('schema_versions').where('version', '=', 9000).execute();
  });

  it('ends when the schema is older than this code', async () => {
    const rows = await store.selectFrom('schema_versions').selectAll().execute();
    await store.deleteFrom('schema_versions').execute();
    expect(await ask()).toEqual([
      503,
      { database: { ok: true }, migrations: { ok: false, detail: 'does not answer' } },
    ]);
    await store.insertInto('schema_versions').values(rows).execute();
  });
});
