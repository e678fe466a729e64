import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { pressConsent } from '../servers/press-consent.ts';
import { useStore } from '../store/empty-store.ts';
import { seedChallenge, seedUpload, testChallenge } from '../store/seed.ts';
import { clock } from './clock.ts';
import { guestVisitor } from './osm-visitor.ts';
import { serve, Visitor } from './serve.ts';
import { addKey, sessionCookie, signedInVisitor } from './signed-in.ts';
import { connect, connectsBack, type ServingUploads, serveWithUploads } from './with-uploads.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
let app: ServingUploads;
let time: ReturnType<typeof clock>;
let ann: Visitor & { person: string };
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('persons').execute();
  await store.deleteFrom('sign_ins').execute();
  time = clock();
  osm = await startOsmApi();
  app = await serveWithUploads(store, osm, { deps: { now: () => time.now } });
  ann = await signedInVisitor(app.url, store);
});
afterEach(async () => {
  await app.close();
  await osm.close();
});

const ADDRESS = '/api/v1/me/upload-account';
const accountOf = async (visitor: Visitor) => (await visitor.get(ADDRESS)).json.account;
const rows = () => store.selectFrom('upload_accounts').selectAll().execute();
const tokenNow = (person = ann.person, server = osm.url) => app.uploading.tokenOf(person, server);

describe('an account to upload under', () => {
  it('is asked for with the leave to write, kept sealed, and stands beside the one that is signed in here', async () => {
    expect((await ann.get(ADDRESS)).json).toEqual({
      host: app.host,
      production: false,
      account: null,
      ready: true,
    });
    const begun = await ann.post(ADDRESS, { returnTo: '/challenges/wells?x=1#map' });
    expect(new URL(begun.json.location).searchParams.get('scope')).toBe('read_prefs write_api');
    expect(await connect(ann, { returnTo: '/challenges/wells?x=1#map' })).toBe('/challenges/wells?x=1#map');
    expect(await accountOf(ann)).toBe('Ann Mapper');
    const [row] = await rows();
    const [token] = [...osm.oauth.tokens.keys()];
    expect(row).toMatchObject({
      person_id: ann.person,
      server: osm.url,
      scopes: ['read_prefs', 'write_api'],
    });
    expect(JSON.stringify(row)).not.toContain(token);
    expect(await tokenNow()).toBe(token);
    expect((await ann.get('/api/v1/me')).json.account.name).toBe('Vera Example');
  });

  it('is another one when the person signs in there as somebody else, and the earlier token is given back', async () => {
    await connect(ann, { as: 101 });
    const earlier = await tokenNow();
    await connect(ann, { as: 103 });
    expect(await accountOf(ann)).toBe('Čeněk Třída');
    expect([...osm.oauth.tokens.keys()]).toEqual([await tokenNow()]);
    expect(await tokenNow()).not.toBe(earlier);
    // The server gives the same token again: it must not be given back.
    await connect(ann, { as: 103 });
    expect([...osm.oauth.tokens.keys()]).toEqual([await tokenNow()]);
  });

  it('is refused without the leave to write, and what was there before stays', async () => {
    await connect(ann);
    const kept = await rows();
    const begun = await ann.post(ADDRESS, { returnTo: '/account?tab=x' });
    const less = new URL(begun.json.location);
    less.searchParams.set('scope', 'read_prefs');
    const back = new URL(await pressConsent(less.href, { as: 103 }));
    const end = await ann.get(`${back.pathname}${back.search}`);
    expect(end.headers.get('location')).toBe('/account?tab=x&connect=no-write');
    expect(await rows()).toEqual(kept);
    expect([...osm.oauth.tokens.values()].map(({ user }) => user.id)).toEqual([101]);
  });

  it('is refused where the person denies it, where time is over, and where it was used before', async () => {
    expect(await connect(ann, { press: 'deny' })).toBe('/?connect=denied');
    const late = await connectsBack(ann);
    time.pass(601);
    expect((await ann.get(late)).headers.get('location')).toBe('/?connect=expired');
    const once = await connectsBack(ann);
    expect((await ann.get(once)).headers.get('location')).toBe('/');
    expect((await ann.get(once)).headers.get('location')).toBe('/sign-in?problem=forged');
  });

  it('is kept for nobody but the person and the browser that began', async () => {
    const stolen = await connectsBack(ann);
    expect((await new Visitor(app.url).get(stolen)).headers.get('location')).toBe('/?connect=forged');
    const swapped = await connectsBack(ann);
    const other = await signedInVisitor(app.url, store, [], 'Bob Example');
    ann.cookie = `${ann.cookie}; ${await sessionCookie(store, other.person)}`;
    expect((await ann.get(swapped)).headers.get('location')).toBe('/?connect=other-person');
    expect(await rows()).toEqual([]);
    expect([...osm.oauth.tokens.keys()]).toEqual([]);
  });

  it('opens with no other row, server or key', async () => {
    await connect(ann);
    const other = await signedInVisitor(app.url, store, [], 'Bob Example');
    const [row] = await rows();
    await store
      .insertInto('upload_accounts')
      .values({ ...row!, person_id: other.person })
      .execute();
    expect(await tokenNow(other.person)).toBeNull();
    expect(await tokenNow(ann.person, 'https://api.example')).toBeNull();
  });

  it('is forgotten and given back when it is disconnected, and with the account here', async () => {
    await connect(ann);
    expect((await ann.delete(ADDRESS)).status).toBe(204);
    expect([await rows(), [...osm.oauth.tokens.keys()]]).toEqual([[], []]);
    expect((await ann.delete(ADDRESS)).status).toBe(204);
    await connect(ann);
    await ann.ask('DELETE', '/api/v1/me', { confirm: 'Vera Example' });
    expect([await rows(), [...osm.oauth.tokens.keys()]]).toEqual([[], []]);
  });

  it('lets what waited for it go on, of this person at this server only', async () => {
    await seedChallenge(store, testChallenge('wells'));
    const bob = await signedInVisitor(app.url, store, [], 'Bob Example');
    for (const [id, person, server] of [
      ['own', ann.person, osm.url],
      ['elsewhere', ann.person, 'https://api.example'],
      ['other', bob.person, osm.url],
    ] as const)
      await seedUpload(store, {
        challenge: 'wells',
        id,
        changeset: `changeset ${id}`,
        tasks: [],
        person,
        server,
        state: 'prepared',
      });
    await store.updateTable('uploads').set({ hold: 'sign-in', hold_words: 'x' }).execute();
    await connect(ann);
    const held = await store.selectFrom('uploads').select(['id', 'hold']).orderBy('id').execute();
    expect(held).toEqual([
      { id: 'elsewhere', hold: 'sign-in' },
      { id: 'other', hold: 'sign-in' },
      { id: 'own', hold: null },
    ]);
  });

  it('is nobody’s who is not signed in, and no key’s', async () => {
    const key = await addKey(store, ann.person, ['read', 'answer', 'review', 'run', 'export']);
    for (const [visitor, headers, status] of [
      [new Visitor(app.url), {}, 401],
      [await guestVisitor(app.url, store), {}, 401],
      [new Visitor(app.url), { authorization: `Bearer ${key}` }, 403],
    ] as const)
      for (const [method, body] of [['GET'], ['POST', {}], ['DELETE']] as const)
        expect((await visitor.ask(method, ADDRESS, body, headers)).status).toBe(status);
  });

  it('cannot be had where nothing is uploaded', async () => {
    const none = await serve({ store });
    try {
      ann = await signedInVisitor(none.url, store, [], 'Nobody There');
      expect((await ann.get(ADDRESS)).json).toMatchObject({ ready: false, account: null });
      const { status, json } = await ann.post(ADDRESS, {});
      expect([status, json.code]).toEqual([503, 'no-uploads']);
    } finally {
      await none.close();
    }
  });
});
