import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../../backend/store/connect.ts';
import { personOfAccount } from '../../../../backend/store/people/accounts.ts';
import { auditRows } from '../../../../backend/store/people/audit.ts';
import { type Deletion, deletePerson } from '../../../../backend/store/people/leaving/delete-person.ts';
import { forgetPersons } from '../../../../backend/store/people/leaving/forget-persons.ts';
import { isPersonGone } from '../../../../backend/store/people/leaving/person-gone.ts';
import { personById } from '../../../../backend/store/people/persons.ts';
import { makeAdmin } from '../../../../backend/store/people/roles/make-admin.ts';
import { leaveTeam, setLead } from '../../../../backend/store/people/roles/teams.ts';
import { openSession } from '../../../../backend/store/people/sessions.ts';
import { currentVersion } from '../../../../backend/store/schema/migrate.ts';
import { votesOf } from '../../../../backend/store/tasks/locked-task.ts';
import { backUp, restoreFrom } from '../../backup/back-up.ts';
import { rowsOf } from '../../backup/rows.ts';
import { DATABASES, type EmptyStore, emptyStore } from '../../empty-store.ts';
import { later, NOW, seedAccount, seedPerson } from '../../seed.ts';
import { seedSomebody } from './somebody.ts';

const opened: EmptyStore[] = [];
const empty = async (kind: (typeof DATABASES)[number]) => {
  const one = await emptyStore(kind, 8);
  opened.push(one);
  return one;
};
afterAll(async () => {
  for (const one of opened) await one.close();
});

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let url: string;
  beforeAll(async () => {
    ({ store, url } = await empty(kind));
  });
  beforeEach(() => seedSomebody(store));

  const remove = (
    person: string,
    confirm = `name of ${person}`,
    { printsLinks = false } = {},
  ): Promise<Deletion> =>
    deletePerson(store, {
      printsLinks,
      person,
      confirm,
      guestWord: 'guest',
      browserHash: null,
      now: later(60),
      requestId: 'request-1',
    });
  /** Somebody else can let others in. */
  const secondAdmin = () =>
    sql`insert into grants (id, person_id, role, organisation_id) values ('second', 'bob', 'admin', 'water')
      on conflict do nothing`.execute(store);
  const count = async (table: string, where: string): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(table)} where ${sql.raw(where)}`.execute(store);
    return rows[0]!.count;
  };
  const personRow = (id: string) =>
    store.selectFrom('persons').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  describe('an account that is deleted', () => {
    it('leaves nothing that says who it was or what they may do', async () => {
      await secondAdmin();
      expect(await remove('ann')).toMatchObject({ deleted: true });
      for (const table of [
        'sessions',
        'accounts',
        'grants',
        'team_members',
        'api_keys',
        'saved_challenges',
        'claims',
      ])
        expect(await count(table, `person_id = 'ann'`), table).toBe(0);
      expect(await count('invitations', `made_by = 'ann'`)).toBe(0);
      expect(await count('teams', `id = 'team of ann'`)).toBe(0);
      expect(await personRow('ann')).toMatchObject({ deleted_at: later(60), token_hash: 'none:ann' });
      expect(await personRow('gus')).toMatchObject({ deleted_at: later(60), token_hash: 'none:gus' });
      expect(await personById(store, 'ann')).toBeNull();
      const everything = JSON.stringify(await rowsOf(store));
      for (const trace of ['name of ann', 'subject of ann', 'browser of ann', 'hash of ann', 'hash of gus'])
        expect(everything).not.toContain(trace);
    });

    it('leaves the contributions, and when the terms were accepted', async () => {
      await secondAdmin();
      await sql`update persons set terms_accepted_at = ${NOW} where id = 'ann'`.execute(store);
      const answer = () => store.selectFrom('answers').selectAll().where('person_id', '=', 'ann').execute();
      const before = await answer();
      await remove('ann');
      expect(before).toHaveLength(1);
      expect(await answer()).toEqual(before);
      expect(await count('task_events', `person_id = 'ann' and event = 'answer'`)).toBe(1);
      expect(await count('runs', `requested_by = 'ann'`)).toBe(1);
      expect(await personRow('ann')).toMatchObject({ terms_accepted_at: NOW });
    });

    it('leaves answers that weigh as a guest’s: nobody stands behind them', async () => {
      await secondAdmin();
      const task = { id: 'answered by ann', factsDigest: 'd' };
      expect(await votesOf(store, task)).toMatchObject([{ guest: false }]);
      await remove('ann');
      expect(await votesOf(store, task)).toMatchObject([{ guest: true }]);
    });

    it('gives back what it held, so that others may have it at once', async () => {
      await secondAdmin();
      await remove('ann');
      const task = await store.selectFrom('tasks').select('state').where('id', '=', 'held by ann').execute();
      expect(task).toEqual([{ state: 'open' }]);
    });

    it('is told of in the audit log by its roles, by an id and no name', async () => {
      await secondAdmin();
      await remove('ann');
      // Nobody takes out what other tests have left there.
      const rows = await store.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(1).execute();
      expect(rows).toMatchObject([
        {
          person_id: 'ann',
          action: 'deleteMe',
          scope: 'organisation:water',
          target: 'persons/ann',
          about_person: 'ann',
          data: { role: 'admin' },
          request_id: 'request-1',
        },
      ]);
    });

    it('gives the token that is to be revoked, once', async () => {
      await secondAdmin();
      expect(await remove('ann')).toEqual({
        deleted: true,
        token: { server: 'https://sign-in.example', subject: 'subject of ann', token: 'sealed token' },
        uploadAccounts: [
          {
            server: 'https://map.example',
            osmId: 7,
            name: 'mapper ann',
            scopes: ['write_api'],
            token: 'sealed token',
          },
        ],
      });
      expect(await remove('ann')).toEqual({ refused: 'gone' });
    });

    it('leaves everybody else as they were', async () => {
      await secondAdmin();
      const ofBob = async () =>
        Object.entries(await rowsOf(store)).map(([table, rows]) => [
          table,
          rows.filter(row => row.includes('bob') && !row.includes('ann')),
        ]);
      const before = await ofBob();
      await remove('ann');
      expect(await ofBob()).toEqual(before);
    });

    it('is somebody new who signs in again', async () => {
      await secondAdmin();
      await remove('ann');
      const account = {
        server: 'https://sign-in.example',
        subject: 'subject of ann',
        name: 'name of ann',
        token: null,
        scopes: [],
      };
      const again = await store
        .transaction()
        .execute(transaction =>
          personOfAccount(transaction, account, { guest: 'ann', fresh: randomUUID(), now: later(120) }),
        );
      expect(again).not.toBe('ann');
      expect(await personById(store, again)).toMatchObject({ grants: [], account: { name: 'name of ann' } });
      expect(await count('answers', `person_id = '${again}'`)).toBe(0);
    });

    it('stays deleted in a backup that was made since', async () => {
      await secondAdmin();
      await remove('ann');
      const folder = await mkdtemp(join(tmpdir(), 'jalon-deleted-'));
      const to = await empty(kind);
      try {
        await backUp(url, join(folder, 'backup'), { schema: (await currentVersion(store)) ?? 0 });
        await restoreFrom(join(folder, 'backup'), to.url);
        expect(await rowsOf(to.store)).toEqual(await rowsOf(store));
        expect(await personById(to.store, 'ann')).toBeNull();
        expect(await personById(to.store, 'bob')).toMatchObject({ account: { name: 'name of bob' } });
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });

  describe('a deletion is refused, and nothing has changed,', () => {
    const unchanged = async (person: string, confirm: string | undefined, said: unknown) => {
      const before = await rowsOf(store);
      expect(await remove(person, confirm)).toEqual(said);
      expect(await rowsOf(store)).toEqual(before);
    };

    it('when it is confirmed with anything but the name', async () => {
      await secondAdmin();
      for (const word of ['', 'guest', 'name of bob', 'ann', 'Name of ann'])
        await unchanged('ann', word, { refused: 'not-confirmed' });
      expect(await remove('ann', ' name of ann ')).toMatchObject({ deleted: true });
    });

    it('to the last admin of an organisation, even if they are one of everything', async () => {
      await makeAdmin(store, 'ann', NOW);
      await makeAdmin(store, 'bob', NOW);
      await sql`delete from grants where id = 'admin of bob'`.execute(store);
      await unchanged('ann', undefined, {
        refused: 'last',
        of: [{ of: 'organisation', id: 'water', name: 'Water board' }],
      });
    });

    it('to the last admin of the installation', async () => {
      await secondAdmin();
      await makeAdmin(store, 'ann', NOW);
      await unchanged('ann', undefined, {
        refused: 'last',
        of: [{ of: 'installation', id: null, name: '' }],
      });
    });

    it('where the other admin is the local account of the computer that a server was restored from', async () => {
      await secondAdmin();
      await sql`update accounts set server = 'here' where person_id = 'bob'`.execute(store);
      await unchanged('ann', undefined, {
        refused: 'last',
        of: [{ of: 'organisation', id: 'water', name: 'Water board' }],
      });
      expect(await remove('ann', undefined, { printsLinks: true })).toMatchObject({ deleted: true });
    });

    it('where the other admin has no account any more', async () => {
      await sql`delete from accounts where person_id = 'bob'`.execute(store);
      expect(await remove('ann')).toMatchObject({ refused: 'last' });
    });

    it('to the last lead of a team in which others are, and to no other lead', async () => {
      await secondAdmin();
      await sql`insert into team_members (team_id, person_id) values ('team of ann', 'bob')`.execute(store);
      await unchanged('ann', undefined, {
        refused: 'last',
        of: [{ of: 'team', id: 'team of ann', name: 'well seekers of ann' }],
      });
      await sql`update team_members set lead = true where person_id = 'bob'`.execute(store);
      expect(await remove('ann')).toMatchObject({ deleted: true });
      expect(await count('teams', `id = 'team of ann'`)).toBe(1);
    });

    it('to whom there is not, or is somebody else by now', async () => {
      for (const person of ['nobody', 'gus']) await unchanged(person, 'guest', { refused: 'gone' });
    });
  });

  it('the only admin goes from a computer that prints a link that makes one again', async () => {
    await secondAdmin();
    await makeAdmin(store, 'ann', NOW);
    await sql`update accounts set server = 'here' where person_id = 'ann'`.execute(store);
    expect(await remove('ann', undefined, { printsLinks: true })).toMatchObject({ deleted: true });
    // Of an organisation they make somebody else one, or dissolve it.
    expect(await remove('bob', undefined, { printsLinks: true })).toMatchObject({
      refused: 'last',
      of: [{ of: 'organisation' }],
    });
  });

  it('the command line deletes whom it is told, the last admin too, and says who there is not', async () => {
    expect(await forgetPersons(store, ['ann', 'nobody', 'gus', 'ann'], later(60))).toEqual([
      'nobody',
      'gus',
      'ann',
    ]);
    expect(await personById(store, 'ann')).toBeNull();
    expect(await personById(store, 'bob')).not.toBeNull();
    const [row] = await auditRows(store, { scope: null, before: null, limit: 1 });
    expect(row).toMatchObject({
      actor: 'system',
      person_id: null,
      about_person: 'ann',
      action: 'forgetPerson',
      target: 'persons/ann',
    });
  });

  it('a guest confirms with the word for one', async () => {
    await seedPerson(store, 'ivy');
    expect(await remove('ivy', 'ivy')).toEqual({ refused: 'not-confirmed' });
    expect(await remove('ivy', 'guest')).toEqual({ deleted: true, token: null, uploadAccounts: [] });
    expect(await personById(store, 'ivy')).toBeNull();
  });

  describe('to somebody who was deleted', () => {
    const late: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
      'a session': store =>
        openSession(store, {
          id: randomUUID(),
          tokenHash: randomUUID(),
          person: 'ann',
          agent: 'a request that came late',
          now: NOW,
          expiresAt: later(600),
        }),
      'an account': store => seedAccount(store, 'ann'),
      'a role': store =>
        sql`insert into grants (id, person_id, role, organisation_id)
          values ('late', 'ann', 'reviewer', 'water')`.execute(store),
      'a key': store =>
        sql`insert into api_keys (id, person_id, name, token_hash, start, scopes)
          values ('late', 'ann', 'Late', 'late', 'jalon_la', '{read}')`.execute(store),
      'a place in a team': store =>
        sql`insert into team_members (team_id, person_id) values ('team of bob', 'ann')`.execute(store),
      'an invitation of theirs': store =>
        sql`insert into invitations (id, token_hash, role, organisation_id, made_by, expires_at, uses_left)
          values ('late', 'late', 'admin', 'water', 'ann', 'infinity', 1)`.execute(store),
    };

    it.each(Object.keys(late))('%s is not given', async what => {
      await secondAdmin();
      await remove('ann');
      const fault = await late[what]!(store).catch((thrown: unknown) => thrown);
      expect(isPersonGone(fault)).toBe(true);
    });

    if (kind === 'postgres')
      it.each(Object.keys(late))('%s is not given by a request that came in between', async what => {
        await secondAdmin();
        const held = await hold(lockedLease);
        const deleting = remove('ann');
        await waiting(1);
        const fault = late[what]!(store).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        await waiting(2);
        await held.letGo();
        expect(await deleting).toMatchObject({ deleted: true });
        expect(isPersonGone(await fault)).toBe(true);
      });

    if (kind === 'postgres')
      it.each(Object.keys(late).filter(what => what !== 'an account'))(
        '%s goes that was being given just before',
        async what => {
          await secondAdmin();
          const begun = await hold(late[what]!);
          const deleting = remove('ann');
          await waiting(1);
          await begun.letGo();
          expect(await deleting).toMatchObject({ deleted: true });
          const everything = JSON.stringify(await rowsOf(store));
          for (const trace of ['a request that came late', 'jalon_la', '(late,'])
            expect(everything).not.toContain(trace);
          expect(await count('grants', `person_id = 'ann'`)).toBe(0);
          expect(await count('team_members', `person_id = 'ann'`)).toBe(0);
        },
      );
  });

  /** A transaction that has done this, and stays open until it is let go. */
  async function hold(work: (transaction: Store) => Promise<unknown>) {
    let letGo = () => {};
    const gate = new Promise<void>(resolve => {
      letGo = resolve;
    });
    let over: Promise<unknown> = Promise.resolve();
    await new Promise<void>((done, fail) => {
      over = store.transaction().execute(async transaction => {
        await work(transaction);
        done();
        await gate;
      });
      over.catch(fail);
    });
    return {
      letGo: async () => {
        letGo();
        await over;
      },
    };
  }
  const lockedLease = (transaction: Store) =>
    sql`select 1 from claims where task_id = 'held by ann' for update`.execute(transaction);

  /** Until so many sessions of the database wait for others. */
  const waiting = (sessions: number) =>
    expect
      .poll(
        async () => {
          const { rows } = await sql<{ count: number }>`
            select count(*)::int as count from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`.execute(store);
          return rows[0]!.count;
        },
        { timeout: 10_000 },
      )
      .toBe(sessions);

  if (kind === 'postgres')
    it('who is being made the only admin stays', async () => {
      await secondAdmin();
      const made = await hold(transaction => makeAdmin(transaction, 'ann', NOW));
      const deleting = remove('ann');
      await waiting(1);
      await made.letGo();
      expect(await deleting).toMatchObject({ refused: 'last', of: [{ of: 'installation' }] });
      expect(await personById(store, 'ann')).toMatchObject({ account: { name: 'name of ann' } });
    });

  if (kind === 'postgres')
    it('who is being made the only lead stays', async () => {
      await secondAdmin();
      await sql`insert into persons (id, token_hash) values ('mia', 'hash of mia')`.execute(store);
      for (const member of ['ann', 'mia'])
        await sql`insert into team_members (team_id, person_id) values ('team of bob', ${member})`.execute(
          store,
        );
      const made = await hold(async transaction => {
        expect(await setLead(transaction, 'team of bob', 'ann', true)).toBe('done');
        expect(await leaveTeam(transaction, 'team of bob', 'bob')).toBe('done');
      });
      const deleting = remove('ann');
      await waiting(1);
      await made.letGo();
      expect(await deleting).toMatchObject({ refused: 'last', of: [{ of: 'team', id: 'team of bob' }] });
    });

  if (kind === 'postgres')
    it('of two last admins who go at once one stays', async () => {
      await secondAdmin();
      for (let round = 0; round < 5; round++) {
        await seedSomebody(store);
        const ends = await Promise.all([remove('ann'), remove('bob')]);
        expect(ends.filter(end => 'deleted' in end)).toHaveLength(1);
        expect(ends.filter(end => 'refused' in end && end.refused === 'last')).toHaveLength(1);
        expect(await count('grants', `role = 'admin' and organisation_id = 'water'`)).toBe(1);
      }
    });

  if (kind === 'postgres')
    it('who signs in while they are deleted is there afterwards, as somebody new', async () => {
      await secondAdmin();
      const held = await hold(lockedLease);
      const deleting = remove('ann');
      await waiting(1);
      const account = {
        server: 'https://sign-in.example',
        subject: 'subject of ann',
        name: 'name of ann',
        token: null,
        scopes: [],
      };
      const signing = store
        .transaction()
        .execute(transaction =>
          personOfAccount(transaction, account, { guest: null, fresh: 'new ann', now: later(60) }),
        );
      await waiting(2);
      await held.letGo();
      expect(await deleting).toMatchObject({ deleted: true });
      expect(await signing).toBe('new ann');
    });

  if (kind === 'postgres')
    it('a guest who signs in while they are deleted is asked for the name', async () => {
      await seedPerson(store, 'ivy');
      const account = {
        server: 'https://sign-in.example',
        subject: '5',
        name: 'Ivy',
        token: null,
        scopes: [],
      };
      const signing = await hold(transaction =>
        personOfAccount(transaction, account, { guest: 'ivy', fresh: 'unused', now: NOW }),
      );
      const deleting = remove('ivy', 'guest');
      await waiting(1);
      await signing.letGo();
      expect(await deleting).toEqual({ refused: 'not-confirmed' });
      expect(await personById(store, 'ivy')).toMatchObject({ account: { name: 'Ivy' } });
    });
});
