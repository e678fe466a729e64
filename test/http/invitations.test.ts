import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { OPEN_INVITATIONS } from '../../backend/store/people/roles/invitations.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, testConfig, Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

const DAY = 86_400_000;

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let close: () => Promise<void>;
  let app: Serving;
  let time: Clock;
  let fires: string;
  beforeAll(async () => {
    ({ store, close } = await emptyStore(kind, 12));
  });
  afterAll(() => close());
  beforeEach(async () => {
    await store.deleteFrom('organisations').execute();
    await store.deleteFrom('teams').execute();
    await store.deleteFrom('persons').execute();
    await store.deleteFrom('invitations').execute();
    fires = randomUUID();
    await store.insertInto('organisations').values({ id: fires, name: 'Fires', website: null }).execute();
    time = clock();
    time.now = new Date();
    app = await serve({
      store,
      now: () => time.now,
      config: { ...testConfig(), publicUrl: null },
    });
    return () => app.close();
  });

  const visit = (name: string, ...roles: Held[]) => signedInVisitor(app.url, store, roles, name);
  const adminOfFires = () => visit('Olga', { role: 'admin', organisation: fires });
  const into = (organisation = fires) => `/api/v1/organisations/${organisation}/invitations`;
  const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
    json?.code ?? String(status);
  const tokenOf = (link: string) => link.split('#')[1]!;
  const accept = (visitor: Visitor, token: string) => visitor.post('/api/v1/invitations/accept', { token });
  const offer = (visitor: Visitor, token: string) => visitor.post('/api/v1/invitations/offer', { token });
  /** The clock goes further than sessions of tests last. */
  const keepSessions = () =>
    store
      .updateTable('sessions')
      .set({ expires_at: new Date(time.now.getTime() + DAY) })
      .execute();
  async function invite(visitor: Visitor, role = 'staff', where = into()): Promise<string> {
    const { status, json } = await visitor.post(where, { role });
    expect(status).toBe(201);
    return tokenOf(json.link);
  }

  it('is a link that is told once, whose token the database does not know', async () => {
    const olga = await adminOfFires();
    const { json } = await olga.post(into(), { role: 'staff' });
    expect(json.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invitations#[\w-]{43}$/);
    expect(json).toMatchObject({ role: 'staff', usesLeft: 1 });
    expect(Date.parse(json.expiresAt) - time.now.getTime()).toBe(14 * DAY);
    const { json: open, text } = await olga.get(into());
    const { link, ...rest } = json;
    expect(open).toEqual([rest]);
    expect(text).not.toContain(tokenOf(link));
    const rows = await store.selectFrom('invitations').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(tokenOf(link));
  });

  it('begins with PUBLIC_URL where that is set', async () => {
    const other = await serve({
      store,
      config: { ...testConfig(), publicUrl: 'https://jalon.example', trustProxy: 1 },
    });
    const olga = await adminOfFires();
    const response = await fetch(other.url + into(), {
      method: 'POST',
      headers: {
        cookie: olga.cookie.replace(/^jalon=/, '__Host-jalon='),
        'content-type': 'application/json',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'jalon.example',
      },
      body: '{"role":"staff"}',
    });
    const { link } = (await response.json()) as { link: string };
    expect(link).toMatch(/^https:\/\/jalon\.example\/invitations#/);
    await other.close();
  });

  it('says what it gives to whoever has the link, and gives it to who accepts it signed in', async () => {
    const token = await invite(await adminOfFires(), 'reviewer');
    const seen = await offer(new Visitor(app.url), token);
    const gives = { role: 'reviewer', organisation: { id: fires, name: 'Fires' }, team: null };
    expect(seen.json).toMatchObject(gives);
    expect(seen.headers.get('cache-control')).toBe('no-store');
    expect(codeOf(await accept(new Visitor(app.url), token))).toBe('sign-in-needed');
    const vera = await visit('Vera');
    expect((await accept(vera, token)).json).toEqual({ ...gives, already: false });
    expect((await vera.get('/api/v1/me')).json.roles).toMatchObject([
      { role: 'reviewer', organisation: { id: fires } },
    ]);
  });

  it('is one and the same nothing when it is used up, expired, taken back, or never was', async () => {
    const olga = await adminOfFires();
    const used = await invite(olga);
    await accept(await visit('Vera'), used);
    const revoked = await invite(olga);
    const [{ id }] = (await olga.get(into())).json;
    expect((await olga.delete(`${into()}/${id}`)).status).toBe(204);
    expect((await olga.delete(`${into()}/${id}`)).status).toBe(404);
    const old = await invite(olga);
    time.now = new Date(time.now.getTime() + 14 * DAY);
    const eve = await visit('Eve');
    await keepSessions();
    const answers = [];
    for (const token of [used, revoked, old, old.slice(1), '', 'x'.repeat(200)])
      for (const ask of [offer, accept]) answers.push(await ask(eve, token));
    for (const { status, json } of answers) {
      const { instance: _, ...said } = json;
      expect([status, said]).toEqual([404, expect.objectContaining({ code: 'no-invitation' })]);
      expect(said).toEqual({ ...answers[0]!.json, instance: undefined });
    }
    expect((await eve.get('/api/v1/me')).json.roles).toEqual([]);
    expect((await olga.get(into())).json).toEqual([]);
  });

  it('is not used up by who has the role already', async () => {
    const olga = await adminOfFires();
    const token = await invite(olga, 'admin');
    expect((await accept(olga, token)).json.already).toBe(true);
    expect((await accept(await visit('Vera'), token)).json.already).toBe(false);
    expect(codeOf(await accept(await visit('Eve'), token))).toBe('no-invitation');
  });

  it('gives nothing any more when who made it has lost the role that it takes, or has gone', async () => {
    await visit('Olaf', { role: 'admin', organisation: fires });
    const olga = await adminOfFires();
    const token = await invite(olga, 'admin');
    const vera = await visit('Vera');
    const [own] = (await olga.get('/api/v1/me')).json.roles;
    expect((await olga.delete(`/api/v1/me/roles/${own.id}`)).status).toBe(204);
    expect(codeOf(await offer(vera, token))).toBe('no-invitation');
    expect(codeOf(await accept(vera, token))).toBe('no-invitation');
    // Given back, it counts again: the row was never another.
    await store
      .insertInto('grants')
      .values({
        id: 'again',
        person_id: olga.person,
        role: 'admin',
        organisation_id: fires,
        granted_by: null,
      })
      .execute();
    expect((await offer(vera, token)).status).toBe(200);
    await store
      .updateTable('persons')
      .set({ deleted_at: new Date() })
      .where('id', '=', olga.person)
      .execute();
    expect(codeOf(await accept(vera, token))).toBe('no-invitation');
  });

  it('gives what an admin of the installation gave to an organisation only while they are admin', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    const token = await invite(ada, 'admin');
    await store.deleteFrom('grants').where('person_id', '=', ada.person).execute();
    expect(codeOf(await accept(await visit('Vera'), token))).toBe('no-invitation');
  });

  it('makes nobody staff of the whole installation, and nobody anything that is no role', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    for (const role of ['staff', 'operator', 'system', 'volunteer', 'lead', null, ['admin']])
      expect(codeOf(await ada.post('/api/v1/invitations', { role }))).toBe('invalid');
    for (const role of ['operator', 'system', 'lead', 'visitor'])
      expect(codeOf(await ada.post(into(), { role }))).toBe('invalid');
    const token = await invite(ada, 'maintainer', '/api/v1/invitations');
    const vera = await visit('Vera');
    expect((await accept(vera, token)).json).toMatchObject({ role: 'maintainer', organisation: null });
  });

  it('is for one person, of many who accept it at once', async () => {
    const token = await invite(await adminOfFires());
    const many = await Promise.all(Array.from({ length: 8 }, (_, n) => visit(`Many ${n}`)));
    const codes = (await Promise.all(many.map(one => accept(one, token)))).map(codeOf);
    expect(codes.sort()).toEqual(['200', ...Array(7).fill('no-invitation')]);
    const staff = await store.selectFrom('grants').select('id').where('role', '=', 'staff').execute();
    expect(staff).toHaveLength(1);
  });

  it('is given before its maker loses the role, or not at all, of two who meet', async () => {
    for (let round = 0; round < (kind === 'postgres' ? 8 : 2); round++) {
      const olga = await adminOfFires();
      await visit('Olaf', { role: 'admin', organisation: fires });
      const token = await invite(olga);
      const vera = await visit('Vera');
      const [own] = (await olga.get('/api/v1/me')).json.roles;
      const [left, accepted] = await Promise.all([
        olga.delete(`/api/v1/me/roles/${own.id}`),
        accept(vera, token),
      ]);
      expect(left.status).toBe(204);
      expect(['200', 'no-invitation']).toContain(codeOf(accepted));
      const { rows } = await sql<{ action: string }>`
        select action from audit where person_id in (${olga.person}, ${vera.person})
          and action in ('leaveRole', 'acceptInvitation') order by id`.execute(store);
      // The log is written in the transactions themselves: it has them in the order in which they were done.
      expect(rows.map(({ action }) => action)).toEqual(
        accepted.status === 200 ? ['acceptInvitation', 'leaveRole'] : ['leaveRole'],
      );
    }
  });

  it('goes with the organisation', async () => {
    const olga = await adminOfFires();
    const token = await invite(olga);
    expect((await olga.delete(`/api/v1/organisations/${fires}`)).status).toBe(204);
    expect(codeOf(await accept(await visit('Vera'), token))).toBe('no-invitation');
    const ada = await visit('Ada', { role: 'admin' });
    expect(codeOf(await ada.post(into(), { role: 'staff' }))).toBe('not-found');
  });

  it('is open a limited number of times, counted without those that expired', async () => {
    const olga = await adminOfFires();
    const expires = (days: number) => new Date(time.now.getTime() + days * DAY);
    const rows = (count: number, name: string, expires_at: Date) =>
      Array.from({ length: count }, (_, n) => ({
        id: `${name}-${n}`,
        token_hash: `${name}-${n}`,
        role: 'staff' as const,
        organisation_id: fires,
        team_id: null,
        made_by: olga.person,
        expires_at,
        uses_left: 1,
      }));
    await store
      .insertInto('invitations')
      .values([...rows(OPEN_INVITATIONS - 1, 'open', expires(1)), ...rows(5, 'old', expires(-1))])
      .execute();
    await invite(olga);
    expect(codeOf(await olga.post(into(), { role: 'staff' }))).toBe('too-many');
    time.now = expires(1);
    await keepSessions();
    await invite(olga);
  });

  it('is guessed only so often', async () => {
    const eve = new Visitor(app.url);
    for (let guess = 0; guess < 60; guess++)
      expect(codeOf(await offer(eve, `wrong-${guess}`))).toBe('no-invitation');
    const token = await invite(await adminOfFires());
    expect(codeOf(await offer(eve, 'wrong-60'))).toBe('too-many-tries');
    expect((await offer(eve, token)).status).toBe(200);
  });
});
