import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TeamView } from '../../backend/http/contract/team.ts';
import type { Store } from '../../backend/store/connect.ts';
import { TEAMS } from '../../backend/store/people/roles/teams.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { type Serving, serve, type Visitor } from './serve.ts';
import { addVolunteer, signedInVisitor } from './signed-in.ts';

type Member = Visitor & { person: string };

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
    await store.deleteFrom('teams').execute();
    await store.deleteFrom('persons').execute();
  });

  const visit = (name: string): Promise<Member> => signedInVisitor(app.url, store, [], name);
  const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
    json?.code ?? String(status);
  const found = async (visitor: Visitor, name = 'Well seekers'): Promise<TeamView> =>
    (await visitor.post('/api/v1/teams', { name })).json;
  async function linkInto(lead: Visitor, team: string): Promise<string> {
    const { json } = await lead.post(`/api/v1/teams/${team}/invitations`);
    return json.link.split('#')[1];
  }
  const accept = (visitor: Visitor, token: string) => visitor.post('/api/v1/invitations/accept', { token });
  async function join(visitor: Visitor, lead: Visitor, team: string): Promise<void> {
    expect((await accept(visitor, await linkInto(lead, team))).status).toBe(200);
  }

  it('is founded by anybody who is signed in, who leads it and invites into it', async () => {
    const ann = await visit('Ann');
    const team = await found(ann, ' Well \u2066seekers\n');
    expect(team).toMatchObject({
      name: 'Well seekers',
      lead: true,
      members: [{ id: ann.person, name: 'Ann', lead: true, self: true }],
    });
    const token = await linkInto(ann, team.id);
    expect((await ann.get(`/api/v1/teams/${team.id}/invitations`)).json).toMatchObject([
      { role: null, usesLeft: 30 },
    ]);
    const bob = await visit('Bob');
    expect((await accept(bob, token)).json).toEqual({
      role: null,
      organisation: null,
      team: { id: team.id, name: 'Well seekers' },
      already: false,
    });
    expect((await accept(bob, token)).json.already).toBe(true);
    expect((await ann.get(`/api/v1/teams/${team.id}/invitations`)).json).toMatchObject([{ usesLeft: 29 }]);
    const [seen] = (await bob.get('/api/v1/me/teams')).json;
    expect(seen.lead).toBe(false);
    expect(seen.members.map((one: TeamView['members'][number]) => [one.name, one.lead, one.self])).toEqual([
      ['Ann', true, false],
      ['Bob', false, true],
    ]);
    expect(await store.selectFrom('audit').select('id').execute()).toEqual([]);
  });

  it('is nothing to who is not in it, and its members lead nothing', async () => {
    const ann = await visit('Ann');
    const { id } = await found(ann);
    const [bob, eve] = [await visit('Bob'), await visit('Eve')];
    await join(bob, ann, id);
    expect((await eve.get('/api/v1/me/teams')).json).toEqual([]);
    expect((await eve.delete(`/api/v1/me/teams/${id}`)).status).toBe(404);
    for (const one of [bob, eve])
      for (const answer of [
        await one.put(`/api/v1/teams/${id}`, { name: 'Mine' }),
        await one.delete(`/api/v1/teams/${id}`),
        await one.post(`/api/v1/teams/${id}/invitations`),
        await one.get(`/api/v1/teams/${id}/invitations`),
        await one.put(`/api/v1/teams/${id}/members/${one.person}`, { lead: true }),
        await one.delete(`/api/v1/teams/${id}/members/${ann.person}`),
      ])
        expect(codeOf(answer)).toBe('not-allowed');
  });

  it('is renamed, led by others, left and dissolved', async () => {
    const ann = await visit('Ann');
    const { id } = await found(ann);
    const bob = await visit('Bob');
    await join(bob, ann, id);
    expect((await ann.put(`/api/v1/teams/${id}`, { name: 'Seekers' })).status).toBe(204);
    expect(codeOf(await ann.put(`/api/v1/teams/${id}`, { name: '\u200b' }))).toBe('invalid');
    const lead = (person: string, lead: boolean) =>
      ann.put(`/api/v1/teams/${id}/members/${person}`, { lead });
    expect(codeOf(await ann.delete(`/api/v1/me/teams/${id}`))).toBe('last-lead');
    expect(codeOf(await lead(ann.person, false))).toBe('last-lead');
    expect(codeOf(await ann.delete(`/api/v1/teams/${id}/members/${ann.person}`))).toBe('last-lead');
    expect(codeOf(await lead('nobody', true))).toBe('not-found');
    expect((await lead(bob.person, false)).status).toBe(204);
    expect((await lead(bob.person, true)).status).toBe(204);
    expect((await ann.delete(`/api/v1/me/teams/${id}`)).status).toBe(204);
    expect(codeOf(await ann.put(`/api/v1/teams/${id}`, { name: 'Mine' }))).toBe('not-allowed');
    const token = await linkInto(bob, id);
    expect((await bob.delete(`/api/v1/teams/${id}`)).status).toBe(204);
    expect((await bob.get('/api/v1/me/teams')).json).toEqual([]);
    expect(codeOf(await accept(ann, token))).toBe('no-invitation');
    expect(codeOf(await bob.delete(`/api/v1/teams/${id}`))).toBe('not-allowed');
  });

  it('of others is put right by an admin, who is written down for it', async () => {
    const ann = await visit('Ann');
    const { id } = await found(ann);
    const ada = await signedInVisitor(app.url, store, [{ role: 'admin' }], 'Ada');
    expect((await ada.put(`/api/v1/teams/${id}`, { name: 'Seekers' })).status).toBe(204);
    const bob = await visit('Bob');
    await join(bob, ada, id);
    expect((await ada.put(`/api/v1/teams/${id}/members/${bob.person}`, { lead: true })).status).toBe(204);
    expect((await ada.delete(`/api/v1/teams/${id}/members/${ann.person}`)).status).toBe(204);
    expect(codeOf(await ada.delete(`/api/v1/teams/${id}/members/${bob.person}`))).toBe('last-lead');
    expect((await bob.put(`/api/v1/teams/${id}`, { name: 'Finders' })).status).toBe(204);
    expect((await ada.delete(`/api/v1/teams/${id}`)).status).toBe(204);
    const rows = await store.selectFrom('audit').selectAll().orderBy('id').execute();
    expect(rows.map(({ action, person_id, scope, target }) => [action, person_id, scope, target])).toEqual(
      ['putTeam', 'inviteToTeam', 'putTeamMember', 'deleteTeamMember', 'deleteTeam'].map(action => [
        action,
        ada.person,
        `team:${id}`,
        `teams/${id}`,
      ]),
    );
  });

  it('lets an invitation of a lead lead nowhere who leads no more', async () => {
    const ann = await visit('Ann');
    const { id } = await found(ann);
    const bob = await visit('Bob');
    await join(bob, ann, id);
    await ann.put(`/api/v1/teams/${id}/members/${bob.person}`, { lead: true });
    const token = await linkInto(bob, id);
    await ann.put(`/api/v1/teams/${id}/members/${bob.person}`, { lead: false });
    expect(codeOf(await accept(await visit('Eve'), token))).toBe('no-invitation');
  });

  it('keeps one lead of many who leave at once', async () => {
    for (let round = 0; round < 3; round++) {
      const leads = await Promise.all(Array.from({ length: 6 }, (_, n) => visit(`Lead ${round}-${n}`)));
      const { id } = await found(leads[0]!);
      await store
        .insertInto('team_members')
        .values(leads.slice(1).map(({ person }) => ({ team_id: id, person_id: person, lead: true })))
        .execute();
      const answers = await Promise.all(leads.map(one => one.delete(`/api/v1/me/teams/${id}`)));
      expect(answers.map(codeOf).sort()).toEqual([...Array(5).fill('204'), 'last-lead']);
    }
  });

  it('takes so many people and no more, and nobody into too many', async () => {
    const ann = await visit('Ann');
    const { id } = await found(ann);
    const token = await linkInto(ann, id);
    const bob = await visit('Bob');
    for (let n = 0; n < TEAMS.each; n++) await found(bob, `Team ${n}`);
    expect(codeOf(await bob.post('/api/v1/teams', { name: 'One more' }))).toBe('too-many');
    expect(codeOf(await accept(bob, token))).toBe('too-many');
    for (let n = 2; n < TEAMS.members; n++)
      await store
        .insertInto('team_members')
        .values({ team_id: id, person_id: await addVolunteer(store, `Member ${n}`) })
        .execute();
    const [eve, pia] = [await visit('Eve'), await visit('Pia')];
    const codes = (await Promise.all([accept(eve, token), accept(pia, token)])).map(codeOf);
    expect(codes.sort()).toEqual(['200', 'team-full']);
    expect((await ann.get(`/api/v1/teams/${id}/invitations`)).json).toMatchObject([{ usesLeft: 29 }]);
  });
});
