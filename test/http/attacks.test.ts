import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KEY_SCOPES, type KeyScope } from '../../backend/core/policy/policy.ts';
import { hashOf, newToken } from '../../backend/http/people/token.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { ask, codeOf, type Raw } from './raw.ts';
import { type Serving, serve, testConfig } from './serve.ts';
import { addKey, addVolunteer, type Held, sessionCookie } from './signed-in.ts';

/** What hostile people try who have an account or a key, or would like to have another's. */
const OPERATOR = 'a-secret-of-the-operator-9';
const json = { 'content-type': 'application/json' };
let opened: EmptyStore;
let store: Store;
let app: Serving;
const runs: string[] = [];
beforeAll(async () => {
  opened = await emptyStore();
  store = opened.store;
});
afterAll(() => opened.close());
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('organisations').execute();
  await store.deleteFrom('persons').execute();
  for (const id of ['fires', 'rails']) {
    await store.insertInto('organisations').values({ id, name: id, website: null }).execute();
    await seedChallenge(store, testChallenge(`of-${id}`));
    await store.updateTable('challenges').set({ organisation_id: id }).where('id', '=', `of-${id}`).execute();
    await store
      .insertInto('runs')
      .values({
        id: `run-of-${id}`,
        challenge_id: `of-${id}`,
        state: 'done',
        step: 'done',
        progress: 1,
        inputs: jsonb({ official: 'official.csv', community: 'map.osm' }),
        summary: jsonb({}),
      })
      .execute();
    await seedTask(store, `of-${id}`, `task-${id}`, movedFinding(id === 'fires' ? '1' : '2', [4.35, 50.85]));
  }
  runs.length = 0;
  app = await serve({
    store,
    config: { ...testConfig(), operatorToken: OPERATOR },
    requestRun: async challenge => {
      runs.push(challenge);
      return 'a-run';
    },
  });
  return () => app.close();
});

const signedIn = async (...roles: Held[]) => ({
  cookie: await sessionCookie(store, await addVolunteer(store, 'Vera Example', roles)),
});
const get = (path: string, headers: Record<string, string> = {}) => ask(app.url, 'GET', path, headers);
const send = (method: string, path: string, headers: Record<string, string>, body: unknown = {}) =>
  method === 'DELETE'
    ? ask(app.url, method, path, headers)
    : ask(app.url, method, path, { ...json, ...headers }, JSON.stringify(body));
const run = (challenge: string, headers: Record<string, string>) =>
  send('POST', `/api/v1/challenges/${challenge}/runs`, headers);
/** Without what is another for each request. */
const plain = ({ status, body }: Raw) => [status, body.toString().replace(/"instance":"[^"]*"/, '')];

const keyOf = (person: string, scopes: readonly KeyScope[]) => addKey(store, person, scopes);

describe('a session', () => {
  it('is not what somebody makes up, changes, or reads in the database', async () => {
    const { cookie } = await signedIn({ role: 'admin' });
    const [, token = ''] = cookie.split('=');
    const flipped = token.startsWith('A') ? `B${token.slice(1)}` : `A${token.slice(1)}`;
    const forged = [
      hashOf(token),
      flipped,
      token.slice(0, -1),
      `${token}A`,
      token.toLowerCase(),
      `${token}%00`,
      `"${token}x"`,
      'null',
      'undefined',
      '__proto__',
      'x'.repeat(5_000),
    ];
    for (const value of forged) {
      const me = JSON.parse((await get('/api/v1/me', { cookie: `jalon=${value}` })).body.toString());
      expect([value, me.id, me.account]).toEqual([value, null, null]);
    }
    const bearer = await get('/api/v1/me', { authorization: `Bearer ${token}` });
    expect(JSON.parse(bearer.body.toString()).id).toBeNull();
  });

  it('that has ended opens nothing, for nobody', async () => {
    const one = await signedIn({ role: 'admin' });
    expect((await send('POST', '/api/v1/sign-out', one)).status).toBe(204);
    expect(codeOf(await run('of-fires', one))).toBe('sign-in-needed');
    expect(codeOf(await get('/api/v1/me/sessions', one))).toBe('sign-in-needed');
  });

  it('is not given by somebody else: a cookie that a stranger chose is no session afterwards', async () => {
    const chosen = newToken();
    const next = await send('POST', '/api/v1/challenges/of-fires/next', { cookie: `jalon=${chosen}` });
    const [given = ''] = (next.headers['set-cookie'] as string[] | undefined) ?? [];
    expect(given).toMatch(/^jalon=[\w-]{43};/);
    expect(given).not.toContain(chosen);
    const me = await get('/api/v1/me', { cookie: `jalon=${chosen}` });
    expect(JSON.parse(me.body.toString()).id).toBeNull();
  });

  it('of somebody else is not there for who would like to end it', async () => {
    const victim = await addVolunteer(store, 'Victor Example');
    const theirs = { cookie: await sessionCookie(store, victim) };
    const { id } = (await store.selectFrom('sessions').select('id').executeTakeFirst())!;
    const attacker = await signedIn({ role: 'admin' });
    const known = await send('DELETE', `/api/v1/me/sessions/${id}`, attacker);
    const unknown = await send('DELETE', `/api/v1/me/sessions/${randomUUID()}`, attacker);
    expect(plain(known)).toEqual(plain(unknown));
    expect((await get('/api/v1/me/sessions', theirs)).status).toBe(200);
  });

  it('stands in a cookie that no script reads and no other name gets, also behind a proxy that does TLS', async () => {
    for (const trustProxy of [0, 1]) {
      const tls = await serve({
        store,
        config: { ...testConfig(), publicUrl: 'https://jalon.example', trustProxy },
      });
      const asked = (host: string) =>
        ask(tls.url, 'POST', '/api/v1/challenges/of-fires/next', { ...json, host }, '{}');
      const cookieAt = async (host: string) => (await asked(host)).headers['set-cookie'] as string[];
      const [given = ''] = await cookieAt('jalon.example');
      expect(given).toMatch(
        /^__Host-jalon=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; secure; httponly$/i,
      );
      const [local = ''] = await cookieAt('localhost:8080');
      expect(local).toMatch(/^jalon=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/i);
      // Over TLS the plain name, which a neighbouring host could set, counts for nothing.
      const value = given.split(/[=;]/)[1];
      const me = (name: string) =>
        ask(tls.url, 'GET', '/api/v1/me', { host: 'jalon.example', cookie: `${name}=${value}` });
      expect(JSON.parse((await me('__Host-jalon')).body.toString()).id).not.toBeNull();
      expect(JSON.parse((await me('jalon')).body.toString()).id).toBeNull();
      await tls.close();
    }
  });
});

describe('another organisation’s challenge', () => {
  const roles = ['staff', 'reviewer', 'maintainer', 'admin'] as const;

  it('is not run by whoever may run one’s own, whichever way its id is written', async () => {
    const staff = await signedIn({ role: 'staff', organisation: 'fires' });
    expect((await run('of-fires', staff)).status).toBe(202);
    for (const id of [
      'of-rails',
      'of-fires/../of-rails',
      'of-fires%2F..%2Fof-rails',
      'of-rails%00',
      'of-rails/',
      'OF-RAILS',
      'of-rails?challenge=of-fires',
      'of-fires;of-rails',
    ]) {
      const answer = await run(id, staff);
      expect([id, answer.status >= 400 && answer.status < 500]).toEqual([id, true]);
    }
    expect(runs).toEqual(['of-fires']);
  });

  it('is not exported for the map by its neighbours, not even as a HEAD, nor marked as handed over', async () => {
    for (const role of roles) {
      const neighbour = await signedIn({ role, organisation: 'fires' });
      for (const method of ['GET', 'HEAD'])
        for (const format of ['osc', 'josm', 'osc&format=csv', 'csv&format=osc']) {
          const path = `/api/v1/challenges/of-rails/export?format=${format}`;
          const answer = await ask(app.url, method, path, neighbour);
          expect([role, method, format, [400, 403].includes(answer.status)]).toEqual([
            role,
            method,
            format,
            true,
          ]);
        }
    }
  });

  it('is not reviewed by its neighbours, nor by who only takes part', async () => {
    const review = (task: string, headers: Record<string, string>) =>
      send('POST', `/api/v1/tasks/${task}/review`, headers, {
        decide: 'accept',
        factsDigest: 'digest-task-rails',
        acceptTerms: true,
        answer: { say: 'not-an-issue' },
      });
    const state = async () =>
      (await store.selectFrom('tasks').select('state').where('id', '=', 'task-rails').executeTakeFirst())
        ?.state;
    for (const role of roles) {
      const neighbour = await signedIn({ role, organisation: 'fires' });
      for (const id of ['task-rails', 'task-fires/../task-rails', 'task-fires%2F..%2Ftask-rails'])
        expect([403, 404]).toContain((await review(id, neighbour)).status);
      expect(codeOf(await review('task-rails', neighbour))).toBe('not-allowed');
    }
    expect(codeOf(await review('task-rails', await signedIn()))).toBe('not-allowed');
    expect(codeOf(await review('task-rails', {}))).toBe('sign-in-needed');
    expect(await state()).toBe('open');
  });

  it('is nobody’s by a role in an organisation of the same first letters, or of none', async () => {
    await store.insertInto('organisations').values({ id: 'rail', name: 'rail', website: null }).execute();
    for (const organisation of ['rail', 'fires']) {
      const staff = await signedIn({ role: 'staff', organisation });
      expect(codeOf(await run('of-rails', staff))).toBe('not-allowed');
    }
    expect(codeOf(await run('of-rails', await signedIn()))).toBe('not-allowed');
    expect(codeOf(await run('of-rails', {}))).toBe('sign-in-needed');
  });
});

describe('a role', () => {
  it('is not raised by what a request says of itself', async () => {
    const volunteer = await signedIn();
    for (const more of [
      { role: 'admin' },
      { roles: [{ role: 'admin' }] },
      JSON.parse('{"__proto__":{"role":"admin"}}'),
      { actor: { grants: [{ role: 'admin', scope: 'everything' }] } },
    ]) {
      const body = { official: '/a', community: '/b', ...more };
      expect(codeOf(await send('POST', '/api/v1/challenges/of-fires/runs', volunteer, body))).toBe(
        'not-allowed',
      );
    }
    for (const header of [
      'x-role',
      'x-user',
      'x-forwarded-user',
      'remote-user',
      'x-original-url',
      'x-rewrite-url',
    ])
      expect(codeOf(await run('of-fires', { ...volunteer, [header]: 'admin' }))).toBe('not-allowed');
    expect(runs).toEqual([]);
  });

  it('counts no more the moment it is taken away', async () => {
    const person = await addVolunteer(store, 'Vera Example', [{ role: 'staff', organisation: 'fires' }]);
    const headers = { cookie: await sessionCookie(store, person) };
    expect((await run('of-fires', headers)).status).toBe(202);
    await store.deleteFrom('grants').where('person_id', '=', person).execute();
    expect(codeOf(await run('of-fires', headers))).toBe('not-allowed');
  });

  it('of the operator is to look at metrics, and nothing else', async () => {
    const operator = { authorization: `Bearer ${OPERATOR}` };
    expect((await get('/metrics', operator)).status).toBe(200);
    expect(codeOf(await run('of-fires', operator))).toBe('sign-in-needed');
    expect(codeOf(await get('/api/v1/me/sessions', operator))).toBe('sign-in-needed');
    expect(codeOf(await get('/api/v1/challenges/of-fires/export?format=osc', operator))).toBe(
      'sign-in-needed',
    );
  });
});

describe('an API key', () => {
  it('does no more than its scopes say, whoever it belongs to, with or without their cookie', async () => {
    const admin = await addVolunteer(store, 'Ada Example', [{ role: 'admin' }]);
    const cookie = await sessionCookie(store, admin);
    for (const scope of KEY_SCOPES) {
      const key = { authorization: `Bearer ${await keyOf(admin, [scope])}` };
      for (const headers of [key, { ...key, cookie }]) {
        const ran = await run('of-fires', headers);
        expect([scope, ran.status]).toEqual([scope, scope === 'run' ? 202 : 403]);
        const exported = await get('/api/v1/challenges/of-fires/export?format=osc', headers);
        expect([scope, exported.status]).toEqual([scope, scope === 'export' ? 409 : 403]);
        expect([scope, codeOf(await get('/api/v1/me/sessions', headers))]).toEqual([scope, 'key-scope']);
        expect([scope, (await get('/metrics', headers)).status]).not.toEqual([scope, 200]);
      }
    }
  });

  it('is worth nothing as a cookie, in the address, in another header, or as its hash', async () => {
    const person = await addVolunteer(store, 'Ada Example', [{ role: 'admin' }]);
    const key = await keyOf(person, [...KEY_SCOPES]);
    const tries: [string, Record<string, string>][] = [
      ['', { cookie: `jalon=${key}` }],
      [`?access_token=${key}&key=${key}`, {}],
      ['', { 'x-api-key': key }],
      ['', { authorization: key }],
      ['', { authorization: `Basic ${Buffer.from(`jalon:${key}`).toString('base64')}` }],
    ];
    for (const [query, headers] of tries) {
      const me = JSON.parse((await get(`/api/v1/me${query}`, headers)).body.toString());
      expect(me.id).toBeNull();
    }
    const stolen = await get('/api/v1/me', { authorization: `Bearer jalon_${hashOf(key).slice(0, 43)}` });
    expect(codeOf(stolen)).toBe('bad-key');
  });

  it('that is wrong, revoked, expired or of somebody who has gone is one and the same', async () => {
    const person = await addVolunteer(store, 'Ada Example');
    const [revoked, expired, gone] = [
      await keyOf(person, ['read']),
      await keyOf(person, ['read']),
      await keyOf(await addVolunteer(store, 'Gone Example'), ['read']),
    ];
    await store.deleteFrom('api_keys').where('token_hash', '=', hashOf(revoked)).execute();
    await store
      .updateTable('api_keys')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('token_hash', '=', hashOf(expired))
      .execute();
    await store.deleteFrom('accounts').where('name', '=', 'Gone Example').execute();
    const answers = [];
    for (const key of [`jalon_${newToken()}`, revoked, expired, gone])
      answers.push(plain(await get('/api/v1/me', { authorization: `Bearer ${key}` })));
    expect(new Set(answers.map(one => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(401);
  });
});

describe('what somebody else did', () => {
  const next = (headers: Record<string, string>) => send('POST', '/api/v1/challenges/of-fires/next', headers);
  const answer = (headers: Record<string, string>, requestId: string) =>
    send('POST', '/api/v1/tasks/task-fires/answers', headers, {
      requestId,
      factsDigest: 'digest-task-fires',
      acceptTerms: true,
      answer: { say: 'cant-tell' },
    });

  it('cannot be taken back, given back, renewed or told apart from what never was', async () => {
    const ann = await signedIn();
    const eve = await signedIn();
    expect((await next(ann)).status).toBe(200);
    const receipt = JSON.parse((await answer(ann, 'request-of-ann')).body.toString());
    const known = await send('DELETE', `/api/v1/answers/${receipt.id}`, eve);
    const unknown = await send('DELETE', `/api/v1/answers/${randomUUID()}`, eve);
    expect(plain(known)).toEqual(plain(unknown));
    expect(known.status).toBe(404);
    const task = (headers: Record<string, string>) => get('/api/v1/tasks/task-fires', headers);
    const before = plain(await task(eve));
    await send('DELETE', '/api/v1/tasks/task-fires/claim', eve);
    expect(plain(await task(eve))).toEqual(before);
    expect((await send('DELETE', `/api/v1/answers/${receipt.id}`, ann)).status).toBe(200);
  });

  it('is not replayed: the same request again changes nothing, and is nobody else’s', async () => {
    const ann = await signedIn();
    const eve = await signedIn();
    await next(ann);
    const first = JSON.parse((await answer(ann, 'request-of-ann')).body.toString());
    const again = await answer(ann, 'request-of-ann');
    expect([again.status, JSON.parse(again.body.toString()).id]).toEqual([200, first.id]);
    const stolen = await answer(eve, 'request-of-ann');
    expect(stolen.body.toString()).not.toContain(first.id);
    const { n } = (await store
      .selectFrom('answers')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('request_id', '=', 'request-of-ann')
      .where(
        'person_id',
        '=',
        (await store.selectFrom('answers').select('person_id').executeTakeFirst())!.person_id,
      )
      .executeTakeFirst())!;
    expect(Number(n)).toBe(1);
  });
});

describe('a page of another site', () => {
  it('gets nobody to do anything with the cookie that their browser brings', async () => {
    const staff = await signedIn({ role: 'admin' });
    const sites: Record<string, string>[] = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://neighbour.localhost' },
      { origin: 'null' },
    ];
    for (const site of sites) {
      expect(codeOf(await run('of-fires', { ...staff, ...site }))).toBe('cross-site');
      expect(codeOf(await send('POST', '/api/v1/sign-out', { ...staff, ...site }))).toBe('cross-site');
      expect(codeOf(await send('DELETE', '/api/v1/me/sessions', { ...staff, ...site }))).toBe('cross-site');
      const path = '/api/v1/challenges/of-fires/export?format=osc';
      expect(codeOf(await get(path, { ...staff, ...site }))).toBe('cross-site');
    }
    // A form of another site, in a browser that says nothing of itself.
    const form = await ask(
      app.url,
      'POST',
      '/api/v1/challenges/of-fires/runs',
      { ...staff, 'content-type': 'text/plain' },
      '{"official":"/a","community":"/b"}',
    );
    expect(codeOf(form)).toBe('not-json');
    expect(runs).toEqual([]);
  });

  it('reads nothing: no answer may be shared with it', async () => {
    const staff = await signedIn({ role: 'admin' });
    const answer = await get('/api/v1/me', { ...staff, origin: 'https://evil.example' });
    for (const name of Object.keys(answer.headers)) expect(name).not.toMatch(/^access-control/);
    expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(String(answer.headers['cache-control'])).toMatch(/no-store|private/);
  });
});
