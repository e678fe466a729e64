import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../backend/http/contract/audit.ts';
import type { Queues } from '../../backend/queue/connection.ts';
import type { Store } from '../../backend/store/connect.ts';
import { audit } from '../../backend/store/people/audit.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedRun, seedTask, testChallenge } from '../store/seed.ts';
import { type Serving, serve, testConfig, type Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

/** Takes what is handed out, and works on nothing. */
const noQueues = { addFlow: async () => {} } as unknown as Queues;
const OPERATOR = 'a-secret-of-the-operator-9';

describe.each(DATABASES)('the audit log on %s', kind => {
  let store: Store;
  let close: () => Promise<void>;
  let app: Serving;
  beforeAll(async () => {
    ({ store, close } = await emptyStore(kind));
    app = await serve({
      store,
      config: { ...testConfig(), operatorToken: OPERATOR },
      requestRun: (challenge, inputs, { now, ...asked }) =>
        requestRun(store, noQueues, challenge, inputs, now, asked),
    });
  });
  afterAll(async () => {
    await app.close();
    await close();
  });
  beforeEach(async () => {
    await store.deleteFrom('challenges').execute();
    await store.deleteFrom('organisations').execute();
    await store.deleteFrom('persons').execute();
    for (const id of ['fires', 'rails'])
      await store
        .insertInto('organisations')
        .values({ id, name: `The ${id}`, website: null })
        .execute();
    await seedChallenge(store, testChallenge('wells'));
    await seedRun(store, 'wells', 'run-1');
    await store.updateTable('challenges').set({ organisation_id: 'fires' }).execute();
  });

  const visit = (name: string, ...roles: Held[]) => signedInVisitor(app.url, store, roles, name);
  const told = async (visitor: Visitor, path = '/api/v1/audit'): Promise<AuditEntry[]> =>
    (await visitor.get(path)).json.entries;
  const ofFires = (role: Held['role']): Held => ({ role, organisation: 'fires' });

  it('says who did what to what, with the names of now, and in the log of whose it was', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    const sam = await visit('Sam', ofFires('staff'));
    const olga = await visit('Olga', ofFires('admin'));
    const other = await visit('Otto', { role: 'admin', organisation: 'rails' });
    expect((await sam.post('/api/v1/challenges/wells/runs')).status).toBe(202);
    const [first] = await told(ada);
    expect(first).toEqual({
      id: expect.any(Number),
      at: expect.stringMatching(/Z$/),
      actor: 'person',
      person: { id: sam.person, name: 'Sam' },
      action: 'startRun',
      organisation: { id: 'fires', name: 'The fires' },
      target: 'challenges/wells',
      data: { run: expect.any(String) },
    });
    expect(await told(olga, '/api/v1/organisations/fires/audit')).toEqual([first]);
    expect(await told(other, '/api/v1/organisations/rails/audit')).toEqual([]);
    for (const [visitor, path] of [
      [olga, '/api/v1/audit'],
      [olga, '/api/v1/organisations/rails/audit'],
      [sam, '/api/v1/organisations/fires/audit'],
      [sam, '/api/v1/audit'],
    ] as const)
      expect((await visitor.get(path)).json.code).toBe('not-allowed');

    await store.updateTable('accounts').set({ name: 'Samuel' }).where('person_id', '=', sam.person).execute();
    expect((await told(ada))[0]!.person).toEqual({ id: sam.person, name: 'Samuel' });
    await store.deleteFrom('accounts').where('person_id', '=', sam.person).execute();
    await store.deleteFrom('challenges').execute();
    await store.deleteFrom('organisations').where('id', '=', 'fires').execute();
    expect((await told(ada))[0]).toMatchObject({
      person: { id: sam.person, name: null },
      organisation: { id: 'fires', name: null },
    });
  });

  it('has a row for each deed of who has a role, without a name in it, and none for looking or for what was refused', async () => {
    const ada = await visit('Ada Uncommon', { role: 'admin' });
    const before = (await told(ada))[0]?.id ?? 0;
    const vera = await visit('Vera Uncommon');
    const { json: found } = await ada.post('/api/v1/organisations', { name: 'Uncommon Wells' });
    const at = `/api/v1/organisations/${found.id}`;
    await ada.put(at, { name: 'Uncommon wells' });
    const { json: made } = await ada.post(`${at}/invitations`, { role: 'admin' });
    await vera.post('/api/v1/invitations/accept', { token: made.link.split('#')[1] });
    const { json: revoked } = await ada.post('/api/v1/invitations', { role: 'reviewer' });
    await ada.delete(`/api/v1/invitations/${revoked.id}`);
    await ada.put('/api/v1/challenges/wells/organisation', { organisation: found.id });
    await ada.put('/api/v1/challenges/wells/organisation', { organisation: null });
    const [role] = (await vera.get('/api/v1/me')).json.roles;
    const olga = await visit('Olga', { role: 'admin', organisation: found.id });
    await olga.delete(`${at}/members/${role.id}`);
    // Refused, or only looked at: no rows.
    await vera.put(at, { name: 'Mine' });
    await ada.put(at, { name: '' });
    await ada.delete(`${at}/members/none`);
    await ada.get(`${at}/invitations`);
    await ada.get('/api/v1/invitations');
    await ada.get('/api/v1/roles');
    await ada.get(`${at}/members`);
    await ada.get('/api/v1/audit');
    await ada.delete(at);

    const rows = (await told(ada)).filter(({ id }) => id > before).reverse();
    expect(
      rows.map(({ action, target, organisation, data }) => [action, target, organisation?.id, data]),
    ).toEqual([
      ['foundOrganisation', `organisations/${found.id}`, found.id, {}],
      ['putOrganisation', `organisations/${found.id}`, found.id, {}],
      [
        'inviteToOrganisation',
        `organisations/${found.id}/invitations`,
        found.id,
        { invitation: made.id, role: 'admin' },
      ],
      ['acceptInvitation', `persons/${vera.person}`, found.id, { invitation: made.id, role: 'admin' }],
      ['inviteToInstallation', 'invitations', undefined, { invitation: revoked.id, role: 'reviewer' }],
      ['revokeInstallationInvitation', `invitations/${revoked.id}`, undefined, { invitation: revoked.id }],
      ['putOwner', 'challenges/wells', undefined, { before: 'fires', organisation: found.id }],
      ['putOwner', 'challenges/wells', undefined, { before: found.id, organisation: null }],
      ['deleteMember', `persons/${vera.person}`, found.id, { role: 'admin' }],
      ['deleteOrganisation', `organisations/${found.id}`, found.id, {}],
    ]);
    const kept = await sql<{ row: string }>`select t::text as row from audit t`.execute(store);
    expect(JSON.stringify(kept.rows)).not.toMatch(/Uncommon/i);
  });

  /** A task whose edit is in the files for the map. */
  async function settled(visitor: Visitor): Promise<void> {
    await seedTask(store, 'wells', 't1', movedFinding('1', [4.1, 50]));
    const reviewed = await visitor.post('/api/v1/tasks/t1/review', {
      decide: 'accept',
      factsDigest: 'digest-t1',
      acceptTerms: true,
      answer: {
        say: 'fix',
        fix: { position: { at: [4.1001, 50.0001], origin: { from: 'observation' } } },
      },
    });
    expect(reviewed.status).toBe(200);
  }

  it('says what was taken as a file for the map, and not what anybody may look at', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    await settled(ada);
    const before = (await told(ada))[0]!.id;
    const take = (method: string, format: string) =>
      ada.ask(method, `/api/v1/challenges/wells/export?format=${format}`);
    expect((await take('GET', 'geojson')).status).toBe(200);
    expect((await take('HEAD', 'osc')).status).toBe(200);
    expect((await take('GET', 'osc')).status).toBe(200);
    const rows = (await told(ada)).filter(({ id }) => id > before);
    expect(rows).toMatchObject([
      { action: 'exportChanges', target: 'challenges/wells', data: { format: 'osc', changes: 1 } },
    ]);
  });

  it('is read page by page, and nothing is told twice or left out', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    const now = new Date();
    for (let n = 0; n < 7; n++)
      await audit(
        store,
        { actor: 'system', person: null, action: `deed-${n}`, scope: 'organisation:rails' },
        now,
      );
    const seen: string[] = [];
    let path: string | null = '/api/v1/organisations/rails/audit?limit=3';
    let pages = 0;
    while (path) {
      const { json }: { json: { entries: AuditEntry[]; next: number | null } } = await ada.get(path);
      seen.push(...json.entries.map(({ action }) => action));
      path = json.next === null ? null : `/api/v1/organisations/rails/audit?limit=3&before=${json.next}`;
      pages++;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map(n => `deed-${n}`));
    expect(pages).toBe(3);
    for (const query of ['limit=0', 'limit=501', 'before=x', 'before=-1', 'before=1;drop'])
      expect((await ada.get(`/api/v1/audit?${query}`)).status).toBe(400);
  });

  it.each([
    ['update', "update audit set action = 'nothing'"],
    ['update of one', 'update audit set person_id = null where id = (select max(id) from audit)'],
    ['delete', 'delete from audit'],
    ['truncate', 'truncate audit'],
    ['truncate with others', 'truncate audit, sessions cascade'],
  ])('refuses in the database itself: %s', async (_, statement) => {
    await audit(store, { actor: 'system', person: null, action: 'looked', scope: 'everything' }, new Date());
    const rows = () => sql`select * from audit order by id`.execute(store).then(({ rows }) => rows);
    const before = await rows();
    await expect(sql.raw(statement).execute(store)).rejects.toThrow('never changed or removed');
    expect(await rows()).toEqual(before);
  });

  it('and what it tells of are there together, or neither is', async () => {
    const ada = await visit('Ada', { role: 'admin' });
    await settled(ada);
    await sql`
      create function no_more() returns trigger language plpgsql as 'begin raise exception ''the log is full''; end'`.execute(
      store,
    );
    await sql`create trigger no_more before insert on audit for each row execute function no_more()`.execute(
      store,
    );
    try {
      expect((await ada.post('/api/v1/organisations', { name: 'Unseen' })).status).toBe(500);
      expect((await ada.post('/api/v1/invitations', { role: 'admin' })).status).toBe(500);
      expect((await ada.post('/api/v1/challenges/wells/runs')).status).toBe(500);
      expect((await ada.get('/api/v1/challenges/wells/export?format=osc')).status).toBe(500);
    } finally {
      await sql`drop trigger no_more on audit`.execute(store);
      await sql`drop function no_more`.execute(store);
    }
    expect(
      await store.selectFrom('organisations').select('id').where('name', '=', 'Unseen').execute(),
    ).toEqual([]);
    expect(await store.selectFrom('invitations').select('id').execute()).toEqual([]);
    expect(await store.selectFrom('runs').select('id').execute()).toEqual([{ id: 'run-1' }]);
    expect(await store.selectFrom('tasks').select('sent_at').execute()).toEqual([{ sent_at: null }]);
  });
});
