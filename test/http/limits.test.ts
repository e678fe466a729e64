import { createServer } from 'node:net';
import type { Context } from 'koa';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressOf, networkOf } from '../../backend/http/doors/limits/address-of.ts';
import { BUDGETS, type Budget, type Line } from '../../backend/http/doors/limits/budgets.ts';
import { type Counters, memoryCounters, openCounters } from '../../backend/http/doors/limits/counters.ts';
import { type Limits, makeLimits } from '../../backend/http/doors/limits/limits.ts';
import { newToken } from '../../backend/http/people/token.ts';
import { Refusal } from '../../backend/http/refusal.ts';
import { connect, type Store } from '../../backend/store/connect.ts';
import { type OpenDatabase, openDatabase } from '../../backend/store/opening/open-database.ts';
import { freePort } from '../servers/free-port.ts';
import { emptyPlace, type Place, SETTINGS } from '../servers/setting.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import { ask, codeOf } from './raw.ts';
import { type Serving, serve, testConfig } from './serve.ts';
import { addKey, addVolunteer, sessionCookie } from './signed-in.ts';

/** As the real ones are, with less in them: what is a flood for them is a handful here. */
const SMALL = Object.fromEntries(
  Object.entries(BUDGETS as Record<Budget, Line>).map(([name, line]) => [
    name,
    {
      ...line,
      together: line.tries ? 5 : 12,
      ...(line.each && { each: 4 }),
      ...(line.nobody && { nobody: 6 }),
    },
  ]),
) as Record<Budget, Line>;
/** milliseconds for a store that is there, on a machine that has more to do */
const PATIENCE = 20_000;
const TOKEN = 'a-secret-of-the-operator-9';
const json = { 'content-type': 'application/json' };

/** What a limiter sees of a request. */
const from = (ip: string): Context => ({ ip, set: () => {} }) as unknown as Context;
/** How many of `times` at once get through. */
async function passing(times: number, spend: () => Promise<unknown>): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, spend));
  for (const one of outcomes)
    if (one.status === 'rejected') expect([(one.reason as Refusal).status]).toEqual([429]);
  return outcomes.filter(one => one.status === 'fulfilled').length;
}

describe.each(SETTINGS)('limits, %s', setting => {
  let place: Place;
  let database: OpenDatabase;
  let store: Store;
  let counters: Counters;
  let app: Serving;
  /** A place on the network of its own for each test. */
  let here: Record<string, string>;
  let tests = 0;
  beforeAll(async () => {
    place = await emptyPlace(setting);
    database = await openDatabase(place);
    store = connect(database.url, { max: 4 });
    await seedChallenge(store, testChallenge('wells'));
    counters = await openCounters(place, undefined, PATIENCE);
    const config = { ...testConfig(), trustProxy: 1, operatorToken: TOKEN };
    app = await serve({ store, config, limits: makeLimits(counters, SMALL) });
  });
  afterAll(async () => {
    await app?.close();
    await counters?.close();
    await store?.destroy();
    await database?.close();
    await place?.remove();
  });
  beforeEach(() => {
    tests += 1;
    here = at(`203.0.113.${tests}`);
  });
  const at = (ip: string) => ({ 'x-forwarded-for': ip });
  const get = (path: string, headers: Record<string, string>) => ask(app.url, 'GET', path, headers);
  const next = (headers: Record<string, string>) =>
    ask(app.url, 'POST', '/api/v1/challenges/wells/next', { ...json, ...headers }, '{}');
  const guest = async () => ({
    cookie: await sessionCookie(store, await addVolunteer(store, 'Vera Example')),
  });
  const statuses = async (times: number, once: () => Promise<{ status: number }>) => {
    const found: number[] = [];
    for (let i = 0; i < times; i++) found.push((await once()).status);
    return found;
  };
  const many = (status: number, times: number) => Array<number>(times).fill(status);

  it('ends a flood of reads by one person, says when to come back, and lets the others at the address go on', async () => {
    const one = { ...here, cookie: 'jalon=one' };
    expect(await statuses(4, () => get('/api/v1/challenges', one))).toEqual(many(200, 4));
    const refused = await get('/api/v1/challenges', one);
    expect([refused.status, codeOf(refused)]).toEqual([429, 'too-many-requests']);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused.headers['ratelimit']).toMatch(/^"reads";r=0;t=\d+$/);
    expect((await get('/api/v1/challenges', { ...here, cookie: 'jalon=two' })).status).toBe(200);
  });

  it('ends a flood from one address, with however many cookies, and of nobody’s earlier', async () => {
    expect(await statuses(6, () => get('/api/v1/me', here))).toEqual(many(200, 6));
    expect((await get('/api/v1/me', here)).status).toBe(429);
    let cookies = 0;
    const invented = () => get('/api/v1/me', { ...here, cookie: `jalon=invented-${cookies++}` });
    expect(await statuses(7, invented)).toEqual([...many(200, 5), 429, 429]);
    expect((await get('/api/v1/me', at('203.0.113.200'))).status).toBe(200);
  });

  it('ends a flood of writes by one person, whatever address it comes from', async () => {
    const one = await guest();
    expect(await statuses(4, () => next({ ...here, ...one }))).not.toContain(429);
    for (const address of [here, at('198.51.100.1'), at('2001:db8::1')]) {
      const refused = await next({ ...address, ...one });
      expect([refused.status, codeOf(refused)]).toEqual([429, 'too-many-requests']);
    }
    // Whoever else is there goes on.
    expect((await next({ ...here, ...(await guest()) })).status).not.toBe(429);
  });

  it('ends a flood of guests from one address, before any row is made for them', async () => {
    const busy = makeLimits(counters, {
      ...SMALL,
      guests: { ...SMALL.guests, together: 3 },
      writes: { ...SMALL.writes, nobody: 50, together: 50 },
    });
    const config = { ...testConfig(), trustProxy: 1 };
    const other = await serve({ store, config, limits: busy });
    const arrive = () => ask(other.url, 'POST', '/api/v1/challenges/wells/next', { ...json, ...here }, '{}');
    const count = async () =>
      Number(
        (await store
          .selectFrom('persons')
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirst())!.n,
      );
    const before = await count();
    expect((await statuses(8, arrive)).filter(status => status === 429)).toHaveLength(5);
    expect(await count()).toBe(before + 3);
    await other.close();
  });

  it('counts an IPv6 network as one address', async () => {
    let host = 0;
    const neighbour = () => get('/api/v1/challenges', at(`2001:db8:${tests}:1::${(++host).toString(16)}`));
    expect(await statuses(7, neighbour)).toEqual([...many(200, 6), 429]);
    expect((await get('/api/v1/challenges', at(`2001:db8:${tests}:2::1`))).status).toBe(200);
  });

  it('ends a flood and guesses from ever new places of an IPv6 network, and lets the next network in', async () => {
    const limits = makeLimits(counters, SMALL);
    let place = 0;
    const fresh = (network: string) => from(`2001:db8:${network}:${(++place).toString(16)}::1`);
    const network = `f${tests}`;
    expect(await passing(300, () => limits.arrive(fresh(network), 'writes'))).toBe(12 * 16);
    expect(await passing(5, () => limits.arrive(fresh('eeee'), 'writes'))).toBe(5);
    const wrong = () => limits.guess(fresh(network), 'wrong-secrets', async () => null);
    for (let guess = 0; guess < 5 * 16; guess++) expect(await wrong()).toBeNull();
    let compared = false;
    const right = limits.guess(fresh(network), 'wrong-secrets', async () => {
      compared = true;
      return 'found';
    });
    await expect(right).rejects.toThrow(Refusal);
    expect(compared).toBe(false);
  });

  it('ends guessing at the operator’s secret: then the right one is not compared either', async () => {
    const secret = (token: string) => get('/metrics', { ...here, authorization: `Bearer ${token}` });
    let guess = 0;
    expect(await statuses(5, () => secret(`wrong-secret-${guess++}`))).toEqual(many(401, 5));
    const right = await secret(TOKEN);
    expect([right.status, codeOf(right)]).toEqual([429, 'too-many-tries']);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    expect((await get('/metrics', { ...at('203.0.113.201'), authorization: `Bearer ${TOKEN}` })).status).toBe(
      200,
    );
  });

  const keyOf = async (person?: string) =>
    addKey(store, person ?? (await addVolunteer(store, 'Keya Example')), ['read']);

  it('gives a person no more for having many keys', async () => {
    const person = await addVolunteer(store, 'Manya Example');
    const keys = await Promise.all(Array.from({ length: 4 }, () => keyOf(person)));
    let turn = 0;
    const use = () =>
      get('/api/v1/me', { ...at(`198.51.103.${++turn}`), authorization: `Bearer ${keys[turn % 4]}` });
    expect(await statuses(6, use)).toEqual([...many(200, 4), 429, 429]);
  });

  it('counts who makes up a cookie as nobody where it costs seconds', async () => {
    let turn = 0;
    const changes = () =>
      get('/api/v1/challenges/wells/changes', { ...here, cookie: `jalon=made-up-${++turn}` });
    expect(await statuses(8, changes)).toEqual([...many(200, 6), 429, 429]);
  });

  it('ends guessing at keys, and lets a right one in that is used beside a forgotten one', async () => {
    const key = await keyOf();
    const use = (token: string) => get('/api/v1/me', { ...here, authorization: `Bearer ${token}` });
    // A right one is no wrong secret of anybody's.
    expect(await statuses(4, () => use(key))).toEqual(many(200, 4));
    expect(await statuses(5, () => use(`jalon_${newToken()}`))).toEqual(many(401, 5));
    const wrong = await use(`jalon_${newToken()}`);
    expect([wrong.status, codeOf(wrong)]).toEqual([429, 'too-many-tries']);
    // Compared, and refused for another reason: a key has a budget of its own, wherever it is used.
    const elsewhere = { ...at('203.0.113.202'), authorization: `Bearer ${key}` };
    const right = [await use(key), await get('/api/v1/me', elsewhere)];
    expect(right.map(codeOf)).toEqual(['too-many-requests', 'too-many-requests']);
    const other = await keyOf();
    expect((await use(other)).status).toBe(200);
  });

  it('ends a flood of exports', async () => {
    const one = { ...here, ...(await guest()) };
    const path = '/api/v1/challenges/wells/export?format=csv';
    expect(await statuses(5, () => get(path, one))).toEqual([...many(409, 4), 429]);
    expect((await get('/api/v1/challenges/wells/changes', one)).status).toBe(200);
  });

  it('ends a flood of addresses that are none, of files, of the board and of what costs seconds', async () => {
    const one = { ...here, ...(await guest()) };
    const changes = () => get('/api/v1/challenges/wells/changes', one);
    expect(await statuses(5, changes)).toEqual([...many(200, 4), 429]);
    const each = [
      ['/api/v1/nothing', 404, at(`198.51.100.${tests}`)],
      ['/operate/queue', 401, at(`198.51.101.${tests}`)],
      ['/no/page', 404, at(`198.51.102.${tests}`)],
    ] as const;
    for (const [path, status, from] of each)
      expect(await statuses(13, () => get(path, from))).toEqual([...many(status, 12), 429]);
  });

  it('counts nothing that machines ask every few seconds', async () => {
    expect(await statuses(20, () => get('/healthz', here))).toEqual(many(200, 20));
  });

  it('lets in again when the series is over', async () => {
    const brief = makeLimits(counters, { ...SMALL, exports: { ...SMALL.exports, seconds: 1, together: 2 } });
    const spend = () => brief.arrive(from(here['x-forwarded-for']!), 'exports');
    expect(await passing(4, spend)).toBe(2);
    await expect.poll(() => passing(1, spend), { timeout: 20_000 }).toBe(1);
  });

  it('lets as many through as there are, however many ask at the same moment', async () => {
    const spend = (limits: Limits) => () => limits.arrive(from(here['x-forwarded-for']!), 'writes');
    const own = makeLimits(counters, SMALL);
    expect(await passing(60, spend(own))).toBe(12);
  });

  // Embedded, there is one process, and nothing that could be away.
  if (setting !== 'embedded') {
    it('is one budget for all processes where it is about changes and guesses', async () => {
      const theirs = await openCounters(place, undefined, PATIENCE);
      const [first, second] = [makeLimits(counters, SMALL), makeLimits(theirs, SMALL)];
      const ip = here['x-forwarded-for']!;
      let turn = 0;
      const either = () => (turn++ % 2 === 0 ? first : second).arrive(from(ip), 'writes');
      expect(await passing(40, either)).toBe(12);
      const wrong = (limits: Limits) => limits.guess(from(ip), 'wrong-links', async () => null);
      for (let i = 0; i < 5; i++) await wrong(i % 2 === 0 ? first : second);
      for (const limits of [first, second]) await expect(wrong(limits)).rejects.toThrow(Refusal);
      // Reads are each process's own.
      expect(await passing(20, () => first.arrive(from(ip), 'reads'))).toBe(12);
      expect(await passing(20, () => second.arrive(from(ip), 'reads'))).toBe(12);
      await theirs.close();
    });

    it('is kept by each process alone while the store is away, neither open nor closed, and together again afterwards', async () => {
      const told: Error[] = [];
      const own = await openCounters(place, fault => told.push(fault), PATIENCE);
      const limits = makeLimits(own, SMALL);
      const ip = here['x-forwarded-for']!;
      const spend = (other = ip) => limits.arrive(from(other), 'writes');
      expect(await passing(3, spend)).toBe(3);
      const server = setting === 'redis' ? place.redis! : place.postgres!;
      await server.kill();
      try {
        expect(await passing(20, spend)).toBe(12);
        expect(await limits.guess(from(ip), 'wrong-keys', async () => 'found')).toBe('found');
        expect(await passing(20, () => limits.guess(from(ip), 'wrong-keys', async () => null))).toBe(5);
        await expect.poll(() => told.length).toBeGreaterThan(0);
        const count = told.length;
        expect(await passing(20, () => spend('198.51.100.77'))).toBe(12);
        expect(told.length).toBe(count);
      } finally {
        await server.start();
      }
      const asked = `198.51.100.${100 + tests}`;
      await expect
        .poll(
          async () => {
            await limits.arrive(from(asked), 'sign-in-starts').catch(() => {});
            return rowOf(`sign-in-starts:together:${asked}`);
          },
          { timeout: 30_000 },
        )
        .toBeGreaterThan(0);
      await own.close();
    });
  }

  /** What the store itself has counted. */
  async function rowOf(key: string): Promise<number> {
    if (setting === 'redis') {
      const { Redis } = await import('ioredis');
      const redis = new Redis(place.redisUrl!, { lazyConnect: true });
      await redis.connect();
      const value = await redis.get(`jalon:${key}`);
      redis.disconnect();
      return Number(value);
    }
    const row = await store
      .selectFrom('rate_limits')
      .select('points')
      .where('key', '=', `jalon:${key}`)
      .executeTakeFirst();
    return row?.points ?? 0;
  }
});

describe('the table of PostgreSQL', () => {
  it('is cleared of what counts no more', async () => {
    const place = await emptyPlace('postgres');
    const store = connect(place.databaseUrl!, { max: 1 });
    const hours = (ago: number) => Date.now() - ago * 3_600_000;
    await store
      .insertInto('rate_limits')
      .values([
        { key: 'old', points: 3, expire: hours(2) },
        { key: 'new', points: 3, expire: hours(-1) },
      ])
      .execute();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const counters = await openCounters(place);
    makeLimits(counters);
    vi.advanceTimersByTime(301_000);
    vi.useRealTimers();
    const keys = async () =>
      (await store.selectFrom('rate_limits').select('key').execute()).map(({ key }) => key);
    await expect.poll(keys).toEqual(['new']);
    await counters.close();
    await store.destroy();
    await place.remove();
  });
});

describe('a store that cannot be reached', () => {
  it.each(['refuses', 'says nothing'] as const)('when it %s, is replaced by memory', async how => {
    const silent = createServer(() => {});
    const port = how === 'refuses' ? await freePort() : await listening(silent);
    for (const [databaseUrl, redisUrl] of [
      [`postgres://nobody@127.0.0.1:${port}/none`, null],
      [`postgres://nobody@127.0.0.1:${port}/none`, `redis://127.0.0.1:${port}`],
    ]) {
      const told: Error[] = [];
      const counters = await openCounters({ databaseUrl: databaseUrl!, redisUrl: redisUrl! }, fault =>
        told.push(fault),
      );
      const limits = makeLimits(counters, SMALL);
      expect(await passing(20, () => limits.arrive(from('203.0.113.9'), 'writes'))).toBe(12);
      expect(told).toHaveLength(1);
      await counters.close();
    }
    silent.close();
  });

  const listening = (server: ReturnType<typeof createServer>) =>
    new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
      server.on('connection', socket => socket.unref());
    });
});

describe('the budgets', () => {
  it('let forty people work at once behind one address, and a hundred arrive', async () => {
    const limits = makeLimits(memoryCounters);
    const school = from('203.0.113.1');
    for (let person = 0; person < 40; person++) {
      for (let write = 0; write < 36; write++) {
        await limits.arrive(school, 'writes');
        await limits.spend(school, 'writes', `person-${person}`);
      }
      for (let read = 0; read < 72; read++) {
        await limits.arrive(school, 'reads');
        await limits.spend(school, 'reads', `person-${person}`);
      }
    }
    for (let arrival = 0; arrival < 100; arrival++)
      for (const budget of ['guests', 'sign-in-starts', 'sign-in-callbacks'] as const)
        await limits.arrive(school, budget);
  });

  it('never let one person have what an address has', () => {
    for (const [name, line] of Object.entries(BUDGETS as Record<Budget, Line>)) {
      expect([name, (line.each ?? 0) < line.together]).toEqual([name, true]);
      expect([name, (line.nobody ?? 0) <= line.together]).toEqual([name, true]);
    }
  });
});

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is counted as %s', (ip, counted) => {
    expect(addressOf(ip)).toBe(counted);
  });

  it.each([
    ['203.0.113.7', null],
    ['::ffff:203.0.113.7', null],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['', null],
  ])('%s is on the network %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
