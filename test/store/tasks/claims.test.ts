import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { LIFECYCLE } from '../../../backend/core/task/lifecycle.ts';
import { STATES } from '../../../backend/core/task/task.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { claimNext, giveBack, takeClaim } from '../../../backend/store/tasks/claims.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import {
  later,
  missingFinding,
  movedFinding,
  NOW,
  seedChallenge,
  seedPerson,
  seedTask,
  startOver,
  testChallenge,
} from '../seed.ts';

describe.each(DATABASES)('on %s', kind => {
  const lease = (person: string, now = NOW) => ({ person, now, until: new Date(now.getTime() + 300_000) });
  const search = (challenge: string) => ({ challenge, order: { by: 'id' } as const, skip: [], kinds: [] });

  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, ['ann', 'bob', 'cyd']);
    await seedChallenge(store, testChallenge('one', { needed: 1 }));
    await seedChallenge(store, testChallenge('two', { needed: 2 }));
  });

  async function countedAnswer(task: string, person: string) {
    await store
      .insertInto('answers')
      .values({
        id: `answer of ${person}`,
        task_id: task,
        person_id: person,
        request_id: `request of ${person}`,
        answer: '{"say": "not-an-issue"}',
        facts_digest: 'd',
        imagery: '[]',
        state: 'counted',
        pending_until: NOW,
      })
      .execute();
  }

  describe('a claim', () => {
    it('is taken once where one answer is needed', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      expect(await takeClaim(store, 't', lease('ann'))).toBe('taken');
      expect(await takeClaim(store, 't', lease('bob'))).toBe('held');
    });

    it('writes nothing of the task: leases come and go by the minute, and its row is in many indexes', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      const row = async () => (await sql`select ctid, * from tasks`.execute(store)).rows;
      const before = await row();
      await takeClaim(store, 't', lease('ann'));
      await giveBack(store, 't', 'ann');
      expect(await row()).toEqual(before);
    });

    it('is taken by as many people as answers are needed, and no more', async () => {
      await seedTask(store, 'two', 't', movedFinding('1', [4, 50]));
      expect(await takeClaim(store, 't', lease('ann'))).toBe('taken');
      expect(await takeClaim(store, 't', lease('bob'))).toBe('taken');
      expect(await takeClaim(store, 't', lease('cyd'))).toBe('held');
    });

    it('is renewed by its holder', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      await takeClaim(store, 't', lease('ann'));
      expect(await takeClaim(store, 't', lease('ann', later(200)))).toBe('taken');
      const { until } = await store.selectFrom('claims').select('until').executeTakeFirstOrThrow();
      expect(until).toEqual(later(500));
    });

    it('that has ended is no obstacle', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      await takeClaim(store, 't', lease('ann'));
      expect(await takeClaim(store, 't', lease('bob', later(299)))).toBe('held');
      expect(await takeClaim(store, 't', lease('bob', later(300)))).toBe('taken');
    });

    it('is given back, and the task is free again', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      await takeClaim(store, 't', lease('ann'));
      await giveBack(store, 't', 'bob');
      expect(await takeClaim(store, 't', lease('bob'))).toBe('held');
      await giveBack(store, 't', 'ann');
      expect(await takeClaim(store, 't', lease('bob'))).toBe('taken');
    });

    it('is not given back by whoever only renewed it: another tab looks at it', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      await takeClaim(store, 't', lease('ann'));
      await takeClaim(store, 't', lease('ann', later(100)));
      await giveBack(store, 't', 'ann', later(100));
      expect(await takeClaim(store, 't', lease('bob', later(100)))).toBe('held');
      await giveBack(store, 't', 'ann', NOW);
      expect(await takeClaim(store, 't', lease('bob', later(100)))).toBe('taken');
    });

    it('is refused on a task that is settled, in review or not there', async () => {
      await seedTask(store, 'one', 's', movedFinding('1', [4, 50]), { state: 'settled' });
      await seedTask(store, 'one', 'r', movedFinding('2', [4, 50]), { state: 'in-review' });
      expect(await takeClaim(store, 's', lease('ann'))).toBe('not-asked');
      expect(await takeClaim(store, 'r', lease('ann'))).toBe('not-asked');
      expect(await takeClaim(store, 'no', lease('ann'))).toBe('gone');
    });

    it('is taken in every state in which the lifecycle lets an answer come, and in no other', async () => {
      for (const state of STATES) {
        await seedTask(store, 'one', state, movedFinding(state, [4, 50]), { state });
        const asks = !('impossible' in LIFECYCLE[state].answer);
        expect(await takeClaim(store, state, lease('ann')), state).toBe(asks ? 'taken' : 'not-asked');
      }
    });

    it('is had by one of many who ask at once', async () => {
      await seedTask(store, 'one', 't', movedFinding('1', [4, 50]));
      const people = Array.from({ length: 12 }, (_, i) => `p${i}`);
      for (const person of people) await seedPerson(store, person);
      const taken = await Promise.all(people.map(person => takeClaim(store, 't', lease(person))));
      expect(taken.filter(one => one === 'taken')).toHaveLength(1);
      expect(await store.selectFrom('claims').selectAll().execute()).toHaveLength(1);
    });
  });

  describe('the next task', () => {
    it('is the nearest in metres, not in degrees', async () => {
      // At 60° north a degree of longitude is half as long as one of latitude.
      await seedTask(store, 'one', 'a-north', missingFinding('1', [10, 60.0007]));
      await seedTask(store, 'one', 'b-east', missingFinding('2', [10.001, 60]));
      expect(
        await claimNext(store, { ...search('one'), order: { by: 'nearest', near: [10, 60] } }, lease('ann')),
      ).toBe('b-east');
      expect(
        await claimNext(store, { ...search('one'), order: { by: 'nearest', near: [10, 60] } }, lease('bob')),
      ).toBe('a-north');
    });

    it('is found across the antimeridian', async () => {
      await seedTask(store, 'one', 'far', missingFinding('1', [170, 0]));
      await seedTask(store, 'one', 'near', missingFinding('2', [-179.9, 0]));
      expect(
        await claimNext(
          store,
          { ...search('one'), order: { by: 'nearest', near: [179.9, 0] } },
          lease('ann'),
        ),
      ).toBe('near');
    });

    it('is the first by id when no place is given', async () => {
      for (const id of ['c', 'a', 'b']) await seedTask(store, 'one', id, missingFinding(id, [4, 50]));
      expect(await claimNext(store, search('one'), lease('ann'))).toBe('a');
      expect(await claimNext(store, search('one'), lease('bob'))).toBe('b');
    });

    it('is the one that the person holds already', async () => {
      for (const id of ['a', 'b']) await seedTask(store, 'one', id, missingFinding(id, [4, 50]));
      expect(await claimNext(store, search('one'), lease('ann'))).toBe('a');
      expect(await claimNext(store, search('one'), lease('ann'))).toBe('a');
      expect(await claimNext(store, { ...search('one'), skip: ['a'] }, lease('ann'))).toBe('b');
    });

    it('follows a given order', async () => {
      for (const id of ['a', 'b', 'c']) await seedTask(store, 'one', id, missingFinding(id, [4, 50]));
      const ordered = { ...search('one'), order: { by: 'list', ids: ['c', 'a'] } as const };
      expect(await claimNext(store, ordered, lease('ann'))).toBe('c');
      expect(await claimNext(store, ordered, lease('bob'))).toBe('a');
      expect(await claimNext(store, ordered, lease('cyd'))).toBeNull();
    });

    it('comes along a line, near it only', async () => {
      const places = { late: [4.9, 50], early: [4.1, 50.001], off: [4.5, 50.1], mid: [4.5, 49.999] } as const;
      for (const [id, at] of Object.entries(places)) await seedTask(store, 'one', id, missingFinding(id, at));
      const order = {
        by: 'route' as const,
        line: [
          [4, 50],
          [5, 50],
        ] as const,
        metres: 2000,
      };
      const got: (string | null)[] = [];
      for (const person of ['ann', 'bob', 'cyd', 'ann'])
        got.push(
          await claimNext(
            store,
            { ...search('one'), order, skip: got.flatMap(id => id ?? []) },
            lease(person),
          ),
        );
      expect(got).toEqual(['early', 'mid', 'late', null]);
    });

    it('is the one of the highest priority, then the nearest', async () => {
      const rows = { near: [4, 50, 0], high: [6, 52, 3], higher: [7, 53, 3], middle: [4, 50.1, 2] } as const;
      for (const [id, [lon, lat, priority]] of Object.entries(rows)) {
        await seedTask(store, 'one', id, missingFinding(id, [lon, lat]));
        await store.updateTable('tasks').set({ priority }).where('id', '=', id).execute();
      }
      await seedTask(store, 'two', 'elsewhere', missingFinding('9', [4, 50]));
      await store.updateTable('tasks').set({ priority: 9 }).where('id', '=', 'elsewhere').execute();
      const got: (string | null)[] = [];
      for (const near of [[4, 50], null, [4, 50], [4, 50], [4, 50]] as const)
        got.push(
          await claimNext(
            store,
            { ...search('one'), order: { by: 'priority', near }, skip: got.flatMap(id => id ?? []) },
            lease('ann'),
          ),
        );
      expect(got).toEqual(['high', 'higher', 'middle', 'near', null]);
    });

    it('is any one by chance, each of them for some chance', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await seedTask(store, 'one', id, missingFinding(id, [4, 50]));
      const got = new Set<string | null>();
      for (let n = 0; n < 16; n++) {
        const order = { by: 'random' as const, from: n.toString(16).repeat(32) };
        const task = await claimNext(store, { ...search('one'), order }, lease('ann'));
        got.add(task);
        await giveBack(store, task!, 'ann');
      }
      expect([...got].sort()).toEqual(['a', 'b', 'c', 'd']);
    });

    it('is of the kinds that were asked for', async () => {
      await seedTask(store, 'one', 'a', movedFinding('1', [4, 50]));
      await seedTask(store, 'one', 'b', missingFinding('2', [4, 50]));
      expect(await claimNext(store, { ...search('one'), kinds: ['missing'] }, lease('ann'))).toBe('b');
    });

    it('is none of another challenge, settled, skipped or held', async () => {
      await seedTask(store, 'two', 'other', missingFinding('1', [4, 50]));
      await seedTask(store, 'one', 'settled', missingFinding('2', [4, 50]), { state: 'settled' });
      await seedTask(store, 'one', 'skipped', missingFinding('3', [4, 50]));
      await seedTask(store, 'one', 'held', missingFinding('4', [4, 50]));
      await takeClaim(store, 'held', lease('bob'));
      expect(await claimNext(store, { ...search('one'), skip: ['skipped'] }, lease('ann'))).toBeNull();
    });

    it('is found among thousands through the index (PostgreSQL 18: attempted to lock invisible tuple)', async () => {
      await sql`
      insert into places (id, challenge_id, geom)
      select 'p' || i, 'one', st_setsrid(st_makepoint(i % 100 / 10.0, i / 1000.0), 4326)
      from generate_series(1, 5000) i`.execute(store);
      await sql`
      insert into tasks (id, challenge_id, place_id, state, facts, facts_digest, kinds, geom)
      select 't' || substr(id, 2), 'one', id, 'open', '{}', 'd', '{moved}', geom from places`.execute(store);
      await sql`analyze tasks`.execute(store);
      expect(
        await claimNext(store, { ...search('one'), order: { by: 'nearest', near: [5, 2.55] } }, lease('ann')),
      ).toBe('t2550');
      expect(
        await claimNext(store, { ...search('one'), order: { by: 'nearest', near: [5, 2.55] } }, lease('bob')),
      ).not.toBeNull();
    });

    it('is one that only guests have answered, and goes to one person at a time', async () => {
      await seedChallenge(store, testChallenge('light', { needed: 1, guestWeight: 0.5 }));
      await seedTask(store, 'light', 't', missingFinding('1', [4, 50]), { digest: 'd' });
      await countedAnswer('t', 'ann');
      expect(await claimNext(store, search('light'), lease('ann'))).toBeNull();
      expect(await claimNext(store, search('light'), lease('bob'))).toBe('t');
      expect(await claimNext(store, search('light'), lease('cyd'))).toBeNull();
      expect(await takeClaim(store, 't', lease('cyd'))).toBe('held');
    });

    it('has as many places as are needed if all agree with the most that there are', async () => {
      await seedChallenge(store, testChallenge('three', { needed: 3, guestWeight: 0.5 }));
      await seedTask(store, 'three', 't', missingFinding('1', [4, 50]), { digest: 'd' });
      for (const person of ['dan', 'eve']) await seedPerson(store, person);
      await countedAnswer('t', 'ann');
      const got = [];
      for (const person of ['bob', 'cyd', 'dan'])
        got.push(await claimNext(store, search('three'), lease(person)));
      expect(got).toEqual(['t', 't', null]);
    });

    it('of a challenge that an earlier version kept is one that only guests have answered, too', async () => {
      await seedChallenge(store, testChallenge('old', { needed: 1 }));
      await sql`update challenges set definition = definition #- '{answers,guestWeight}' where id = 'old'`.execute(
        store,
      );
      await seedTask(store, 'old', 't', missingFinding('1', [4, 50]), { digest: 'd' });
      await countedAnswer('t', 'ann');
      expect(await claimNext(store, search('old'), lease('bob'))).toBe('t');
    });

    it('is given to no more people than it needs when many ask at once', async () => {
      for (let i = 0; i < 5; i++)
        await seedTask(store, 'two', `t${i}`, missingFinding(String(i), [4 + i, 50]));
      const people = Array.from({ length: 14 }, (_, i) => `p${i}`);
      for (const person of people) await seedPerson(store, person);
      const got = await Promise.all(
        people.map(person =>
          claimNext(store, { ...search('two'), order: { by: 'nearest', near: [4, 50] } }, lease(person)),
        ),
      );
      expect(got.filter(id => id !== null)).toHaveLength(10);
      const claims = await store.selectFrom('claims').selectAll().execute();
      for (let i = 0; i < 5; i++) expect(claims.filter(({ task_id }) => task_id === `t${i}`)).toHaveLength(2);
    });
  });
});
