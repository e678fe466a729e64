import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { useStore } from '../store/empty-store.ts';
import { startOver } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { guestVisitor, serveWithOsm, signedInAs, signIn } from './osm-visitor.ts';
import { Visitor } from './serve.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let app: Awaited<ReturnType<typeof serveWithOsm>>;
let time: Clock;
beforeEach(async () => {
  await startOver(store, []);
  time = clock();
  app = await serveWithOsm({ store, now: () => time.now });
});
afterEach(() => app.close());

const name = async (visitor: Visitor): Promise<string | null> =>
  (await visitor.get('/api/v1/me')).json.account?.name ?? null;
/** A second browser with the cookie of the first. */
const copyOf = (visitor: Visitor): Visitor => {
  const copy = new Visitor(app.url);
  copy.cookie = visitor.cookie;
  return copy;
};

describe('signing out', () => {
  it('ends the session, on the server too', async () => {
    const ann = await signedInAs(app.url, 101);
    const copy = copyOf(ann);
    expect((await ann.post('/api/v1/sign-out')).status).toBe(204);
    expect(ann.cookieNamed('jalon')).toBe('');
    expect([await name(ann), await name(copy)]).toEqual([null, null]);
  });

  it('leaves the other sessions of the person alone', async () => {
    const [laptop, phone] = [await signedInAs(app.url, 101), await signedInAs(app.url, 101)];
    await laptop.post('/api/v1/sign-out');
    expect(await name(phone)).toBe('Ann Mapper');
    expect(app.oauth.tokens.size).toBe(1);
  });

  it('is nothing to a visitor, and may not be asked for by another site', async () => {
    expect((await new Visitor(app.url).post('/api/v1/sign-out')).status).toBe(204);
    const ann = await signedInAs(app.url, 101);
    const refused = await ann.post('/api/v1/sign-out', undefined, { 'sec-fetch-site': 'cross-site' });
    expect(refused.status).toBe(403);
    expect(await name(ann)).toBe('Ann Mapper');
  });
});

describe('signing out everywhere', () => {
  it('ends all sessions of the person, and nobody else’s', async () => {
    const [laptop, phone] = [await signedInAs(app.url, 101), await signedInAs(app.url, 101)];
    const bob = await signedInAs(app.url, 102);
    expect((await laptop.delete('/api/v1/me/sessions')).status).toBe(204);
    expect(laptop.cookieNamed('jalon')).toBe('');
    expect([await name(laptop), await name(phone), await name(bob)]).toEqual([
      null,
      null,
      'Bob <script>alert(1)</script>',
    ]);
  });

  it('gives OpenStreetMap’s token back, and forgets it', async () => {
    const ann = await signedInAs(app.url, 101);
    await signedInAs(app.url, 102);
    await ann.delete('/api/v1/me/sessions');
    expect([...app.oauth.tokens.values()].map(({ user }) => user.id)).toEqual([102]);
    const kept = await store
      .selectFrom('accounts')
      .select(['subject', 'token', 'scopes'])
      .orderBy('subject')
      .execute();
    expect(kept).toEqual([
      { subject: '101', token: null, scopes: [] },
      { subject: '102', token: expect.stringMatching(/^v1\./), scopes: ['read_prefs'] },
    ]);
    expect((await signIn(ann)).headers.get('location')).toBe('/');
    expect(await name(ann)).toBe('Ann Mapper');
  });

  it.each(['silent', 'no-connection'] as const)(
    'ends them also when OpenStreetMap does not answer: %s',
    async kind => {
      const ann = await signedInAs(app.url, 101);
      app.oauth.faults.revoke = { kind };
      expect((await ann.delete('/api/v1/me/sessions')).status).toBe(204);
      expect(await name(ann)).toBeNull();
      expect(await store.selectFrom('accounts').select('token').execute()).toEqual([{ token: null }]);
    },
  );

  it('does not ask a server that is not the one of the settings, nor with what another key sealed', async () => {
    const revocations = () => app.oauth.asked.filter(({ path }) => path === '/oauth2/revoke').length;
    const ann = await signedInAs(app.url, 101);
    const { token } = await store.selectFrom('accounts').select('token').executeTakeFirstOrThrow();
    await store.updateTable('accounts').set({ server: 'https://osm.example' }).execute();
    await ann.delete('/api/v1/me/sessions');
    expect(revocations()).toBe(0);
    const bob = await signedInAs(app.url, 102);
    // Somebody else's token in his row: it was not sealed as his.
    await store.updateTable('accounts').set({ token }).where('subject', '=', '102').execute();
    await bob.delete('/api/v1/me/sessions');
    expect(revocations()).toBe(0);
  });
});

describe('the list of sessions', () => {
  it('tells what each browser said of itself, the latest used first', async () => {
    const laptop = new Visitor(app.url);
    await signIn(laptop);
    time.pass(7200);
    const phone = new Visitor(app.url);
    await signIn(phone);
    const ofPhone = time.now.toISOString();
    time.pass(60);
    const { json } = await laptop.get('/api/v1/me/sessions');
    const ofLaptop = { createdAt: clock().now.toISOString(), seenAt: time.now.toISOString() };
    expect(json).toEqual([
      { id: expect.any(String), current: true, agent: 'node', ...ofLaptop },
      { id: expect.any(String), current: false, agent: 'node', createdAt: ofPhone, seenAt: ofPhone },
    ]);
    expect(JSON.stringify(json)).not.toContain(phone.cookieNamed('jalon'));
  });

  it('is one’s own', async () => {
    await signedInAs(app.url, 102);
    const ann = await signedInAs(app.url, 101);
    expect((await ann.get('/api/v1/me/sessions')).json).toHaveLength(1);
    const guest = await guestVisitor(app.url, store);
    expect((await guest.get('/api/v1/me/sessions')).json).toHaveLength(1);
    const refused = await new Visitor(app.url).get('/api/v1/me/sessions');
    expect([refused.status, refused.json.code]).toEqual([401, 'sign-in-needed']);
  });

  it('lets one be ended', async () => {
    const [laptop, phone] = [await signedInAs(app.url, 101), await signedInAs(app.url, 101)];
    const list = (await laptop.get('/api/v1/me/sessions')).json as { id: string; current: boolean }[];
    const other = list.find(one => !one.current)!;
    expect((await laptop.delete(`/api/v1/me/sessions/${other.id}`)).status).toBe(204);
    expect([await name(laptop), await name(phone)]).toEqual(['Ann Mapper', null]);
    expect((await laptop.delete(`/api/v1/me/sessions/${other.id}`)).status).toBe(404);
    const own = list.find(one => one.current)!;
    await laptop.delete(`/api/v1/me/sessions/${own.id}`);
    expect([laptop.cookieNamed('jalon'), await name(laptop)]).toEqual(['', null]);
  });

  it('lets nobody end another’s, nor tells that there is one', async () => {
    const ann = await signedInAs(app.url, 101);
    const bob = await signedInAs(app.url, 102);
    const [{ id }] = (await ann.get('/api/v1/me/sessions')).json;
    const refused = await bob.delete(`/api/v1/me/sessions/${id}`);
    const unknown = await bob.delete('/api/v1/me/sessions/none');
    expect([refused.status, refused.json.title]).toEqual([unknown.status, unknown.json.title]);
    expect(await name(ann)).toBe('Ann Mapper');
  });
});
