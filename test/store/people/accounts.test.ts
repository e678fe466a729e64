import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { personOfAccount, type ServerAccount, takeToken } from '../../../backend/store/people/accounts.ts';
import { openSession, takeGuestToken } from '../../../backend/store/people/sessions.ts';
import { addAnswer } from '../../../backend/store/tasks/answers.ts';
import { takeClaim } from '../../../backend/store/tasks/claims.ts';
import { lockTask } from '../../../backend/store/tasks/locked-task.ts';
import { settle } from '../../../jobs/rounds/settle.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import {
  later,
  movedFinding,
  NOW,
  seedAccount,
  seedChallenge,
  seedPerson,
  seedTask,
  startOver,
  testChallenge,
} from '../seed.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(() => startOver(store, ['gus', 'guy']));

  const account = (change: Partial<ServerAccount> = {}): ServerAccount => ({
    server: 'https://osm.example',
    subject: '7',
    name: 'Ann',
    token: 'sealed',
    scopes: ['read_prefs'],
    ...change,
  });
  let made = 0;
  const sign = (guest: string | null, change: Partial<ServerAccount> = {}) =>
    store
      .transaction()
      .execute(transaction =>
        personOfAccount(transaction, account(change), { guest, fresh: `new-${++made}`, now: later(100) }),
      );
  const persons = async () =>
    (await store.selectFrom('persons').select(['id', 'merged_into']).orderBy('id').execute()).map(
      ({ id, merged_into }) => (merged_into === null ? id : `${id} → ${merged_into}`),
    );

  describe('an account that nobody has', () => {
    it('becomes the guest’s own', async () => {
      expect(await sign('gus')).toBe('gus');
      expect(await persons()).toEqual(['gus', 'guy']);
      const row = await store.selectFrom('accounts').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ person_id: 'gus', ...account(), signed_in_at: later(100) });
    });

    it('ends every session of the guest, wherever the token is known', async () => {
      for (const id of ['a', 'b'])
        await openSession(store, {
          id,
          tokenHash: id,
          person: 'gus',
          agent: null,
          now: NOW,
          expiresAt: later(1000),
        });
      await sign('gus');
      expect(await store.selectFrom('sessions').select('id').execute()).toEqual([]);
      expect(await takeGuestToken(store, 'hash of gus')).toBeNull();
    });

    it('becomes a new person’s where there is no guest', async () => {
      const person = await sign(null);
      expect(await persons()).toEqual(['gus', 'guy', person].sort());
    });

    it('becomes a new person’s where the guest is none any more', async () => {
      await seedAccount(store, 'gus');
      const person = await sign('gus');
      expect(person).not.toBe('gus');
      await store.updateTable('persons').set({ deleted_at: NOW }).where('id', '=', 'guy').execute();
      expect(await sign('guy', { subject: '8' })).not.toBe('guy');
      expect(await sign('nobody', { subject: '9' })).not.toBe('nobody');
    });

    it('lets what the guest said count as a signed-in person’s', async () => {
      await seedChallenge(store, testChallenge('wells', { needed: 1, guestWeight: 0.5 }));
      await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]), { digest: 'd1' });
      await addAnswer(store, {
        task: 't',
        person: 'gus',
        request: 'r',
        answer: { say: 'not-an-issue' },
        factsDigest: 'd1',
        imagery: [],
        now: NOW,
        pendingUntil: later(60),
      });
      const state = async () =>
        (await store.selectFrom('tasks').select('state').executeTakeFirstOrThrow()).state;
      await settle(store, later(61));
      expect(await state()).toBe('agreed-so-far');
      await sign('gus');
      await settle(store, later(101));
      expect(await state()).toBe('settled');
    });
  });

  describe('an account that somebody has', () => {
    it('stays theirs, with the name and the token of today', async () => {
      const ann = await sign(null);
      expect(await sign(null, { name: 'Ann of late', token: 'other', scopes: [] })).toBe(ann);
      const rows = await store.selectFrom('accounts').select(['name', 'token', 'scopes']).execute();
      expect(rows).toEqual([{ name: 'Ann of late', token: 'other', scopes: [] }]);
    });

    it('is another on another server, and one for each subject', async () => {
      const all = [
        await sign(null),
        await sign(null, { subject: '8' }),
        await sign(null, { server: 'https://other.example' }),
      ];
      expect(new Set(all).size).toBe(3);
    });

    it('takes the guest in', async () => {
      const ann = await sign(null);
      expect(await sign('gus')).toBe(ann);
      expect(await persons()).toEqual([`gus → ${ann}`, 'guy', ann].sort());
    });
  });

  it('takes an answer that was sent by the guest, and comes after the sign-in', async () => {
    await seedChallenge(store, testChallenge('wells', { needed: 2 }));
    for (const task of ['t1', 't2'])
      await seedTask(store, 'wells', task, movedFinding('1', [4, 50]), { digest: 'd1' });
    const answer = (person: string, task: string) =>
      addAnswer(store, {
        task,
        person,
        request: `${person} ${task}`,
        answer: { say: 'not-an-issue' },
        factsDigest: 'd1',
        imagery: [],
        now: NOW,
        pendingUntil: later(60),
      });
    const ann = await sign(null);
    await answer(ann, 't1');
    await sign('gus');
    expect(await answer('gus', 't1')).toBe('answered');
    expect(await answer('gus', 't2')).toMatchObject({ row: { person_id: ann } });
  });

  describe('at the same moment', () => {
    it('one account in two browsers is one person, whoever comes first', async () => {
      for (let round = 0; round < 8; round++) {
        const [gus, guy] = await Promise.all(
          ['gus', 'guy'].map(name => seedPerson(store, `${name} ${round}`)),
        );
        const subject = `subject ${round}`;
        const all = await Promise.all([gus!, guy!, null].map(guest => sign(guest, { subject })));
        expect(new Set(all).size).toBe(1);
        const guests = await store
          .selectFrom('persons')
          .select(['id', 'merged_into'])
          .where('id', 'in', [gus!, guy!])
          .execute();
        // The first may have been the one without a guest.
        for (const { id, merged_into } of guests) expect(merged_into).toBe(id === all[0] ? null : all[0]);
      }
      expect(await store.selectFrom('accounts').selectAll().execute()).toHaveLength(8);
    });

    it('two accounts in one browser are two persons, and one of them was the guest', async () => {
      const [ann, bob] = await Promise.all([sign('gus'), sign('gus', { subject: '8' })]);
      expect(ann).not.toBe(bob);
      expect([ann, bob].filter(id => id === 'gus')).toHaveLength(1);
    });
  });

  // The embedded database has one session: there nobody is in the middle of anything.
  if (kind === 'postgres')
    describe('a guest in the middle of an answer', () => {
      beforeEach(async () => {
        await seedChallenge(store, testChallenge('wells', { needed: 2 }));
        await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]), { digest: 'd1' });
      });

      /** Signs the guest in while an answer of theirs holds the task, and has yet to ask for the person's row. */
      async function signInMeanwhile(): Promise<string> {
        const { signing } = await store.transaction().execute(async transaction => {
          await lockTask(transaction, 't');
          const signing = sign('gus');
          signing.catch(() => {});
          for (let waits = 0; waits === 0; ) {
            const { rows } = await sql<{ waits: number }>`
              select count(*)::integer as waits from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock'`.execute(store);
            waits = rows[0]!.waits;
          }
          await sql`select 1 from persons where id = 'gus' for key share`.execute(transaction);
          // A promise that is returned bare would be waited for within the transaction.
          return { signing };
        });
        return signing;
      }

      it('keeps nobody waiting who takes the answers to an account', async () => {
        const ann = await sign(null);
        await takeClaim(store, 't', { person: 'gus', now: NOW, until: later(300) });
        expect(await signInMeanwhile()).toBe(ann);
        expect(await store.selectFrom('claims').select('person_id').execute()).toEqual([{ person_id: ann }]);
      });

      it('keeps nobody waiting who becomes an account', async () => {
        await addAnswer(store, {
          task: 't',
          person: 'gus',
          request: 'r',
          answer: { say: 'not-an-issue' },
          factsDigest: 'd1',
          imagery: [],
          now: NOW,
          pendingUntil: later(60),
        });
        await settle(store, later(61));
        expect(await signInMeanwhile()).toBe('gus');
        expect(await takeGuestToken(store, 'hash of gus')).toBeNull();
      });
    });

  describe('its token', () => {
    it('is taken once', async () => {
      await sign('gus');
      const taken = await Promise.all([takeToken(store, 'gus'), takeToken(store, 'gus')]);
      expect(taken.filter(one => one !== null)).toEqual([
        { server: 'https://osm.example', subject: '7', token: 'sealed' },
      ]);
      expect(await store.selectFrom('accounts').select(['token', 'scopes']).execute()).toEqual([
        { token: null, scopes: [] },
      ]);
      expect(await takeToken(store, 'guy')).toBeNull();
    });
  });
});
