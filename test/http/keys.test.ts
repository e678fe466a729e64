import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { KEY_SCOPES } from '../../backend/core/policy/policy.ts';
import type { Store } from '../../backend/store/connect.ts';
import { MOST_KEYS } from '../../backend/store/people/api-keys.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { seedChallenge, seedRun, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

let opened: EmptyStore;
let store: Store;
let app: Serving;
let time: Clock;
beforeAll(async () => {
  opened = await emptyStore('postgres');
  store = opened.store;
});
afterAll(() => opened?.close());
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('persons').execute();
  time = clock();
  time.now = new Date();
  app = await serve({
    store,
    now: () => time.now,
    requestRun: async (_challenge, _inputs, { within }) => {
      await within(store, 'a-run');
      return 'a-run';
    },
  });
  return () => app.close();
});

const KEYS = '/api/v1/me/keys';
async function seedWells(): Promise<void> {
  await seedChallenge(store, testChallenge('wells'));
  await seedRun(store, 'wells', 'run-1');
}
const visit = (...roles: Held[]) => signedInVisitor(app.url, store, roles);
const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
  json?.code ?? String(status);
async function make(visitor: Visitor, body: object): Promise<{ key: string; id: string }> {
  const { status, json } = await visitor.post(KEYS, { name: 'a script', ...body });
  expect(status).toBe(201);
  return json;
}
const by = (key: string, method: string, path: string, body?: unknown) =>
  new Visitor(app.url).ask(method, path, body, { authorization: `Bearer ${key}` });

it('is told once, and kept as a hash', async () => {
  const vera = await visit();
  const { status, json } = await vera.post(KEYS, {
    name: ' nightly\u202e export ',
    scopes: ['export', 'read', 'read'],
    days: 30,
  });
  expect(status).toBe(201);
  expect(json.key).toMatch(/^jalon_[\w-]{43}$/);
  const { key, ...rest } = json;
  expect(rest).toMatchObject({
    name: 'nightly export',
    start: key.slice(0, 10),
    scopes: ['read', 'export'],
    lastUsedAt: null,
    expiresAt: new Date(time.now.getTime() + 30 * 86_400_000).toISOString(),
  });
  const listed = await vera.get(KEYS);
  expect(listed.json).toEqual([rest]);
  const rows = JSON.stringify(await store.selectFrom('api_keys').selectAll().execute());
  expect(listed.text + rows).not.toContain(key.slice(12));
});

it('does what its scopes say and the person may, and says when it was last used', async () => {
  await seedWells();
  const vera = await visit({ role: 'admin' });
  const { key } = await make(vera, { scopes: ['read'] });
  expect((await by(key, 'GET', '/api/v1/me')).json).toMatchObject({ id: vera.person, may: ['look'] });
  expect(codeOf(await by(key, 'POST', '/api/v1/challenges/wells/runs'))).toBe('key-scope');
  expect(codeOf(await by(key, 'GET', '/api/v1/challenges/wells/export?format=osc'))).toBe('key-scope');
  expect((await vera.get(KEYS)).json[0].lastUsedAt).toBe(time.now.toISOString());
  const { key: runs, id } = await make(vera, { scopes: ['run'] });
  expect((await by(runs, 'POST', '/api/v1/challenges/wells/runs')).status).toBe(202);
  const [row] = await store.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(1).execute();
  expect(row).toMatchObject({ action: 'startRun', person_id: vera.person, data: { run: 'a-run', key: id } });
});

it('does no more than the person, whose role may have been taken away since', async () => {
  await seedWells();
  const vera = await visit({ role: 'admin' });
  const { key } = await make(vera, { scopes: [...KEY_SCOPES] });
  expect((await by(key, 'POST', '/api/v1/challenges/wells/runs')).status).toBe(202);
  await store.deleteFrom('grants').execute();
  expect(codeOf(await by(key, 'POST', '/api/v1/challenges/wells/runs'))).toBe('not-allowed');
});

it('makes no key, keeps no account, joins nothing and appoints nobody, whatever its scopes', async () => {
  const vera = await visit({ role: 'admin' });
  const { key, id } = await make(vera, { scopes: [...KEY_SCOPES] });
  for (const [method, path, body] of [
    ['POST', KEYS, { name: 'another', scopes: ['read'] }],
    ['GET', KEYS],
    ['DELETE', `${KEYS}/${id}`],
    ['GET', '/api/v1/me/sessions'],
    ['DELETE', '/api/v1/me/sessions'],
    ['POST', '/api/v1/teams', { name: 'Mine' }],
    ['POST', '/api/v1/invitations', { role: 'admin' }],
    ['POST', '/api/v1/invitations/accept', { token: 'x' }],
    ['GET', '/api/v1/audit'],
    ['POST', '/api/v1/sign-out'],
  ] as const)
    expect([path, codeOf(await by(key, method, path, body))]).toEqual([path, 'key-scope']);
  // A cookie beside it helps nothing: the key says who asks.
  const both = await vera.ask('GET', KEYS, undefined, { authorization: `Bearer ${key}` });
  expect(codeOf(both)).toBe('key-scope');
});

it('opens nothing when it was revoked, has expired, or its person has gone', async () => {
  const vera = await visit();
  const { key, id } = await make(vera, { scopes: ['read'] });
  const eve = await visit();
  expect((await eve.delete(`${KEYS}/${id}`)).status).toBe(404);
  expect((await vera.delete(`${KEYS}/${id}`)).status).toBe(204);
  expect((await vera.delete(`${KEYS}/${id}`)).status).toBe(404);
  expect(codeOf(await by(key, 'GET', '/api/v1/me'))).toBe('bad-key');

  const { key: short } = await make(vera, { scopes: ['read'], days: 1 });
  time.now = new Date(time.now.getTime() + 86_400_000 - 60_000);
  expect((await by(short, 'GET', '/api/v1/me')).status).toBe(200);
  time.now = new Date(time.now.getTime() + 60_000);
  expect(codeOf(await by(short, 'GET', '/api/v1/me'))).toBe('bad-key');

  const other = await visit();
  const { key: orphan } = await make(other, { scopes: ['read'] });
  await store.deleteFrom('accounts').where('person_id', '=', other.person).execute();
  expect(codeOf(await by(orphan, 'GET', '/api/v1/me'))).toBe('bad-key');
});

it.each([
  [{ scopes: ['admin'] }],
  [{ scopes: ['read', 'make-keys'] }],
  [{ scopes: [] }],
  [{ scopes: 'read' }],
  [{ scopes: ['read'], days: 0 }],
  [{ scopes: ['read'], days: 1e9 }],
  [{ scopes: ['read'], name: '\u3164' }],
])('is not made of %j', async body => {
  const vera = await visit();
  expect(codeOf(await vera.post(KEYS, { name: 'a script', ...body }))).toBe('invalid');
});

it('is one of a few, counted one by one when many are made at once', async () => {
  const vera = await visit();
  for (let n = 0; n < MOST_KEYS - 2; n++)
    await store
      .insertInto('api_keys')
      .values({
        id: `k${n}`,
        person_id: vera.person,
        name: 'k',
        token_hash: `h${n}`,
        start: 'jalon_',
        scopes: ['read'],
        expires_at: n === 0 ? new Date(time.now.getTime() - 1) : null,
      })
      .execute();
  const made = await Promise.all(
    Array.from({ length: 6 }, () => vera.post(KEYS, { name: 'k', scopes: ['read'] })),
  );
  // One that has expired makes room.
  expect(made.map(codeOf).sort()).toEqual(['201', '201', '201', 'too-many', 'too-many', 'too-many']);
  expect((await vera.get(KEYS)).json).toHaveLength(MOST_KEYS);
});
