import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUDGETS } from '../../backend/http/doors/limits/budgets.ts';
import { memoryCounters } from '../../backend/http/doors/limits/counters.ts';
import { makeLimits } from '../../backend/http/doors/limits/limits.ts';
import { hashOf } from '../../backend/http/people/token.ts';
import type { Store } from '../../backend/store/connect.ts';
import type { OAuthFault } from '../servers/osm-oauth-desk.ts';
import { pressConsent } from '../servers/press-consent.ts';
import { useStore } from '../store/empty-store.ts';
import { clock } from './clock.ts';
import { comesBack, guestVisitor, serveWithOsm, signedInAs, signIn } from './osm-visitor.ts';
import { serve, Visitor } from './serve.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let app: Awaited<ReturnType<typeof serveWithOsm>>;
let time: ReturnType<typeof clock>;
beforeEach(async () => {
  await store.deleteFrom('persons').execute();
  await store.deleteFrom('sign_ins').execute();
  time = clock();
  app = await serveWithOsm({ store, now: () => time.now });
});
afterEach(() => app.close());

const me = async (visitor: Visitor) => (await visitor.get('/api/v1/me')).json;
const isVisitor = async (visitor: Visitor) =>
  expect(await me(visitor)).toMatchObject({ id: null, account: null });
const goesTo = (answer: { status: number; headers: Headers }) => [
  answer.status,
  answer.headers.get('location'),
];
const problem = (word: string) => [303, `/sign-in?problem=${word}`];

describe('a browser that comes back', () => {
  it('is told by a page when too many come back from its address, or nobody signs in here', async () => {
    const budgets = { ...BUDGETS, 'sign-in-callbacks': { seconds: 600, together: 1, shared: false } };
    const few = await serveWithOsm({ store, limits: makeLimits(memoryCounters, budgets) });
    const none = await serve({ store });
    try {
      const callback = '/sign-in/callback?state=x&code=y';
      expect(goesTo(await new Visitor(few.url).get(callback))).toEqual(problem('forged'));
      const late = await new Visitor(few.url).get(callback);
      expect(goesTo(late)).toEqual(problem('too-many-requests'));
      expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(goesTo(await new Visitor(none.url).get(callback))).toEqual(problem('no-sign-in'));
    } finally {
      await few.close();
      await none.close();
    }
  });
});

describe('signing in with OpenStreetMap', () => {
  it('ends on the page that was asked for, with the name of the account', async () => {
    const ann = new Visitor(app.url);
    expect(goesTo(await signIn(ann, { as: 103, returnTo: '/challenges/wells?x=1#map' }))).toEqual([
      303,
      '/challenges/wells?x=1#map',
    ]);
    expect(await me(ann)).toMatchObject({
      account: { name: 'Čeněk Třída', server: app.oauth.url },
      answers: 0,
      signIn: { osm: app.oauth.url },
    });
  });

  it('asks for nothing but who it is, with PKCE, and the server holds us to the verifier', async () => {
    await signIn(new Visitor(app.url));
    const [authorize, , token, details] = app.oauth.asked;
    expect(authorize?.query).toMatchObject({ scope: 'read_prefs', code_challenge_method: 'S256' });
    expect(authorize?.query.code_challenge).toMatch(/^[\w-]{43}$/);
    expect(token?.form.code_verifier).toMatch(/^[\w-]{43}$/);
    expect(token?.form.redirect_uri).toBe(`${app.url}/sign-in/callback`);
    expect(details?.authorization).toBe(`Bearer ${[...app.oauth.tokens.keys()][0]}`);
  });

  it('fails where the code was asked for with another challenge', async () => {
    const ann = new Visitor(app.url);
    const begun = await ann.post('/api/v1/sign-in', {});
    const address = new URL(begun.json.location);
    address.searchParams.set('code_challenge', 'x'.repeat(43));
    const back = new URL(await pressConsent(address.href));
    expect(goesTo(await ann.get(`${back.pathname}${back.search}`))).toEqual(problem('refused'));
    await isVisitor(ann);
  });

  it('finds the same person again, whatever they are called by now', async () => {
    const first = await me(await signedInAs(app.url, 101));
    await store.updateTable('accounts').set({ name: 'An earlier name' }).execute();
    const again = await me(await signedInAs(app.url, 101));
    const other = await me(await signedInAs(app.url, 102));
    expect(again).toEqual(first);
    expect(other.id).not.toBe(first.id);
    expect(other.account.name).toBe('Bob <script>alert(1)</script>');
  });

  it('takes one browser from one account to another', async () => {
    const shared = await signedInAs(app.url, 101);
    const ann = await me(shared);
    await signIn(shared, { as: 102 });
    const bob = await me(shared);
    expect(bob.account.name).toContain('Bob');
    expect(await me(await signedInAs(app.url, 101))).toEqual(ann);
  });

  it('is kept by no cache, and its cookies are for the server alone', async () => {
    const ann = new Visitor(app.url);
    const begun = await ann.post('/api/v1/sign-in', {});
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^jalon-sign-in=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/),
    ]);
    const done = await signIn(ann);
    expect(done.headers.get('cache-control')).toBe('no-store');
    expect(done.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^jalon=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/),
    ]);
  });

  it('over HTTPS has cookies that no subdomain can plant, and comes back to the address that people open', async () => {
    await app.close();
    app = await serveWithOsm({ store }, { publicUrl: 'https://jalon.example' });
    const headers = { 'x-forwarded-host': 'jalon.example' };
    const ann = new Visitor(app.url);
    const begun = await ann.post('/api/v1/sign-in', {}, headers);
    const redirect = new URL(begun.json.location).searchParams.get('redirect_uri')!;
    expect(redirect).toBe('https://jalon.example/sign-in/callback');
    app.oauth.app.redirectUris.push(redirect);
    const back = new URL(await pressConsent(begun.json.location));
    const done = await ann.get(`${back.pathname}${back.search}`, headers);
    expect(goesTo(done)).toEqual([303, '/']);
    const cookie = / path=\/; expires=[^;]+; samesite=lax; secure; httponly$/;
    for (const [name, { headers }] of [
      ['__Host-jalon-sign-in', begun],
      ['__Host-jalon', done],
    ] as const) {
      expect(headers.getSetCookie()).toEqual([expect.stringMatching(cookie)]);
      expect(headers.getSetCookie()[0]).toMatch(new RegExp(`^${name}=`));
    }
  });

  it('keeps token and verifier sealed, and state, mark and session as hashes', async () => {
    const ann = new Visitor(app.url);
    const back = await comesBack(ann);
    const mark = ann.cookieNamed('jalon-sign-in');
    const state = new URL(back, app.url).searchParams.get('state')!;
    const [begun] = await store.selectFrom('sign_ins').selectAll().execute();
    await ann.get(back);
    const verifier = app.oauth.asked.find(({ path }) => path === '/oauth2/token')!.form.code_verifier!;
    const [account] = await store.selectFrom('accounts').selectAll().execute();
    const [session] = await store.selectFrom('sessions').selectAll().execute();
    const kept = JSON.stringify([begun, account, session]);
    const secrets = [mark, state, verifier, [...app.oauth.tokens.keys()][0]!, ann.cookieNamed('jalon')];
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(kept).not.toContain(secret);
    }
    expect(begun?.verifier).toMatch(/^v1\./);
    expect(account?.token).toMatch(/^v1\./);
    expect(account?.scopes).toEqual(['read_prefs']);
  });

  it('is said not to be there where the operator set no application', async () => {
    const without = await serve({ store });
    const ann = new Visitor(without.url);
    const refused = await ann.post('/api/v1/sign-in', {});
    expect([refused.status, refused.json.code]).toEqual([503, 'no-sign-in']);
    await without.close();
  });

  it('may be begun by our own pages only', async () => {
    const refused = await new Visitor(app.url).post(
      '/api/v1/sign-in',
      {},
      { origin: 'https://evil.example' },
    );
    expect([refused.status, refused.json.code]).toEqual([403, 'cross-site']);
    expect(await store.selectFrom('sign_ins').selectAll().execute()).toEqual([]);
  });
});

describe('a sign-in that does not end well', () => {
  it('is denied, and the person stays who they were', async () => {
    const ann = new Visitor(app.url);
    expect(goesTo(await signIn(ann, { press: 'deny' }))).toEqual(problem('denied'));
    await isVisitor(ann);
  });

  it('took longer than ten minutes', async () => {
    const ann = new Visitor(app.url);
    const back = await comesBack(ann);
    time.pass(600);
    expect(goesTo(await ann.get(back))).toEqual(problem('expired'));
    await isVisitor(ann);
    expect(app.oauth.tokens.size).toBe(0);
    const late = await comesBack(ann);
    time.pass(599);
    expect(goesTo(await ann.get(late))).toEqual([303, '/']);
  });

  it('was begun before the key became another', async () => {
    const ann = new Visitor(app.url);
    const back = await comesBack(ann);
    await store.updateTable('sign_ins').set({ verifier: 'v1.AAAA' }).execute();
    expect(goesTo(await ann.get(back))).toEqual(problem('expired'));
    await isVisitor(ann);
  });

  it('comes with a code that is too old, or that was changed', async () => {
    const ann = new Visitor(app.url);
    app.oauth.codeSeconds = 0;
    expect(goesTo(await signIn(ann))).toEqual(problem('refused'));
    app.oauth.codeSeconds = 600;
    const back = await comesBack(ann);
    expect(goesTo(await ann.get(back.replace(/code=[^&]+/, 'code=made-up')))).toEqual(problem('refused'));
    await isVisitor(ann);
  });

  it('comes a second time: the state was used up by the first', async () => {
    const ann = new Visitor(app.url);
    const back = await comesBack(ann);
    await ann.get(back);
    const who = await me(ann);
    expect(goesTo(await ann.get(back))).toEqual(problem('forged'));
    expect(await me(ann)).toEqual(who);
    // Nobody asked the server with it again, which would have taken the token back.
    expect(app.oauth.tokens.size).toBe(1);
  });

  it('comes a second time with the code of the first and a state of its own', async () => {
    const ann = new Visitor(app.url);
    const first = new URL(await comesBack(ann), app.url);
    await ann.get(`${first.pathname}${first.search}`);
    const eve = new Visitor(app.url);
    const second = new URL(await comesBack(eve), app.url);
    second.searchParams.set('code', first.searchParams.get('code')!);
    expect(goesTo(await eve.get(`${second.pathname}${second.search}`))).toEqual(problem('refused'));
    await isVisitor(eve);
  });

  it.each([
    ['another', (state: string) => state.replace(/./, one => (one === 'A' ? 'B' : 'A'))],
    ['an empty', () => ''],
    ['no', () => null],
    ['a very long', () => 'x'.repeat(3000)],
  ])('comes with %s state', async (_, change) => {
    const ann = new Visitor(app.url);
    const back = new URL(await comesBack(ann), app.url);
    const state = change(back.searchParams.get('state')!);
    if (state === null) back.searchParams.delete('state');
    else back.searchParams.set('state', state);
    expect(goesTo(await ann.get(`${back.pathname}${back.search}`))).toEqual(problem('forged'));
    await isVisitor(ann);
    expect(app.oauth.tokens.size).toBe(0);
  });

  it('ends in another browser than it began in: nobody is signed in to an account that is not theirs', async () => {
    const eve = new Visitor(app.url);
    const ofEve = await comesBack(eve, { as: 102 });
    const victim = new Visitor(app.url);
    expect(goesTo(await victim.get(ofEve))).toEqual(problem('forged'));
    await isVisitor(victim);
    // One who has a mark of their own, too.
    const back = await comesBack(eve, { as: 102 });
    await comesBack(victim, { as: 101 });
    expect(goesTo(await victim.get(back))).toEqual(problem('forged'));
    await isVisitor(victim);
    // And the state is used up for her, too.
    expect(goesTo(await eve.get(back))).toEqual(problem('forged'));
  });

  it('brings an error of the server’s own, and no code', async () => {
    const ann = new Visitor(app.url);
    const back = new URL(await comesBack(ann), app.url);
    const state = back.searchParams.get('state')!;
    const at = (query: Record<string, string>) =>
      ann.get(`/sign-in/callback?${new URLSearchParams({ state, ...query })}`);
    expect(goesTo(await at({ error: 'server_error\r\nset-cookie: a=b' }))).toEqual(problem('refused'));
    const again = new URL(await comesBack(ann), app.url).searchParams.get('state')!;
    expect(goesTo(await ann.get(`/sign-in/callback?state=${again}`))).toEqual(problem('refused'));
    await isVisitor(ann);
  });

  const faults: readonly (readonly [string, OAuthFault, string])[] = [
    ['says 500', { kind: 'status', status: 500 }, 'unreachable'],
    ['sends garbage', { kind: 'garbage' }, 'unreachable'],
    ['hangs', { kind: 'silent' }, 'unreachable'],
    ['breaks the connection', { kind: 'no-connection' }, 'unreachable'],
    ['refuses', { kind: 'status', status: 401, body: '{"error":"invalid_client"}' }, 'refused'],
  ];
  describe.each(faults)('meets a server that %s', (_, fault, word) => {
    it.each(['token', 'details'] as const)('when it is asked for %s', async part => {
      await app.close();
      app = await serveWithOsm({ store }, { time: fault.kind === 'silent' ? 80 : 10_000 });
      const ann = new Visitor(app.url);
      const back = await comesBack(ann);
      app.oauth.faults[part] = fault;
      expect(goesTo(await ann.get(back))).toEqual(problem(word));
      await isVisitor(ann);
      expect(await store.selectFrom('accounts').selectAll().execute()).toEqual([]);
      // It is well again: the next try goes well.
      delete app.oauth.faults[part];
      expect(goesTo(await signIn(ann))).toEqual([303, '/']);
    });
  });
});

describe('where one goes after signing in', () => {
  it.each([
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\n//evil.example',
    '/.//evil.example/',
    '/x/..//evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
    'evil.example',
    '',
    '/ok\r\nset-cookie: jalon=x',
    '/a\\b',
  ])('is this site, whatever is asked for: %j', async returnTo => {
    expect(goesTo(await signIn(new Visitor(app.url), { returnTo }))).toEqual([303, '/']);
  });

  it('may be any path of it, with names in every script', async () => {
    expect(goesTo(await signIn(new Visitor(app.url), { returnTo: '/tâche/1?a=b c' }))).toEqual([
      303,
      '/t%C3%A2che/1?a=b%20c',
    ]);
  });
});

describe('a cookie that somebody knew before', () => {
  it('is worth nothing after the sign-in: session fixation', async () => {
    const eve = new Visitor(app.url);
    await signIn(eve, { as: 102 });
    const planted = new Visitor(app.url);
    planted.cookie = eve.cookie;
    // The victim's browser has the attacker's cookie, and signs in.
    await signIn(planted, { as: 101 });
    expect((await me(planted)).account.name).toBe('Ann Mapper');
    await isVisitor(eve);
  });

  it('of a guest is worth nothing either', async () => {
    const planted = await guestVisitor(app.url, store);
    const eve = new Visitor(app.url);
    eve.cookie = planted.cookie;
    expect((await me(eve)).id).toBe((await me(planted)).id);
    await signIn(planted, { as: 101 });
    await isVisitor(eve);
    const other = await guestVisitor(app.url, store);
    eve.cookie = other.cookie;
    await signIn(other, { as: 101 });
    await isVisitor(eve);
  });

  it('of a guest from before there were sessions is worth nothing either', async () => {
    const token = 't'.repeat(43);
    await store
      .insertInto('persons')
      .values({ id: 'old', token_hash: hashOf(token) })
      .execute();
    const old = new Visitor(app.url);
    old.cookie = `jalon=${token}`;
    await signIn(old, { as: 101 });
    expect(await me(old)).toMatchObject({ id: 'old', account: { name: 'Ann Mapper' } });
    const eve = new Visitor(app.url);
    eve.cookie = `jalon=${token}`;
    await isVisitor(eve);
  });
});

describe('a session that is used', () => {
  const lifetime = (cookies: readonly string[]) =>
    cookies.flatMap(line => /^jalon=.*expires=([^;]+)/.exec(line)?.[1] ?? []).map(until => Date.parse(until));
  const DAY = 86_400_000;

  it('is kept by the browser longer, too, and by others no longer than before', async () => {
    const ann = await signedInAs(app.url, 101);
    const before = ann.cookieNamed('jalon');
    expect((await ann.get('/api/v1/me')).headers.getSetCookie()).toEqual([]);
    time.pass(20 * 86_400);
    const [until] = lifetime((await ann.get('/api/v1/me')).headers.getSetCookie());
    expect(until! - Date.now()).toBeGreaterThan(29 * DAY);
    expect(ann.cookieNamed('jalon')).toBe(before);
    time.pass(20 * 86_400);
    expect((await me(ann)).account.name).toBe('Ann Mapper');
    time.pass(31 * 86_400);
    await isVisitor(ann);
  });

  it('of a guest from before there were sessions ends with it, for whoever kept the cookie', async () => {
    const token = 'u'.repeat(43);
    await store
      .insertInto('persons')
      .values({ id: 'older', token_hash: hashOf(token) })
      .execute();
    const [first, second] = [new Visitor(app.url), new Visitor(app.url)];
    first.cookie = second.cookie = `jalon=${token}`;
    const both = await Promise.all([me(first), me(second), me(first), me(second)]);
    expect(both.map(({ id }) => id)).toEqual(['older', 'older', 'older', 'older']);
    await first.post('/api/v1/sign-out');
    await isVisitor(second);
  });
});
