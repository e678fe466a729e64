import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { DATABASES, type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import { ask, codeOf, type Raw } from './raw.ts';
import { type Serving, serve } from './serve.ts';
import { addVolunteer, type Held, sessionCookie } from './signed-in.ts';

/** What hostile people try with organisations, roles, invitations, teams and keys; also many of them at the same moment. */
const json = { 'content-type': 'application/json' };
/** Without what is another for each request. */
const plain = ({ status, body }: Raw) => [status, body.toString().replace(/"instance":"[^"]*"/, '')];
const read = ({ body }: Raw) => JSON.parse(body.toString());

describe.each(DATABASES)('organisations, %s', kind => {
  let opened: EmptyStore;
  let store: Store;
  let app: Serving;
  beforeAll(async () => {
    opened = await emptyStore(kind, 8);
    store = opened.store;
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await store.deleteFrom('challenges').execute();
    await store.deleteFrom('organisations').execute();
    await store.deleteFrom('teams').execute();
    await store.deleteFrom('invitations').execute();
    await store.deleteFrom('persons').execute();
    for (const id of ['fires', 'rails'])
      await store.insertInto('organisations').values({ id, name: id, website: null }).execute();
    app = await serve({ store });
    return () => app.close();
  });
  type Who = Readonly<{ id: string; cookie: string }>;
  const signedIn = async (...roles: Held[]): Promise<Who> => {
    const id = await addVolunteer(store, 'Vera Example', roles);
    return { id, cookie: await sessionCookie(store, id) };
  };
  const send = (method: string, path: string, { cookie }: Who, body: unknown = {}) =>
    method === 'GET' || method === 'DELETE'
      ? ask(app.url, method, `/api/v1${path}`, { cookie })
      : ask(app.url, method, `/api/v1${path}`, { ...json, cookie }, JSON.stringify(body));
  const rolesOf = async (person: string) =>
    (
      await store
        .selectFrom('grants')
        .select(['role', 'organisation_id'])
        .where('person_id', '=', person)
        .orderBy('role')
        .execute()
    ).map(({ role, organisation_id }) => `${role} of ${organisation_id ?? 'all'}`);
  const roleId = async (person: string) =>
    (await store.selectFrom('grants').select('id').where('person_id', '=', person).executeTakeFirstOrThrow())
      .id;
  /** The token of a new invitation. */
  const invite = async (path: string, who: Who, role?: string): Promise<string> => {
    const made = await send('POST', path, who, role === undefined ? {} : { role });
    expect(made.status).toBe(201);
    return new URL(read(made).link).hash.slice(1);
  };
  const accept = (token: string, who: Who) => send('POST', '/invitations/accept', who, { token });

  it('lets an admin do nothing to another organisation, and tells it from none at all in nothing', async () => {
    const admin = await signedIn({ role: 'admin', organisation: 'fires' });
    const victim = await signedIn({ role: 'staff', organisation: 'rails' });
    const boss = await signedIn({ role: 'admin', organisation: 'rails' });
    await invite('/organisations/rails/invitations', boss, 'reviewer');
    const invitation = (await store.selectFrom('invitations').select('id').executeTakeFirstOrThrow()).id;
    const theirs = await roleId(victim.id);
    const tries = (organisation: string): [string, string, unknown?][] => [
      ['PUT', `/organisations/${organisation}`, { name: 'Mine now' }],
      ['DELETE', `/organisations/${organisation}`],
      ['GET', `/organisations/${organisation}/members`],
      ['GET', `/organisations/${organisation}/audit`],
      ['GET', `/organisations/${organisation}/invitations`],
      ['POST', `/organisations/${organisation}/invitations`, { role: 'admin' }],
      ['DELETE', `/organisations/${organisation}/invitations/${invitation}`],
      ['DELETE', `/organisations/${organisation}/members/${theirs}`],
    ];
    for (const [index, [method, path, body]] of tries('rails').entries()) {
      const there = await send(method, path, admin, body);
      const [, none, same] = tries(randomUUID())[index]!;
      expect([path, there.status]).toEqual([path, 403]);
      expect(plain(there)).toEqual(plain(await send(method, none, admin, same)));
    }
    // Nor by the way of one's own.
    expect((await send('DELETE', `/organisations/fires/invitations/${invitation}`, admin)).status).toBe(404);
    expect((await send('DELETE', `/organisations/fires/members/${theirs}`, admin)).status).toBe(404);
    expect((await send('DELETE', `/me/roles/${theirs}`, admin)).status).toBe(404);
    expect(await rolesOf(victim.id)).toEqual(['staff of rails']);
    expect((await store.selectFrom('invitations').select('id').execute()).length).toBe(1);
  });

  it('lets nobody raise a role of their own, by any of its ways', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await signedIn({ role: 'admin' });
    for (const held of [
      { role: 'staff', organisation: 'fires' },
      { role: 'reviewer', organisation: 'fires' },
      { role: 'maintainer', organisation: 'fires' },
      { role: 'reviewer' },
      { role: 'maintainer' },
    ] as const) {
      const who = await signedIn(held);
      const before = await rolesOf(who.id);
      const tries: [string, string, unknown?][] = [
        ['POST', '/organisations/fires/invitations', { role: 'admin' }],
        ['POST', '/invitations', { role: 'admin' }],
        ['POST', '/organisations', { name: 'Mine' }],
        ['PUT', '/organisations/fires', { name: 'Mine', role: 'admin' }],
        ['PUT', '/challenges/wells/organisation', { organisation: 'fires' }],
        ['GET', '/roles'],
        ['GET', '/invitations'],
        ['GET', '/audit'],
      ];
      for (const [method, path, body] of tries) {
        const answer = await send(method, path, who, body);
        expect([held, path, answer.status, codeOf(answer)]).toEqual([held, path, 403, 'not-allowed']);
      }
      expect(await rolesOf(who.id)).toEqual(before);
    }
  });

  it('lets an organisation’s admin give roles in it, none beyond it', async () => {
    await signedIn({ role: 'admin' });
    const admin = await signedIn({ role: 'admin', organisation: 'fires' });
    for (const body of [
      { role: 'operator' },
      { role: 'system' },
      { role: 'lead' },
      { role: 'volunteer' },
      {},
    ])
      expect((await send('POST', '/organisations/fires/invitations', admin, body)).status).toBe(422);
    const smuggled = {
      role: 'admin',
      organisation: null,
      organisation_id: 'rails',
      uses: 1000,
      scope: 'everything',
    };
    const made = await send('POST', '/organisations/fires/invitations', admin, smuggled);
    expect(read(made)).toMatchObject({ role: 'admin', usesLeft: 1 });
    const token = new URL(read(made).link).hash.slice(1);
    const friend = await signedIn();
    expect((await accept(token, friend)).status).toBe(200);
    expect(await rolesOf(friend.id)).toEqual(['admin of fires']);
    expect(codeOf(await send('POST', '/invitations', friend, { role: 'admin' }))).toBe('not-allowed');
    expect(codeOf(await send('GET', '/organisations/rails/members', friend))).toBe('not-allowed');
  });

  it('gives by an invitation for one what it says to one, however many take it at the same moment', async () => {
    const admin = await signedIn({ role: 'admin', organisation: 'fires' });
    const token = await invite('/organisations/fires/invitations', admin, 'staff');
    const people = await Promise.all(Array.from({ length: 8 }, () => signedIn()));
    const statuses = (await Promise.all(people.map(who => accept(token, who)))).map(({ status }) => status);
    expect(statuses.filter(status => status === 200)).toHaveLength(1);
    expect(statuses.filter(status => status === 404)).toHaveLength(7);
    const given = await Promise.all(people.map(({ id }) => rolesOf(id)));
    expect(given.flat()).toEqual(['staff of fires']);
  });

  it('gives nothing by an invitation of somebody who may not give it any more', async () => {
    const boss = await signedIn({ role: 'admin', organisation: 'fires' });
    const fallen = await signedIn({ role: 'admin', organisation: 'fires' });
    const token = await invite('/organisations/fires/invitations', fallen, 'admin');
    expect(
      (await send('DELETE', `/organisations/fires/members/${await roleId(fallen.id)}`, boss)).status,
    ).toBe(204);
    const friend = await signedIn();
    const answers = [
      await accept(token, friend),
      await accept(token, fallen),
      await accept('x'.repeat(43), friend),
    ];
    expect(new Set(answers.map(one => JSON.stringify(plain(one)))).size).toBe(1);
    expect([await rolesOf(friend.id), await rolesOf(fallen.id)]).toEqual([[], []]);
  });

  it('shows what an invitation gives to who has its link, and nothing of any other', async () => {
    const admin = await signedIn({ role: 'admin', organisation: 'fires' });
    const token = await invite('/organisations/fires/invitations', admin, 'staff');
    const offer = (text: string) =>
      send('POST', '/invitations/offer', { id: '', cookie: '' }, { token: text });
    expect((await offer(token)).status).toBe(200);
    const row = await store.selectFrom('invitations').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(token);
    const wrong = [`${token}x`, token.slice(1), row.token_hash, row.id, '', '\0'];
    const answers = [];
    for (const text of wrong) answers.push(plain(await offer(text)));
    expect(new Set(answers.map(one => JSON.stringify(one))).size).toBe(1);
    // A list shows what is open, never what opens it.
    const listed = (await send('GET', '/organisations/fires/invitations', admin)).body.toString();
    expect(listed).not.toContain(token);
    expect(listed).not.toContain(row.token_hash);
  });

  it('ends guessing at invitations from one address', async () => {
    const admin = await signedIn({ role: 'admin', organisation: 'fires' });
    const token = await invite('/organisations/fires/invitations', admin, 'staff');
    const person = await signedIn();
    const statuses: number[] = [];
    for (let guess = 0; guess < 61; guess++) statuses.push((await accept(`guess-${guess}`, person)).status);
    expect(statuses.filter(status => status === 404)).toHaveLength(60);
    expect(codeOf(await accept('one more', person))).toBe('too-many-tries');
    expect(await rolesOf(person.id)).toEqual([]);
    // 256 bits are found by nobody: who has the right link is not kept out by a neighbour who has a wrong one.
    expect((await accept(token, person)).status).toBe(200);
  });

  it('keeps its last admin, though all of them leave at the same moment, each their own way', async () => {
    const boss = await signedIn({ role: 'admin' });
    for (let round = 0; round < 5; round++) {
      const admins = await Promise.all(
        Array.from({ length: 3 }, () => signedIn({ role: 'admin', organisation: 'fires' })),
      );
      const ids = await Promise.all(admins.map(({ id }) => roleId(id)));
      const answers = await Promise.all([
        send('DELETE', `/me/roles/${ids[0]}`, admins[0]!),
        send('DELETE', `/organisations/fires/members/${ids[1]}`, admins[0]!),
        send('DELETE', `/organisations/fires/members/${ids[2]}`, boss),
        send('DELETE', `/me/roles/${ids[1]}`, admins[1]!),
      ]);
      for (const answer of answers) expect([204, 403, 404, 409]).toContain(answer.status);
      const left = await store
        .selectFrom('grants')
        .select('id')
        .where('organisation_id', '=', 'fires')
        .where('role', '=', 'admin')
        .execute();
      expect(left.length).toBeGreaterThan(0);
      await store.deleteFrom('grants').where('organisation_id', '=', 'fires').execute();
    }
  });

  it('lets a team be led by its leads only, and its invitations lead nowhere else', async () => {
    const lead = await signedIn();
    const team = read(await send('POST', '/teams', lead, { name: 'The crew' })).id;
    const other = await signedIn();
    const own = read(await send('POST', '/teams', other, { name: 'The others' })).id;
    const token = await invite(`/teams/${team}/invitations`, lead);
    const invitation = (await store.selectFrom('invitations').select('id').executeTakeFirstOrThrow()).id;
    const member = await signedIn();
    expect((await accept(token, member)).status).toBe(200);
    const tries = (id: string): [string, string, unknown?][] => [
      ['PUT', `/teams/${id}`, { name: 'Mine' }],
      ['DELETE', `/teams/${id}`],
      ['PUT', `/teams/${id}/members/${other.id}`, { lead: true }],
      ['DELETE', `/teams/${id}/members/${lead.id}`],
      ['GET', `/teams/${id}/invitations`],
      ['POST', `/teams/${id}/invitations`],
      ['DELETE', `/teams/${id}/invitations/${invitation}`],
    ];
    for (const who of [other, member])
      for (const [index, [method, path, body]] of tries(team).entries()) {
        const there = await send(method, path, who, body);
        const [, none, same] = tries(randomUUID())[index]!;
        expect([path, there.status]).toEqual([path, 403]);
        expect(plain(there)).toEqual(plain(await send(method, none, who, same)));
      }
    expect((await send('PUT', `/teams/${own}/members/${member.id}`, other, { lead: true })).status).toBe(404);
    expect((await send('DELETE', `/teams/${own}/invitations/${invitation}`, other)).status).toBe(404);
    expect(read(await send('GET', '/me/teams', member))).toMatchObject([{ id: team, lead: false }]);
  });

  it('lets nobody see or revoke another’s key', async () => {
    const ann = await signedIn();
    const key = read(await send('POST', '/me/keys', ann, { name: 'script', scopes: ['read'] }));
    const eve = await signedIn({ role: 'admin' });
    const there = await send('DELETE', `/me/keys/${key.id}`, eve);
    expect(there.status).toBe(404);
    expect(plain(there)).toEqual(plain(await send('DELETE', `/me/keys/${randomUUID()}`, eve)));
    expect((await send('GET', '/me/keys', eve)).body.toString()).toBe('[]');
    expect((await send('GET', '/me/keys', ann)).body.toString()).not.toContain(key.key);
    const stored = JSON.stringify(await store.selectFrom('api_keys').selectAll().execute());
    expect(stored).not.toContain(key.key);
  });

  it('has an audit log that no request changes, and that names nobody by name', async () => {
    const admin = await signedIn({ role: 'admin' });
    const { id } = read(await send('POST', '/organisations', admin, { name: 'The Example Railway' }));
    await invite(`/organisations/${id}/invitations`, admin, 'staff');
    for (const [method, path] of [
      ['DELETE', '/audit'],
      ['DELETE', '/audit/1'],
      ['PUT', '/audit/1'],
      ['POST', '/audit'],
      ['DELETE', `/organisations/${id}/audit`],
    ] as const)
      expect([404, 405]).toContain((await send(method, path, admin)).status);
    const rows = await store
      .selectFrom('audit')
      .selectAll()
      .where('person_id', '=', admin.id)
      .orderBy('id')
      .execute();
    expect(rows.map(({ action }) => action)).toEqual(['foundOrganisation', 'inviteToOrganisation']);
    expect(JSON.stringify(rows)).not.toMatch(/Vera|Railway/);
    await expect(store.updateTable('audit').set({ action: 'nothing' }).execute()).rejects.toThrow();
    await expect(store.deleteFrom('audit').execute()).rejects.toThrow();
  });
});
