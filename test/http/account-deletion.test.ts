import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryCounters } from '../../backend/http/doors/limits/counters.ts';
import { makeLimits } from '../../backend/http/doors/limits/limits.ts';
import { sealWith } from '../../backend/seal.ts';
import type { Store } from '../../backend/store/connect.ts';
import { useStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, startOver, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { comesBack, guestVisitor, serveWithOsm, signedInAs, signIn } from './osm-visitor.ts';
import { Visitor } from './serve.ts';
import { addKey } from './signed-in.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let app: Awaited<ReturnType<typeof serveWithOsm>>;
let time: Clock;
/** Paths of requests that the server knows the sender of. */
let known: string[];
beforeEach(async () => {
  await startOver(store, []);
  await seedChallenge(store, testChallenge('wells', { needed: 2 }));
  await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]));
  time = clock();
  known = [];
  const limits = makeLimits(memoryCounters);
  app = await serveWithOsm({
    store,
    now: () => time.now,
    limits: {
      ...limits,
      spend: async (ctx, ...rest) => {
        await limits.spend(ctx, ...rest);
        known.push(ctx.path);
      },
    },
  });
});
afterEach(() => app.close());

const remove = (visitor: Visitor, confirm: string, headers?: Record<string, string>) =>
  visitor.ask('DELETE', '/api/v1/me', { confirm }, headers);
const me = async (visitor: Visitor) => (await visitor.get('/api/v1/me')).json;
const copyOf = (visitor: Visitor): Visitor => {
  const copy = new Visitor(app.url);
  copy.cookie = visitor.cookie;
  return copy;
};
const ANSWER = {
  requestId: 'late-request',
  factsDigest: 'digest-t',
  acceptTerms: true,
  answer: { say: 'not-an-issue' },
};

async function answer(visitor: Visitor): Promise<void> {
  const { json } = await visitor.post('/api/v1/challenges/wells/next', {});
  const answered = await visitor.post(`/api/v1/tasks/${json.id}/answers`, {
    requestId: randomUUID(),
    factsDigest: json.factsDigest,
    acceptTerms: true,
    answer: { say: 'not-an-issue' },
  });
  expect(answered.status).toBe(201);
}

describe('deleting an account', () => {
  it('signs out everywhere, and takes back what OpenStreetMap allowed', async () => {
    const ann = await signedInAs(app.url, 101);
    const phone = await signedInAs(app.url, 101);
    const copy = copyOf(ann);
    expect(app.oauth.tokens.size).toBe(1);
    expect((await remove(ann, 'Ann Mapper')).status).toBe(204);
    expect(ann.cookie).not.toMatch(/(^| )jalon=/);
    for (const visitor of [ann, copy, phone])
      expect(await me(visitor)).toMatchObject({ id: null, account: null });
    expect(app.oauth.tokens.size).toBe(0);
  });

  it('is done here even where OpenStreetMap does not answer', async () => {
    const ann = await signedInAs(app.url, 101);
    await app.oauth.close();
    expect((await remove(ann, 'Ann Mapper')).status).toBe(204);
    expect(await store.selectFrom('accounts').selectAll().execute()).toEqual([]);
  });

  it('says in the log that a token was not taken back which another key has sealed', async () => {
    const lines: { msg: string }[] = [];
    const log = pino({ level: 'warn' }, { write: line => void lines.push(JSON.parse(line)) });
    const rekeyed = await serveWithOsm({ store, log });
    try {
      const ann = await signedInAs(rekeyed.url, 101);
      const token = sealWith('another key of some thirty-two characters').seal('token', 'of ann');
      await store.updateTable('accounts').set({ token }).execute();
      expect((await remove(ann, 'Ann Mapper')).status).toBe(204);
      expect(lines.map(({ msg }) => msg)).toEqual([
        'a token was not given back to OpenStreetMap: it was sealed with another SECRET_KEY',
      ]);
      expect(rekeyed.oauth.tokens.size).toBe(1);
    } finally {
      await rekeyed.close();
    }
  });

  it('leaves the contributions, and makes somebody new of whoever signs in again', async () => {
    const ann = await signedInAs(app.url, 101);
    await answer(ann);
    const { id } = await me(ann);
    await remove(ann, 'Ann Mapper');
    await signIn(ann, { as: 101 });
    const again = await me(ann);
    expect(again).toMatchObject({ account: { name: 'Ann Mapper' }, answers: 0, termsAccepted: false });
    expect(again.id).not.toBe(id);
    expect(await store.selectFrom('answers').select('person_id').execute()).toEqual([{ person_id: id }]);
  });

  it('lets no browser go on as who they were, by a key or by a sign-in that is under way', async () => {
    const ann = await signedInAs(app.url, 101);
    const { id } = await me(ann);
    const token = await addKey(store, id, ['read']);
    const withKey = () =>
      new Visitor(app.url).get('/api/v1/challenges', { authorization: `Bearer ${token}` });
    expect((await withKey()).status).toBe(200);
    const back = await comesBack(ann, { as: 101 });
    const copy = copyOf(ann);
    await remove(ann, 'Ann Mapper');
    expect((await ann.get(back)).headers.get('location')).toBe('/sign-in?problem=forged');
    expect(await withKey()).toMatchObject({ status: 401, json: { code: 'bad-key' } });
    await signIn(copy, { as: 101 });
    expect((await me(copy)).id).not.toBe(id);
  });

  it.each([
    ['/api/v1/me/keys', { name: 'Nightly', scopes: ['read'] }],
    ['/api/v1/teams', { name: 'Well seekers' }],
    ['/api/v1/challenges/wells/next', {}],
    ['/api/v1/tasks/t/answers', ANSWER],
  ])('leaves nothing to a request that was under way: %s', async (path, body) => {
    const ann = await signedInAs(app.url, 101);
    // Who asks is known with the headers; the body comes when they have gone.
    const slow = request(app.url + path, {
      method: 'POST',
      headers: { cookie: ann.cookie, 'content-type': 'application/json' },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      slow.on('response', response => resolve(response.resume().statusCode)).on('error', reject);
    });
    const text = JSON.stringify(body);
    slow.write(text.slice(0, 1));
    await expect.poll(() => known).toContain(path);
    expect((await remove(copyOf(ann), 'Ann Mapper')).status).toBe(204);
    slow.end(text.slice(1));
    expect(await answered).toBe(401);
    for (const table of ['api_keys', 'teams', 'team_members', 'sessions', 'claims', 'answers'] as const)
      expect(await store.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  it('asks for the name, exactly', async () => {
    const ann = await signedInAs(app.url, 101);
    for (const confirm of ['', 'ann mapper', 'guest', 'Bob'])
      expect(await remove(ann, confirm)).toMatchObject({ status: 422, json: { code: 'not-confirmed' } });
    expect((await ann.delete('/api/v1/me')).status).toBe(422);
    expect(await me(ann)).toMatchObject({ account: { name: 'Ann Mapper' } });
    expect(app.oauth.tokens.size).toBe(1);
  });

  it('is refused to the last admin, with where they are it, and their token stays', async () => {
    const ann = await signedInAs(app.url, 101);
    const { id } = await me(ann);
    await store
      .insertInto('organisations')
      .values({ id: 'water', name: 'Water board', website: null })
      .execute();
    for (const organisation_id of [null, 'water'])
      await store
        .insertInto('grants')
        .values({ id: randomUUID(), person_id: id, role: 'admin', organisation_id, granted_by: null })
        .execute();
    expect(await remove(ann, 'Ann Mapper')).toMatchObject({
      status: 409,
      json: {
        code: 'last-admin',
        errors: [
          { path: 'installation', message: '' },
          { path: 'organisation:water', message: 'Water board' },
        ],
      },
    });
    expect(await me(ann)).toMatchObject({ account: { name: 'Ann Mapper' } });
    expect(app.oauth.tokens.size).toBe(1);
  });

  it('is refused to the last lead of a team', async () => {
    const [ann, bob] = [await signedInAs(app.url, 101), await signedInAs(app.url, 102)];
    const { id } = (await ann.post('/api/v1/teams', { name: 'Well seekers' })).json;
    const { id: other } = await me(bob);
    await store.insertInto('team_members').values({ team_id: id, person_id: other }).execute();
    expect(await remove(ann, 'Ann Mapper')).toMatchObject({
      status: 409,
      json: { code: 'last-lead', errors: [{ path: `team:${id}`, message: 'Well seekers' }] },
    });
  });

  it('is for who is there, and for no page of another site', async () => {
    expect((await remove(new Visitor(app.url), 'guest')).status).toBe(401);
    const ann = await signedInAs(app.url, 101);
    expect((await remove(ann, 'Ann Mapper', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await me(ann)).toMatchObject({ account: { name: 'Ann Mapper' } });
  });

  it('is for guests, too, who say that they are', async () => {
    const guest = await guestVisitor(app.url, store);
    await answer(guest);
    expect(await remove(guest, guest.person)).toMatchObject({ status: 422 });
    expect((await remove(guest, 'guest')).status).toBe(204);
    expect((await me(guest)).id).toBeNull();
    expect(await store.selectFrom('answers').select('person_id').execute()).toEqual([
      { person_id: guest.person },
    ]);
    // A later sign-in in this browser takes nothing of theirs along.
    await signIn(guest, { as: 101, keepAnswers: true });
    expect(await me(guest)).toMatchObject({ answers: 0, account: { name: 'Ann Mapper' } });
  });
});
