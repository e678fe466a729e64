import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { challengeList } from '../../backend/http/contract/challenge.ts';
import type { Store } from '../../backend/store/connect.ts';
import { emptyStore } from '../store/empty-store.ts';
import { missingFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { signedInVisitor } from './signed-in.ts';

let store: Store;
let close: () => Promise<void>;
let app: Serving;
beforeAll(async () => {
  ({ store, close } = await emptyStore());
  app = await serve({ store });
});
afterAll(async () => {
  await app.close();
  await close();
});
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('grants').execute();
  await seedChallenge(store, { ...testChallenge('wells'), topic: 'services', difficulty: 'easy' });
  await seedChallenge(store, testChallenge('ponds'));
});

const listed = async (visitor: Visitor) =>
  challengeList.parse((await visitor.get('/api/v1/challenges')).json);
const which = async (visitor: Visitor, is: 'saved' | 'featured') =>
  (await listed(visitor)).filter(one => one[is]).map(({ id }) => id);
const admin = () => signedInVisitor(app.url, store, [{ role: 'admin' }]);

describe('a challenge', () => {
  it('says what it is about, what lately came, and no time as long as too few answered', async () => {
    const [ponds, wells] = await listed(new Visitor(app.url));
    expect(wells).toMatchObject({ topic: 'services', difficulty: 'easy', featured: false, saved: false });
    expect(ponds).toMatchObject({ topic: null, difficulty: null, secondsPerTask: null });
    expect(ponds!.lately).toHaveLength(30);
  });
});

describe('saving a challenge', () => {
  it('makes a guest of a visitor, who finds it again; nobody else does', async () => {
    const ann = new Visitor(app.url);
    expect((await ann.put('/api/v1/challenges/wells/saved')).status).toBe(204);
    expect((await ann.put('/api/v1/challenges/wells/saved')).status).toBe(204);
    expect(await which(ann, 'saved')).toEqual(['wells']);
    expect((await ann.get('/api/v1/me')).json.id).not.toBeNull();
    expect(await which(new Visitor(app.url), 'saved')).toEqual([]);
    expect((await ann.delete('/api/v1/challenges/wells/saved')).status).toBe(204);
    expect(await which(ann, 'saved')).toEqual([]);
  });

  it('is no deed on what is not there, and makes nobody a guest by it', async () => {
    const ann = new Visitor(app.url);
    expect((await ann.put('/api/v1/challenges/none/saved')).status).toBe(404);
    expect((await ann.delete('/api/v1/challenges/none/saved')).status).toBe(204);
    expect(ann.cookie).toBe('');
  });

  it('ends with the challenge', async () => {
    const ann = new Visitor(app.url);
    await ann.put('/api/v1/challenges/wells/saved');
    await store.deleteFrom('challenges').where('id', '=', 'wells').execute();
    expect(await store.selectFrom('saved_challenges').selectAll().execute()).toEqual([]);
  });

  it('is not done from another site', async () => {
    const ann = new Visitor(app.url);
    const foreign = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    const { status } = await ann.ask('PUT', '/api/v1/challenges/wells/saved', undefined, foreign);
    expect(status).toBe(403);
    expect(await store.selectFrom('saved_challenges').selectAll().execute()).toEqual([]);
  });
});

describe('featuring a challenge', () => {
  it('is for staff and admins, is seen by all, and is told in the audit log', async () => {
    const ada = await admin();
    const bob = new Visitor(app.url);
    expect((await ada.put('/api/v1/challenges/wells/featured')).status).toBe(204);
    expect(await which(bob, 'featured')).toEqual(['wells']);
    expect((await ada.delete('/api/v1/challenges/wells/featured')).status).toBe(204);
    expect(await which(bob, 'featured')).toEqual([]);
    const rows = await store
      .selectFrom('audit')
      .select(['action', 'target', 'data'])
      .where('action', 'like', '%Featured')
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { action: 'putFeatured', target: 'challenges/wells', data: { before: false } },
      { action: 'deleteFeatured', target: 'challenges/wells', data: { before: true } },
    ]);
  });

  it('is refused to others, and of what is not there', async () => {
    const ada = await admin();
    expect((await ada.put('/api/v1/challenges/none/featured')).status).toBe(404);
    expect((await new Visitor(app.url).put('/api/v1/challenges/wells/featured')).status).toBe(401);
    const bob = await signedInVisitor(app.url, store);
    expect((await bob.put('/api/v1/challenges/wells/featured')).status).toBe(403);
    expect(await which(ada, 'featured')).toEqual([]);
  });
});

describe('the window of a map', () => {
  it('is of the challenges that are asked for, and says how many are whose', async () => {
    await seedTask(store, 'wells', 'a', missingFinding('1', [4, 50]));
    await seedTask(store, 'wells', 'b', missingFinding('2', [4.1, 50]));
    await seedTask(store, 'ponds', 'c', missingFinding('3', [4.2, 50]));
    const ann = new Visitor(app.url);
    const window = async (query: string) => (await ann.get(`/api/v1/window?box=3,49,5,51${query}`)).json;
    expect(await window('')).toMatchObject({ count: 3, counts: { wells: 2, ponds: 1 } });
    expect(await window('&challenge=ponds')).toMatchObject({ count: 1, counts: { ponds: 1 } });
    expect(await window('&challenge=none')).toMatchObject({ count: 0, counts: {} });
    const { features } = await window('&most=1');
    for (const { properties } of features) expect(properties.open).toBe(properties.count);
    expect((await ann.get("/api/v1/window?box=3,49,5,51&challenge=x'--")).status).toBe(400);
    expect((await ann.get(`/api/v1/window?box=3,49,5,51&challenge=${'x,'.repeat(1800)}`)).status).toBe(400);
  });
});
