import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerReceipt } from '../../backend/http/contract/answer.ts';
import { claimView } from '../../backend/http/contract/claim.ts';
import type { TaskView } from '../../backend/http/contract/task.ts';
import {
  type TaskWindow,
  task as taskBody,
  taskCollection,
  taskWindow,
} from '../../backend/http/contract/task.ts';
import type { Store } from '../../backend/store/connect.ts';
import { foldTaskCells } from '../../backend/store/tasks/task-cells.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { missingFinding, movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let close: () => Promise<void>;
  let app: Serving;
  let time: Clock;
  let ann: Visitor;
  let bob: Visitor;
  beforeAll(async () => {
    ({ store, close } = await emptyStore(kind));
    time = clock();
    app = await serve({ store, now: () => time.now });
  });
  afterAll(async () => {
    await app.close();
    await close();
  });
  beforeEach(async () => {
    await store.deleteFrom('challenges').execute();
    await store.deleteFrom('persons').execute();
    ann = new Visitor(app.url);
    bob = new Visitor(app.url);
  });

  async function wells(needed = 1, tasks = 1) {
    await seedChallenge(store, testChallenge('wells', { needed }));
    for (let i = 1; i <= tasks; i++)
      await seedTask(store, 'wells', `t${i}`, movedFinding(String(i), [4 + i / 10, 50]));
  }
  const next = async (visitor: Visitor, body: object = {}) =>
    visitor.post('/api/v1/challenges/wells/next', body);
  const fix = { say: 'fix', fix: { position: { at: [4.1001, 50.0001], origin: { from: 'observation' } } } };
  let requests = 0;
  const answer = (visitor: Visitor, task: Pick<TaskView, 'id' | 'factsDigest'>, more: object = {}) =>
    visitor.post(`/api/v1/tasks/${task.id}/answers`, {
      requestId: `request-${++requests}`,
      factsDigest: task.factsDigest,
      acceptTerms: true,
      answer: fix,
      ...more,
    });

  describe('the window of a map', () => {
    const properties = (json: TaskWindow) => json.features.map(one => one.properties);

    it('has every task while they are few, as the person who asks may see them', async () => {
      await wells(1, 3);
      await foldTaskCells(store);
      await answer(ann, { id: 't2', factsDigest: 'digest-t2' });
      const { json } = await ann.get('/api/v1/challenges/wells/window?box=4,49,4.25,51');
      expect(taskWindow.parse(json).count).toBe(2);
      expect(properties(json)).toMatchObject([
        { id: 't1', challenge: 'wells', state: 'open', kinds: ['moved'] },
        { id: 't2', state: 'pending' },
      ]);
      expect(properties((await bob.get('/api/v1/window?box=4,49,4.25,51')).json)).toMatchObject([
        { id: 't1' },
        { id: 't2', state: 'open' },
      ]);
    });

    it('has clusters where there are more than were asked for, and loses none', async () => {
      await wells(1, 9);
      await foldTaskCells(store);
      const { json } = await ann.get('/api/v1/challenges/wells/window?box=-180,-85,180,85&most=3');
      expect(taskWindow.parse(json).features.length).toBeLessThan(9);
      expect(json.count).toBe(9);
      const none = await ann.get('/api/v1/challenges/wells/window?box=-180,-85,180,85&most=3&state=settled');
      expect(none.json).toEqual({ type: 'FeatureCollection', features: [], count: 0, counts: {} });
    });

    it('counts those of a street where the counted cells are too large for it', async () => {
      await seedChallenge(store, testChallenge('wells'));
      for (let i = 0; i < 6; i++)
        await seedTask(store, 'wells', `t${i}`, movedFinding(String(i), [4 + i / 10_000, 50]));
      await foldTaskCells(store);
      const { json } = await ann.get('/api/v1/challenges/wells/window?box=4,49.999,4.0008,50.001&most=3');
      expect(json.count).toBe(6);
      expect(json.features.length).toBeGreaterThan(1);
    });

    it('of hidden places has the centres of their areas, in either form', async () => {
      await seedChallenge(store, testChallenge('wells', { licence: 'unknown' }));
      for (let i = 1; i <= 5; i++)
        await seedTask(store, 'wells', `t${i}`, missingFinding(String(i), [4 + i / 10, 50]));
      await foldTaskCells(store);
      for (const most of [500, 2]) {
        const { json } = await ann.get(`/api/v1/window?box=3,49,6,51&most=${most}`);
        expect(taskWindow.parse(json).count).toBe(5);
        const places = [1, 2, 3, 4, 5].map(i => [4 + i / 10, 50]);
        for (const { geometry } of json.features) expect(places).not.toContainEqual(geometry.coordinates);
      }
    });

    it.each(['', '?box=1,2,3', '?box=0,0,1,1&most=0', '?box=0,0,1,1&state=secret'])(
      'is refused for %s',
      async query => {
        await wells();
        expect((await ann.get(`/api/v1/challenges/wells/window${query}`)).status).toBe(400);
      },
    );
  });

  describe('the order of the next task', () => {
    it('follows a line, and never hands out what lies off it', async () => {
      await wells(1, 3);
      const asked = {
        order: 'route',
        route: [
          [4.35, 50],
          [3.9, 50],
        ],
        within: 500,
      };
      expect((await next(ann, asked)).json.id).toBe('t3');
      expect(
        (
          await next(ann, {
            ...asked,
            route: [
              [4, 51],
              [5, 51],
            ],
          })
        ).status,
      ).toBe(204);
      expect((await next(ann, { order: 'route' })).status).toBe(422);
    });

    it('of hidden places goes by their areas', async () => {
      await seedChallenge(store, testChallenge('wells', { licence: 'unknown' }));
      for (let i = 1; i <= 5; i++)
        await seedTask(store, 'wells', `t${i}`, missingFinding(String(i), [4 + i / 10, 50]));
      const line = [
        [4.6, 50],
        [4, 50],
      ];
      expect((await next(bob, { order: 'route', route: line, within: 5000 })).json.id).toBe('t5');
      expect((await next(ann, { order: 'nearest', near: [4.31, 50] })).json.id).toBe('t3');
      expect((await next(bob, { order: 'priority', near: [4.11, 50], skip: ['t5'] })).json.id).toBe('t1');
      expect((await next(ann, { order: 'random', skip: ['t3'] })).json.id).toMatch(/^t[24]$/);
    });
  });

  describe('a task', () => {
    it('shows both sides, why they were matched and what differs', async () => {
      await wells();
      const { json } = await ann.get('/api/v1/tasks/t1');
      expect(taskBody.parse(json)).toMatchObject({
        id: 't1',
        state: 'open',
        kinds: ['moved'],
        official: { id: 'W-1', tags: { name: 'Official well 1' }, url: null },
        community: { id: 'node/5001', at: [4.1, 50], url: 'https://www.openstreetmap.org/node/5001' },
        area: null,
        match: { probability: 0.97, evidence: [{ kind: 'name' }] },
        discrepancies: [{ kind: 'moved', metres: 120, tolerance: 20 }],
        claim: null,
        answer: null,
      });
    });

    it('starts an added place with the challenge’s tags and the official values that may be copied', async () => {
      await seedChallenge(store, testChallenge('wells'));
      await seedTask(store, 'wells', 't', missingFinding('1', [4, 50]));
      const { json } = await ann.get('/api/v1/tasks/t');
      expect(json.suggestedTags).toEqual({ man_made: 'water_well', name: 'Official well 1' });
    });

    it('of a sample has no link to the real map', async () => {
      await seedChallenge(store, testChallenge('wells', { sample: true, licence: 'fictional' }));
      await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]));
      expect((await ann.get('/api/v1/tasks/t')).json.community.url).toBeNull();
    });

    it('that is not there is a problem', async () => {
      const { status, json } = await ann.get('/api/v1/tasks/none');
      expect([status, json.code]).toEqual([404, 'not-found']);
    });
  });

  describe('the list of tasks', () => {
    it('is GeoJSON of what lies in the box', async () => {
      await wells(1, 3);
      const all = await ann.get('/api/v1/challenges/wells/tasks');
      expect(taskCollection.parse(all.json).features.map(({ id }) => id)).toEqual(['t1', 't2', 't3']);
      const some = await ann.get('/api/v1/challenges/wells/tasks?box=4.15,49,4.25,51');
      expect(some.json.features).toEqual([
        {
          type: 'Feature',
          id: 't2',
          geometry: { type: 'Point', coordinates: [4.2, 50] },
          properties: { id: 't2', challenge: 'wells', state: 'open', kinds: ['moved'], name: 'Well 2' },
        },
      ]);
    });

    it('reaches across the antimeridian', async () => {
      await seedChallenge(store, testChallenge('wells'));
      for (const [id, lon] of [
        ['east', 179.9],
        ['west', -179.9],
        ['far', 0],
      ] as const)
        await seedTask(store, 'wells', id, missingFinding(id, [lon, 0]));
      const { json } = await ann.get('/api/v1/challenges/wells/tasks?box=179,-1,-179,1');
      expect(json.features.map(({ id }: { id: string }) => id)).toEqual(['east', 'west']);
    });

    it('is cut at the limit and says so', async () => {
      await wells(1, 3);
      const cut = await ann.get('/api/v1/challenges/wells/tasks?limit=2');
      expect([cut.json.features.length, cut.json.truncated]).toEqual([2, true]);
      const whole = await ann.get('/api/v1/challenges/wells/tasks?limit=3');
      expect([whole.json.features.length, whole.json.truncated]).toEqual([3, false]);
    });

    it('filters by state and kind', async () => {
      await wells(1, 1);
      await seedTask(store, 'wells', 'done', missingFinding('8', [4, 50]), { state: 'settled' });
      const ids = async (query: string) =>
        (await ann.get(`/api/v1/challenges/wells/tasks?${query}`)).json.features.map(
          ({ id }: { id: string }) => id,
        );
      expect(await ids('')).toEqual(['t1']);
      expect(await ids('state=settled')).toEqual(['done']);
      expect(await ids('state=all')).toEqual(['done', 't1']);
      expect(await ids('state=all&kind=missing')).toEqual(['done']);
      expect(await ids('state=all&kind=missing,moved')).toEqual(['done', 't1']);
    });

    it.each([
      'box=1,2,3',
      'box=a,b,c,d',
      'box=1,9,2,3',
      'state=mine',
      'kind=nonsense',
      'limit=0',
      'limit=1e9',
      'limit=100000',
    ])('refuses %s', async query => {
      await wells();
      const { status, json } = await ann.get(`/api/v1/challenges/wells/tasks?${query}`);
      expect([status, json.code]).toEqual([400, 'invalid']);
      expect(json.errors[0].path).toMatch(/^(box|state|kind|limit)/);
    });

    it('is not sent again to whoever has it', async () => {
      await wells(1, 3);
      const first = await ann.get('/api/v1/challenges/wells/tasks');
      // Without it fetch asks every cache to be passed by.
      const known = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
      expect((await ann.get('/api/v1/challenges/wells/tasks', known)).status).toBe(304);
      await store.updateTable('tasks').set({ state: 'settled' }).where('id', '=', 't2').execute();
      expect((await ann.get('/api/v1/challenges/wells/tasks', known)).status).toBe(200);
    });
  });

  describe('the next task', () => {
    it('is claimed for the person, who is made by it', async () => {
      await wells();
      const { status, json, headers } = await next(ann);
      expect(status).toBe(200);
      expect(taskBody.parse(json)).toMatchObject({
        id: 't1',
        state: 'claimed',
        claim: { until: new Date(time.now.getTime() + 300_000).toISOString() },
      });
      expect(headers.get('set-cookie')).toMatch(
        /^jalon=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/i,
      );
      const people = await store.selectFrom('persons').selectAll().execute();
      expect(people).toHaveLength(1);
      expect(people[0]!.token_hash).not.toContain(ann.cookie.replace('jalon=', ''));
    });

    it('is the nearest to the place that is given', async () => {
      await wells(1, 3);
      expect((await next(ann, { near: [4.29, 50] })).json.id).toBe('t3');
      expect((await next(bob, { near: [4.29, 50] })).json.id).toBe('t2');
    });

    it('is none when others have all places, and again one when a lease has ended', async () => {
      await wells();
      await next(ann);
      const nothing = await next(bob);
      expect([nothing.status, nothing.text]).toEqual([204, '']);
      time.pass(300);
      expect((await next(bob)).json.id).toBe('t1');
    });

    it('is never one that the person answered or skips', async () => {
      await wells(2, 2);
      await answer(ann, (await next(ann)).json);
      expect((await next(ann)).json.id).toBe('t2');
      expect((await next(ann, { skip: ['t2'] })).status).toBe(204);
      expect((await next(bob)).json.id).toBe('t1');
    });

    it('needs no body', async () => {
      await wells();
      expect((await ann.post('/api/v1/challenges/wells/next')).status).toBe(200);
    });

    it('of a challenge that is not there is a problem', async () => {
      expect((await ann.post('/api/v1/challenges/none/next', {})).status).toBe(404);
    });
  });

  describe('a claim', () => {
    it('is taken, renewed and given back', async () => {
      await wells();
      const taken = await ann.put('/api/v1/tasks/t1/claim');
      expect(claimView.parse(taken.json).task).toBe('t1');
      time.pass(200);
      const renewed = await ann.put('/api/v1/tasks/t1/claim');
      expect(Date.parse(renewed.json.until) - Date.parse(taken.json.until)).toBe(200_000);
      const refused = await bob.put('/api/v1/tasks/t1/claim');
      expect([refused.status, refused.json.code]).toEqual([409, 'held']);
      expect((await ann.delete('/api/v1/tasks/t1/claim')).status).toBe(204);
      expect((await bob.put('/api/v1/tasks/t1/claim')).status).toBe(200);
    });

    it('is refused on what is settled or not there', async () => {
      await wells();
      await store.updateTable('tasks').set({ state: 'settled' }).execute();
      expect((await ann.put('/api/v1/tasks/t1/claim')).json.code).toBe('not-asked');
      expect((await ann.put('/api/v1/tasks/none/claim')).status).toBe(404);
    });

    it('is given back by nobody without a cookie, without making a person', async () => {
      await wells();
      await next(ann);
      expect((await bob.delete('/api/v1/tasks/t1/claim')).status).toBe(204);
      expect(await store.selectFrom('claims').selectAll().execute()).toHaveLength(1);
      expect(await store.selectFrom('persons').selectAll().execute()).toHaveLength(1);
    });
  });

  describe('an answer', () => {
    it('is pending, then counts, and settles the task', async () => {
      await wells();
      const task = (await next(ann)).json;
      const { status, json } = await answer(ann, task);
      expect(status).toBe(201);
      expect(answerReceipt.parse(json)).toMatchObject({ task: 't1', state: 'pending' });
      const mine = (await ann.get('/api/v1/tasks/t1')).json;
      expect(mine).toMatchObject({
        state: 'pending',
        answer: { id: json.id, state: 'pending', say: 'fix', position: [4.1001, 50.0001], tags: [] },
        claim: null,
      });
      time.pass(60);
      await settle(store, time.now);
      const settled = (await bob.get('/api/v1/tasks/t1')).json;
      expect(settled).toMatchObject({ state: 'settled', outcome: 'fixed', answer: null });
      expect((await ann.get('/api/v1/me')).json.answers).toBe(1);
    });

    it('sent again is the same answer, whatever happened since', async () => {
      await wells();
      const task = (await next(ann)).json;
      const first = await answer(ann, task, { requestId: 'the-same-request' });
      const again = await answer(ann, task, { requestId: 'the-same-request' });
      expect([again.status, again.json]).toEqual([200, first.json]);
      time.pass(60);
      await settle(store, time.now);
      const later = await answer(ann, task, { requestId: 'the-same-request' });
      expect([later.status, later.json.id, later.json.state]).toEqual([200, first.json.id, 'counted']);
      expect(await store.selectFrom('answers').selectAll().execute()).toHaveLength(1);
    });

    it('uses its request id for one task only', async () => {
      await wells(1, 2);
      await answer(ann, (await next(ann)).json, { requestId: 'the-same-request' });
      const other = await answer(ann, (await next(ann)).json, { requestId: 'the-same-request' });
      expect([other.status, other.json.code]).toEqual([409, 'request-used']);
    });

    it('needs the terms once', async () => {
      await wells(1, 2);
      const refused = await answer(ann, (await next(ann)).json, { acceptTerms: false });
      expect([refused.status, refused.json.code]).toEqual([403, 'terms-needed']);
      expect((await ann.get('/api/v1/me')).json.termsAccepted).toBe(false);
      expect((await answer(ann, (await next(ann)).json)).status).toBe(201);
      expect((await ann.get('/api/v1/me')).json.termsAccepted).toBe(true);
      expect((await answer(ann, (await next(ann)).json, { acceptTerms: false })).status).toBe(201);
    });

    it('about facts that have changed gets the task as it is now', async () => {
      await wells();
      const task = (await next(ann)).json;
      await store.updateTable('tasks').set({ facts_digest: 'newer', name: 'Newer' }).execute();
      const { status, json } = await answer(ann, task);
      expect([status, json.code]).toEqual([409, 'facts-changed']);
      expect(taskBody.parse(json.task)).toMatchObject({ id: 't1', factsDigest: 'newer', name: 'Newer' });
      expect((await answer(ann, json.task)).status).toBe(201);
    });

    it('takes a free place without a claim, and none that others hold', async () => {
      await wells();
      const { json: task } = await ann.get('/api/v1/tasks/t1');
      await next(bob);
      const held = await answer(ann, task);
      expect([held.status, held.json.code]).toEqual([409, 'held']);
      await bob.delete('/api/v1/tasks/t1/claim');
      expect((await answer(ann, task)).status).toBe(201);
      const twice = await answer(ann, task);
      expect([twice.status, twice.json.code]).toEqual([409, 'answered']);
    });

    it('keeps where each value comes from, by the server’s own word', async () => {
      await wells();
      const task = (await next(ann)).json;
      const origins = [
        { from: 'official' },
        { from: 'community' },
        { from: 'observation' },
        { from: 'imagery', layer: 'esri-world-imagery' },
      ];
      const tags = origins.map((origin, i) => ({ key: `key${i}`, value: 'x', origin }));
      const said = { ...fix, fix: { ...fix.fix, tags } };
      expect((await answer(ann, task, { answer: said, imagery: ['osm'] })).status).toBe(201);
      const [row] = await store.selectFrom('answers').select(['answer', 'imagery']).execute();
      expect(row!.imagery).toEqual(['osm']);
      const kept = row!.answer as unknown as { fix: { tags: { origin: object }[] } };
      expect(kept.fix.tags.map(({ origin }) => origin)).toEqual([
        { licence: 'CC0-1.0', attribution: 'Water board of Nowhere' },
        { licence: 'OSM', attribution: '© OpenStreetMap contributors' },
        { licence: 'observation' },
        {
          licence: 'imagery',
          attribution: 'Esri World Imagery',
          layer: { id: 'esri-world-imagery', may: ['osm'] },
        },
      ]);
    });

    it('is refused when it names an unknown layer or cannot be an origin', async () => {
      await wells();
      const task = (await next(ann)).json;
      const from = (origin: object) => ({
        answer: { say: 'fix', fix: { position: { at: [4.1, 50], origin } } },
      });
      expect((await answer(ann, task, from({ from: 'imagery', layer: 'nobody' }))).json.code).toBe(
        'unknown-layer',
      );
      expect((await answer(ann, task, { imagery: ['nobody'] })).json.code).toBe('unknown-layer');
      expect((await answer(ann, task, from({ licence: 'CC0-1.0' }))).json.code).toBe('invalid');
    });

    it('is refused when the task does not ask for it', async () => {
      await wells();
      const task = (await next(ann)).json;
      const far = { say: 'fix', fix: { position: { at: [-70, -50], origin: { from: 'observation' } } } };
      const refused = await answer(ann, task, { answer: far });
      expect([refused.status, refused.json.code]).toEqual([422, 'does-not-fit']);
      expect(refused.json.errors).toEqual([
        {
          path: 'fix.position',
          message: 'is too far from everything that the task shows',
          code: 'position-too-far',
        },
      ]);
      const empty = await answer(ann, task, { answer: { say: 'fix', fix: {} } });
      expect(empty.json.errors[0].code).toBe('nothing-said');
      expect(await store.selectFrom('answers').selectAll().execute()).toEqual([]);
    });

    it.each([
      { answer: { say: 'whatever' } },
      {
        answer: {
          say: 'fix',
          fix: { tags: [{ key: 'x'.repeat(256), value: 'y', origin: { from: 'community' } }] },
        },
      },
      { answer: { say: 'cant-tell', comment: 'x'.repeat(2001) } },
      { requestId: 'short' },
      { factsDigest: 7 },
      { imagery: Array(21).fill('osm') },
    ])('is refused as %o', async more => {
      await wells();
      const { status, json } = await answer(ann, (await next(ann)).json, more);
      expect([status, json.code]).toEqual([422, 'invalid']);
    });

    it('keeps hostile strings as text and nothing else', async () => {
      await wells();
      const task = (await next(ann)).json;
      const comment = `'); drop table answers; --<script>alert(1)</script>\u0000 \ud800 ${'😀'.repeat(20)} __proto__`;
      expect((await answer(ann, task, { answer: { say: 'cant-tell', comment } })).status).toBe(201);
      const polluted = JSON.parse(
        '{"requestId":"request-proto","__proto__":{"admin":true},"answer":{"say":"cant-tell"}}',
      );
      expect((await ann.post('/api/v1/tasks/t1/answers', polluted)).status).toBe(400);
      const nul = await ann.post('/api/v1/challenges/wells/next', { skip: ['\0'] });
      expect([nul.status, nul.json.code]).toEqual([422, 'invalid']);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
      const [row] = await store.selectFrom('answers').select('answer').execute();
      expect((row!.answer as { comment: string }).comment).toContain(`'); drop table answers; --<script>`);
      for (const path of [
        `/api/v1/tasks/${encodeURIComponent("' or 1=1 --")}`,
        '/api/v1/tasks/%00',
        '/api/v1/tasks/%E0%A4%A',
        '/api/v1/tasks/😀',
      ])
        expect((await ann.get(path)).status).toBe(404);
    });
  });

  describe('an undo', () => {
    it('takes the answer back and gives the task again', async () => {
      await wells();
      const receipt = (await answer(ann, (await next(ann)).json)).json;
      time.pass(59);
      const undone = await ann.delete(`/api/v1/answers/${receipt.id}`);
      expect([undone.status, undone.json.state]).toEqual([200, 'undone']);
      expect((await ann.get('/api/v1/tasks/t1')).json).toMatchObject({ state: 'claimed', answer: null });
      time.pass(60);
      await settle(store, time.now);
      expect((await ann.get('/api/v1/tasks/t1')).json.state).toBe('claimed');
    });

    it('comes too late after the window, in words', async () => {
      await wells();
      const receipt = (await answer(ann, (await next(ann)).json)).json;
      time.pass(60);
      const late = await ann.delete(`/api/v1/answers/${receipt.id}`);
      expect([late.status, late.json.code]).toEqual([409, 'too-late']);
      expect(late.json.detail).toBe('An answer can be taken back for 60 seconds.');
    });

    it('is one’s own only', async () => {
      await wells(2);
      const receipt = (await answer(ann, (await next(ann)).json)).json;
      await next(bob);
      expect((await bob.delete(`/api/v1/answers/${receipt.id}`)).status).toBe(404);
      expect((await new Visitor(app.url).delete(`/api/v1/answers/${receipt.id}`)).status).toBe(404);
    });
  });

  describe('two people', () => {
    it('are blind to each other until the task is settled', async () => {
      await wells(2);
      const before = (await bob.get('/api/v1/tasks/t1')).json;
      const mapBefore = (await bob.get('/api/v1/challenges/wells/tasks')).json;
      await next(ann);
      const said = { ...fix, comment: 'seen it myself' };
      await answer(ann, before, { answer: said });
      const pending = await bob.get('/api/v1/tasks/t1');
      expect(pending.json).toEqual(before);
      time.pass(60);
      await settle(store, time.now);
      const counted = await bob.get('/api/v1/tasks/t1');
      expect(counted.json).toEqual(before);
      expect((await bob.get('/api/v1/challenges/wells/tasks')).json).toEqual(mapBefore);
      expect(pending.text + counted.text).not.toContain('seen it myself');
      await answer(bob, (await next(bob)).json);
      time.pass(60);
      await settle(store, time.now);
      expect((await bob.get('/api/v1/tasks/t1')).json).toMatchObject({ state: 'settled', outcome: 'fixed' });
    });

    it('share two places, and a third person has none', async () => {
      await wells(2);
      const cyd = new Visitor(app.url);
      expect((await next(ann)).json.id).toBe('t1');
      expect((await next(bob)).json.id).toBe('t1');
      expect((await next(cyd)).status).toBe(204);
      expect((await cyd.put('/api/v1/tasks/t1/claim')).json.code).toBe('held');
    });
  });

  describe('a cookie', () => {
    it('that nobody was given makes a new person', async () => {
      await wells();
      ann.cookie = `jalon=${'x'.repeat(43)}`;
      const { headers } = await next(ann);
      expect(headers.get('set-cookie')).toContain('jalon=');
      ann.cookie = `jalon=${'x'.repeat(5000)}`;
      expect((await ann.get('/api/v1/me')).json.id).toBeNull();
    });
  });
});
