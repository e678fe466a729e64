import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MemberView } from '../../backend/http/contract/organisation.ts';
import type { Store } from '../../backend/store/connect.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let close: () => Promise<void>;
  let app: Serving;
  beforeAll(async () => {
    ({ store, close } = await emptyStore(kind, 12));
    app = await serve({ store });
  });
  afterAll(async () => {
    await app.close();
    await close();
  });
  beforeEach(async () => {
    await store.deleteFrom('challenges').execute();
    await store.deleteFrom('organisations').execute();
    await store.deleteFrom('persons').execute();
  });

  const visit = (name: string, ...roles: Held[]) => signedInVisitor(app.url, store, roles, name);
  async function organisation(name: string): Promise<string> {
    const id = randomUUID();
    await store.insertInto('organisations').values({ id, name, website: null }).execute();
    return id;
  }
  const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
    json?.code ?? String(status);
  async function roleOf(visitor: Visitor, organisation: string, name: string): Promise<string> {
    const { json } = await visitor.get(`/api/v1/organisations/${organisation}/members`);
    return (json as MemberView[]).find(({ person }) => person.name === name)!.id;
  }

  it('shows everybody which organisations there are, their challenges and how many belong to them, but not who', async () => {
    const rails = await organisation('Rails of Nowhere');
    const fires = await organisation('Fires of Nowhere');
    await visit('Ann', { role: 'staff', organisation: fires }, { role: 'admin', organisation: fires });
    await visit('Bob', { role: 'reviewer', organisation: fires });
    await seedChallenge(store, testChallenge('wells'));
    await store.updateTable('challenges').set({ organisation_id: fires }).execute();
    const { json, text } = await new Visitor(app.url).get('/api/v1/organisations');
    expect(json).toEqual([
      { id: fires, name: 'Fires of Nowhere', website: null, challenges: ['wells'], members: 2, may: [] },
      { id: rails, name: 'Rails of Nowhere', website: null, challenges: [], members: 0, may: [] },
    ]);
    expect(text).not.toMatch(/Ann|Bob/);
    const one = await (await visit('Eve', { role: 'staff', organisation: fires })).get(
      `/api/v1/organisations/${fires}`,
    );
    expect(one.json).toMatchObject({
      members: 3,
      may: ['feature', 'run', 'take-corrections', 'see-organisation'],
    });
    expect((await new Visitor(app.url).get('/api/v1/organisations/none')).status).toBe(404);
  });

  it('founds, renames and dissolves one', async () => {
    const admin = await visit('Ada', { role: 'admin' });
    const founded = await admin.post('/api/v1/organisations', {
      name: '  Fires \u202eof Nowhere ',
      website: 'https://fires.example',
    });
    expect(founded.status).toBe(201);
    expect(founded.json).toMatchObject({ name: 'Fires of Nowhere', website: 'https://fires.example/' });
    const address = founded.headers.get('location')!;
    expect(address).toBe(`/api/v1/organisations/${founded.json.id}`);
    const renamed = await admin.put(address, { name: 'Fires' });
    expect(renamed.json).toMatchObject({ name: 'Fires', website: null });
    expect((await admin.delete(address)).status).toBe(204);
    expect((await admin.get(address)).status).toBe(404);
    expect((await admin.delete(address)).status).toBe(404);
    expect((await admin.put(address, { name: 'Fires' })).status).toBe(404);
  });

  it.each([
    [{ name: '\u200b \u3164' }],
    [{ name: 'x'.repeat(121) }],
    [{ name: 'Fires', website: 'javascript:alert(1)' }],
    [{ name: 'Fires', website: 'http://fires.example' }],
    [{ name: 'Fires', website: 'https://fires.example@evil.example' }],
    [{ name: 7 }],
  ])('refuses to found one that is called %j', async body => {
    const admin = await visit('Ada', { role: 'admin' });
    expect(codeOf(await admin.post('/api/v1/organisations', body))).toBe('invalid');
  });

  it('is not dissolved while a challenge belongs to it', async () => {
    const admin = await visit('Ada', { role: 'admin' });
    const fires = await organisation('Fires');
    await seedChallenge(store, testChallenge('wells'));
    expect((await admin.put('/api/v1/challenges/wells/organisation', { organisation: fires })).status).toBe(
      204,
    );
    expect((await admin.get('/api/v1/challenges/wells')).json.organisation).toEqual({
      id: fires,
      name: 'Fires',
    });
    const own = await visit('Olga', { role: 'admin', organisation: fires });
    expect(codeOf(await own.delete(`/api/v1/organisations/${fires}`))).toBe('has-challenges');
    expect((await admin.put('/api/v1/challenges/wells/organisation', { organisation: null })).status).toBe(
      204,
    );
    expect((await own.delete(`/api/v1/organisations/${fires}`)).status).toBe(204);
    expect((await own.get('/api/v1/me')).json.roles).toEqual([]);
  });

  it('belongs a challenge to no organisation that is not there, nor one that is not there to any', async () => {
    const admin = await visit('Ada', { role: 'admin' });
    await seedChallenge(store, testChallenge('wells'));
    const put = (challenge: string, id: string | null) =>
      admin.put(`/api/v1/challenges/${challenge}/organisation`, { organisation: id });
    expect((await put('wells', 'none')).json.title).toBe('The organisation does not exist');
    expect((await put('none', null)).json.title).toBe('The challenge does not exist');
  });

  it('takes a role away at once, and lets one give one’s own back', async () => {
    const fires = await organisation('Fires');
    const admin = await visit('Ada', { role: 'admin', organisation: fires });
    const bob = await visit(
      'Bob',
      { role: 'reviewer', organisation: fires },
      { role: 'staff', organisation: fires },
    );
    const { json } = await bob.get(`/api/v1/organisations/${fires}/members`);
    expect(json.map((one: MemberView) => [one.person.name, one.role, one.self])).toEqual([
      ['Ada', 'admin', false],
      ['Bob', 'reviewer', true],
      ['Bob', 'staff', true],
    ]);
    const staff = (json as MemberView[]).find(({ role }) => role === 'staff')!.id;
    const reviewer = (json as MemberView[]).find(({ role }) => role === 'reviewer')!.id;
    const member = `/api/v1/organisations/${fires}/members`;
    expect(codeOf(await bob.delete(`${member}/${staff}`))).toBe('not-allowed');
    expect((await admin.delete(`${member}/${staff}`)).status).toBe(204);
    expect((await admin.delete(`${member}/${staff}`)).status).toBe(404);
    expect((await admin.delete(`/api/v1/me/roles/${reviewer}`)).status).toBe(404);
    const { json: me } = await bob.get('/api/v1/me');
    expect(me.roles).toEqual([
      { id: reviewer, role: 'reviewer', organisation: { id: fires, name: 'Fires' } },
    ]);
    expect((await bob.delete(`/api/v1/me/roles/${reviewer}`)).status).toBe(204);
    expect(codeOf(await bob.get(member))).toBe('not-allowed');
  });

  it('keeps its last admin, who can dissolve it, and whom no admin of the installation takes out, either', async () => {
    const fires = await organisation('Fires');
    const admin = await visit('Ada', { role: 'admin' });
    const olga = await visit('Olga', { role: 'admin', organisation: fires });
    const id = await roleOf(olga, fires, 'Olga');
    expect(codeOf(await olga.delete(`/api/v1/me/roles/${id}`))).toBe('last-admin');
    expect(codeOf(await olga.delete(`/api/v1/organisations/${fires}/members/${id}`))).toBe('last-admin');
    expect(codeOf(await admin.delete(`/api/v1/organisations/${fires}/members/${id}`))).toBe('last-admin');
    await visit('Olaf', { role: 'admin', organisation: fires });
    expect((await olga.delete(`/api/v1/me/roles/${id}`)).status).toBe(204);
    expect((await admin.delete(`/api/v1/organisations/${fires}`)).status).toBe(204);
  });

  it('does not count as an admin whoever cannot sign in any more', async () => {
    const fires = await organisation('Fires');
    const olga = await visit('Olga', { role: 'admin', organisation: fires });
    const olaf = await visit('Olaf', { role: 'admin', organisation: fires });
    await store.deleteFrom('accounts').where('person_id', '=', olaf.person).execute();
    expect(codeOf(await olga.delete(`/api/v1/me/roles/${await roleOf(olga, fires, 'Olga')}`))).toBe(
      'last-admin',
    );
  });

  describe('the installation', () => {
    it('lists who has a role for it, takes one away, and keeps its last admin', async () => {
      const ada = await visit('Ada', { role: 'admin' });
      const bob = await visit('Bob', { role: 'maintainer' }, { role: 'admin' });
      const { json } = await ada.get('/api/v1/roles');
      expect(json.map((one: MemberView) => [one.person.name, one.role])).toEqual([
        ['Ada', 'admin'],
        ['Bob', 'admin'],
        ['Bob', 'maintainer'],
      ]);
      const [own, his, maintainer] = (json as MemberView[]).map(({ id }) => id);
      expect((await ada.delete(`/api/v1/roles/${maintainer}`)).status).toBe(204);
      expect((await ada.delete(`/api/v1/roles/${his}`)).status).toBe(204);
      expect(codeOf(await bob.get('/api/v1/roles'))).toBe('not-allowed');
      expect(codeOf(await ada.delete(`/api/v1/roles/${own}`))).toBe('last-admin');
      expect(codeOf(await ada.delete(`/api/v1/me/roles/${own}`))).toBe('last-admin');
    });

    it('is not where a role in an organisation is taken away, nor the other way round', async () => {
      const fires = await organisation('Fires');
      const ada = await visit('Ada', { role: 'admin' });
      const olga = await visit('Olga', { role: 'staff', organisation: fires }, { role: 'reviewer' });
      const staff = await roleOf(olga, fires, 'Olga');
      const [, reviewer] = (await ada.get('/api/v1/roles')).json as MemberView[];
      expect((await ada.delete(`/api/v1/roles/${staff}`)).status).toBe(404);
      expect((await ada.delete(`/api/v1/organisations/${fires}/members/${reviewer!.id}`)).status).toBe(404);
    });
  });

  it.each(['organisation', 'installation'])(
    'keeps one admin of an %s of many who leave at once',
    async what => {
      const of = what === 'organisation' ? await organisation('Fires') : null;
      for (let round = 0; round < (kind === 'postgres' ? 5 : 1); round++) {
        await store.deleteFrom('persons').execute();
        const admins = await Promise.all(
          Array.from({ length: 8 }, (_, n) => visit(`Admin ${n}`, { role: 'admin', organisation: of })),
        );
        const roles = await Promise.all(
          admins.map(async admin => (await admin.get('/api/v1/me')).json.roles[0].id as string),
        );
        // Half of them leave, the others throw each other out.
        const takeOut = of ? `/api/v1/organisations/${of}/members` : '/api/v1/roles';
        const answers = await Promise.all(
          admins.map((admin, n) =>
            n % 2 === 0
              ? admin.delete(`/api/v1/me/roles/${roles[n]}`)
              : admin.delete(`${takeOut}/${roles[(n + 2) % roles.length]}`),
          ),
        );
        const left = await store.selectFrom('grants').select('id').where('role', '=', 'admin').execute();
        expect(left.length).toBeGreaterThanOrEqual(1);
        expect(answers.filter(({ status }) => status === 204)).toHaveLength(8 - left.length);
        for (const answer of answers)
          expect(['204', 'last-admin', 'not-allowed', 'not-found']).toContain(codeOf(answer));
      }
    },
  );

  it('keeps one of exactly two who leave at once, every time', async () => {
    const fires = await organisation('Fires');
    for (let round = 0; round < 10; round++) {
      await store.deleteFrom('persons').execute();
      const two = await Promise.all(
        ['Ann', 'Bob'].map(name => visit(name, { role: 'admin', organisation: fires })),
      );
      const roles = await Promise.all(two.map(async one => (await one.get('/api/v1/me')).json.roles[0].id));
      const answers = await Promise.all(two.map((one, n) => one.delete(`/api/v1/me/roles/${roles[n]}`)));
      expect(answers.map(codeOf).sort()).toEqual(['204', 'last-admin']);
    }
  });
});
