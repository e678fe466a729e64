import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { useStore } from '../store/empty-store.ts';
import { startOver } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { guestVisitor } from './osm-visitor.ts';
import { type Serving, serve, Visitor } from './serve.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let app: Serving;
let time: Clock;
let shown: string[];
beforeEach(async () => {
  await startOver(store, []);
  await store.deleteFrom('one_time_links').execute();
  time = clock();
  shown = [];
  app = await serve({ store, now: () => time.now, showSignInLink: token => shown.push(token) });
});
afterEach(() => app.close());

const me = async (visitor: Visitor) => (await visitor.get('/api/v1/me')).json;
const printed = async (): Promise<string> => {
  expect((await new Visitor(app.url).post('/api/v1/sign-in/here/link')).status).toBe(204);
  return shown.at(-1)!;
};
const open = async (visitor: Visitor, token: string) => {
  const { status, json } = await visitor.post('/api/v1/sign-in/here', { token });
  return status === 204 ? 'signed in' : `${status} ${json.code}`;
};

describe('the link that is printed', () => {
  it('signs in as the computer’s own account, an admin', async () => {
    const ann = new Visitor(app.url);
    expect(await open(ann, await printed())).toBe('signed in');
    const view = await me(ann);
    expect(view).toMatchObject({
      account: { server: 'here' },
      roles: [{ role: 'admin', organisation: null }],
    });
    expect(view.may).toContain('appoint');
  });

  it('works once', async () => {
    const token = await printed();
    await open(new Visitor(app.url), token);
    const eve = new Visitor(app.url);
    expect(await open(eve, token)).toBe('403 bad-link');
    expect(await me(eve)).toMatchObject({ id: null, account: null });
  });

  it('works once, however many open it at once', async () => {
    const token = await printed();
    const all = Array.from({ length: 8 }, () => new Visitor(app.url));
    const said = await Promise.all(all.map(visitor => open(visitor, token)));
    expect(said.filter(one => one === 'signed in')).toHaveLength(1);
    const accounts = await Promise.all(all.map(async visitor => (await me(visitor)).account));
    expect(accounts.filter(account => account !== null)).toHaveLength(1);
  });

  it('is good for a day', async () => {
    const token = await printed();
    time.pass(86_400);
    expect(await open(new Visitor(app.url), token)).toBe('403 bad-link');
    const next = await printed();
    time.pass(86_399);
    expect(await open(new Visitor(app.url), next)).toBe('signed in');
  });

  it.each(['', 'x', 'x'.repeat(43), 'x'.repeat(200)])('cannot be made up: %s', async token => {
    await printed();
    expect(await open(new Visitor(app.url), token)).toBe('403 bad-link');
  });

  it('cannot be found by trying', async () => {
    const token = await printed();
    const eve = new Visitor(app.url);
    let last = '';
    for (let i = 0; i < 61; i++) last = await open(eve, `guess-${i}`);
    expect(last).toBe('429 too-many-tries');
    // Nobody finds 256 bits, so the right one opens all the same.
    expect(await open(new Visitor(app.url), token)).toBe('signed in');
  });

  it('is kept as a hash', async () => {
    const token = await printed();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await store.selectFrom('one_time_links').selectAll().execute())).not.toContain(
      token,
    );
  });

  it('leaves those good that were printed before', async () => {
    const [first, second] = [await printed(), await printed()];
    expect(await open(new Visitor(app.url), first)).toBe('signed in');
    expect(await open(new Visitor(app.url), second)).toBe('signed in');
  });

  it('may be asked for, and opened, by our own pages only', async () => {
    const token = await printed();
    const elsewhere = { origin: 'https://evil.example' };
    const eve = new Visitor(app.url);
    expect((await eve.post('/api/v1/sign-in/here', { token }, elsewhere)).status).toBe(403);
    expect((await eve.post('/api/v1/sign-in/here/link', undefined, elsewhere)).status).toBe(403);
    expect(shown).toHaveLength(1);
    expect(await open(eve, token)).toBe('signed in');
  });

  it('ends the session that the browser had before', async () => {
    const ann = await guestVisitor(app.url, store);
    const eve = new Visitor(app.url);
    eve.cookie = ann.cookie;
    await open(ann, await printed());
    expect((await me(ann)).id).toBe(ann.person);
    expect((await me(eve)).id).toBeNull();
  });

  it('is no link of a server', async () => {
    const token = await printed();
    const server = await serve({ store });
    const ann = new Visitor(server.url);
    expect(await open(ann, token)).toBe('503 no-local-account');
    expect((await ann.post('/api/v1/sign-in/here/link')).status).toBe(503);
    await server.close();
  });
});

describe('the computer’s own account', () => {
  it('is one and the same whichever browser opens a link, and is made an admin once', async () => {
    const [laptop, phone] = [new Visitor(app.url), await guestVisitor(app.url, store)];
    await open(laptop, await printed());
    await open(phone, await printed());
    expect(await me(phone)).toEqual(await me(laptop));
    expect(await store.selectFrom('grants').select('role').execute()).toEqual([{ role: 'admin' }]);
  });

  it('says in the audit log how it became an admin', async () => {
    const before = await store.selectFrom('audit').select('id').execute();
    const ann = new Visitor(app.url);
    await open(ann, await printed());
    await open(ann, await printed());
    const rows = await store.selectFrom('audit').selectAll().orderBy('id').execute();
    expect(rows.slice(before.length)).toEqual([
      expect.objectContaining({
        actor: 'system',
        person_id: null,
        action: 'signInByLink',
        scope: 'everything',
        target: `persons/${(await me(ann)).id}`,
        data: { role: 'admin' },
      }),
    ]);
  });
});
