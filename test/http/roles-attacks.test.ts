import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Serving, serve, type Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

/** What people try who have a role, and would like a higher one, or the same elsewhere. */
let opened: EmptyStore;
let store: Store;
let app: Serving;
beforeAll(async () => {
  opened = await emptyStore();
  store = opened.store;
});
afterAll(() => opened?.close());
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('organisations').execute();
  await store.deleteFrom('teams').execute();
  await store.deleteFrom('persons').execute();
  for (const id of ['fires', 'rails']) {
    await store.insertInto('organisations').values({ id, name: id, website: null }).execute();
    await seedChallenge(store, testChallenge(`of-${id}`));
    await store.updateTable('challenges').set({ organisation_id: id }).where('id', '=', `of-${id}`).execute();
    await seedTask(store, `of-${id}`, `task-${id}`, movedFinding(id === 'fires' ? '1' : '2', [4.1, 50]));
  }
  app = await serve({ store });
  return () => app.close();
});

const visit = (name: string, ...roles: Held[]) => signedInVisitor(app.url, store, roles, name);
const of = (organisation: string, role: Held['role']): Held => ({ role, organisation });
const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
  json?.code ?? String(status);
const rolesOf = async (visitor: Visitor) =>
  (await visitor.get('/api/v1/me')).json.roles.map(
    ({ role, organisation }: { role: string; organisation: { id: string } | null }) =>
      `${role} of ${organisation?.id ?? 'everything'}`,
  );
const tokenIn = ({ json }: { json: { link: string } }) => json.link.split('#')[1]!;

describe('a role', () => {
  it.each(['staff', 'reviewer', 'maintainer'] as const)(
    'of %s invites nobody, oneself neither',
    async role => {
      const sam = await visit('Sam', of('fires', role));
      for (const path of ['/api/v1/organisations/fires/invitations', '/api/v1/invitations'])
        for (const wanted of ['admin', role])
          expect(codeOf(await sam.post(path, { role: wanted }))).toBe('not-allowed');
      expect(await rolesOf(sam)).toEqual([`${role} of fires`]);
    },
  );

  it('of an organisation’s admin appoints nobody for the installation, founds nothing, and takes no challenge', async () => {
    const olga = await visit('Olga', of('fires', 'admin'));
    for (const answer of [
      await olga.post('/api/v1/invitations', { role: 'admin' }),
      await olga.get('/api/v1/invitations'),
      await olga.get('/api/v1/roles'),
      await olga.post('/api/v1/organisations', { name: 'Mine' }),
      await olga.put('/api/v1/challenges/of-rails/organisation', { organisation: 'fires' }),
      await olga.put('/api/v1/challenges/of-fires/organisation', { organisation: 'fires' }),
      await olga.get('/api/v1/audit'),
    ])
      expect(codeOf(answer)).toBe('not-allowed');
  });

  it('is not given elsewhere, or another one, by what the body or the address says beside', async () => {
    const olga = await visit('Olga', of('fires', 'admin'));
    const link = await olga.post('/api/v1/organisations/fires/invitations?organisation=rails&role=admin', {
      role: 'staff',
      organisation: 'rails',
      organisationId: 'rails',
      organisation_id: null,
      uses: 100,
      usesLeft: 100,
      by: null,
    });
    expect(link.json).toMatchObject({ role: 'staff', usesLeft: 1 });
    const vera = await visit('Vera');
    const accepted = await vera.post('/api/v1/invitations/accept', {
      token: tokenIn(link),
      role: 'admin',
      organisation: null,
      person: olga.person,
    });
    expect(accepted.json).toMatchObject({ role: 'staff', organisation: { id: 'fires' } });
    expect(await rolesOf(vera)).toEqual(['staff of fires']);
  });

  it('that is another’s is not taken, revoked or given back through one’s own organisation or account', async () => {
    const olga = await visit('Olga', of('fires', 'admin'));
    const otto = await visit('Otto', of('rails', 'admin'), of('rails', 'staff'));
    const [his] = (await otto.get('/api/v1/organisations/rails/members')).json;
    expect(codeOf(await olga.delete(`/api/v1/organisations/fires/members/${his.id}`))).toBe('not-found');
    expect(codeOf(await olga.delete(`/api/v1/organisations/rails/members/${his.id}`))).toBe('not-allowed');
    expect(codeOf(await olga.delete(`/api/v1/me/roles/${his.id}`))).toBe('not-found');
    const { json: invited } = await otto.post('/api/v1/organisations/rails/invitations', { role: 'staff' });
    const one = `/api/v1/organisations/fires/invitations/${invited.id}`;
    expect(codeOf(await olga.delete(one))).toBe('not-found');
    expect((await otto.get('/api/v1/organisations/rails/invitations')).json).toHaveLength(1);
    expect(await rolesOf(otto)).toEqual(['admin of rails', 'staff of rails']);
  });

  it('comes by an invitation once: neither its link, nor its cookie’s earlier request, gives it again', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    const token = tokenIn(await ada.post('/api/v1/organisations/fires/invitations', { role: 'admin' }));
    const vera = await visit('Vera');
    expect((await vera.post('/api/v1/invitations/accept', { token })).status).toBe(200);
    await visit('Olaf', of('fires', 'admin'));
    const [mine] = (await vera.get('/api/v1/me')).json.roles;
    expect((await ada.delete(`/api/v1/organisations/fires/members/${mine.id}`)).status).toBe(204);
    expect(codeOf(await vera.post('/api/v1/invitations/accept', { token }))).toBe('no-invitation');
    expect(await rolesOf(vera)).toEqual([]);
  });

  it('is not made by a link from before it was taken away', async () => {
    const olga = await visit('Olga', of('fires', 'admin'));
    await visit('Olaf', of('fires', 'admin'));
    // One's own way back, made in time.
    const token = tokenIn(await olga.post('/api/v1/organisations/fires/invitations', { role: 'admin' }));
    const [mine] = (await olga.get('/api/v1/me')).json.roles;
    expect((await olga.delete(`/api/v1/me/roles/${mine.id}`)).status).toBe(204);
    expect(codeOf(await olga.post('/api/v1/invitations/accept', { token }))).toBe('no-invitation');
    expect(await rolesOf(olga)).toEqual([]);
  });

  it('is nothing that a guest has, even where a row says so', async () => {
    const vera = await visit('Vera', { role: 'admin' }, of('fires', 'admin'));
    await store.deleteFrom('accounts').where('person_id', '=', vera.person).execute();
    expect(codeOf(await vera.get('/api/v1/roles'))).toBe('sign-in-needed');
    expect(await rolesOf(vera)).toEqual([]);
  });
});

describe('a task', () => {
  it('of another organisation is not decided by its id', async () => {
    const rita = await visit('Rita', of('fires', 'reviewer'));
    const body = {
      decide: 'reject',
      factsDigest: 'digest-task-rails',
      organisation: 'fires',
      challenge: 'of-fires',
    };
    expect(codeOf(await rita.post('/api/v1/tasks/task-rails/review', body))).toBe('not-allowed');
    expect(codeOf(await rita.post('/api/v1/tasks/task-rails/review?challenge=of-fires', body))).toBe(
      'not-allowed',
    );
    expect(codeOf(await rita.post('/api/v1/tasks/task-fires%2f..%2ftask-rails/review', body))).toBe(
      'not-found',
    );
    const rows = await store.selectFrom('tasks').select('state').execute();
    expect(rows.every(({ state }) => state === 'open')).toBe(true);
  });
});

describe('a name', () => {
  const SCRIPT = '<img src=x onerror=alert(1)><script>alert(2)</script>';

  it('with script in it is text, told as JSON and as nothing else', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    const { json, headers } = await ada.post('/api/v1/organisations', { name: SCRIPT });
    expect(json.name).toBe(SCRIPT);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ada.post('/api/v1/teams', { name: SCRIPT })).json.name).toBe(SCRIPT);
    expect((await ada.post('/api/v1/me/keys', { name: SCRIPT, scopes: ['read'] })).json.name).toBe(SCRIPT);
  });

  it.each([
    ['\u202eadmin', 'admin'],
    ['ad\u200bmin\u0000', 'admin'],
    ['ad\r\nX-Evil: 1', 'ad X-Evil: 1'],
    ["'); drop table teams; --", "'); drop table teams; --"],
  ])('is cleaned wherever one is given: %j', async (given, name) => {
    const ada = await visit('Ada', { role: 'admin' });
    for (const [path, more] of [
      ['/api/v1/organisations', {}],
      ['/api/v1/teams', {}],
      ['/api/v1/me/keys', { scopes: ['read'] }],
    ] as const)
      expect((await ada.post(path, { name: given, ...more })).json.name).toBe(name);
  });

  it.each(['', ' ', '\u200b', '\u3164', '\u2800\u2800', '\u202e', '\ud800'])(
    'that nobody can see is none: %j',
    async name => {
      const ada = await visit('Ada', { role: 'admin' });
      for (const [path, more] of [
        ['/api/v1/organisations', {}],
        ['/api/v1/teams', {}],
        ['/api/v1/me/keys', { scopes: ['read'] }],
      ] as const)
        expect(codeOf(await ada.post(path, { name, ...more }))).toBe('invalid');
    },
  );
});
