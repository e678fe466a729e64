import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../backend/core/answer/answer.ts';
import type { TaskState } from '../../../backend/core/task/task.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { addAnswer, undoAnswer } from '../../../backend/store/tasks/answers.ts';
import { claimNext, takeClaim } from '../../../backend/store/tasks/claims.ts';
import { lockTask } from '../../../backend/store/tasks/locked-task.ts';
import { countAnswers, countOnceMore } from '../../../backend/store/tasks/settling.ts';
import { changeTasks } from '../../../backend/store/tasks/tasks.ts';
import { settle } from '../../../jobs/rounds/settle.ts';
import { DATABASES, useStore } from '../../store/empty-store.ts';
import {
  later,
  movedFinding,
  NOW,
  seedAccount,
  seedChallenge,
  seedTask,
  startOver,
  testChallenge,
} from '../../store/seed.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, ['ann', 'bob', 'cyd', 'dan']);
  });

  const fix = (lon: number): Answer => ({
    say: 'fix',
    fix: { position: { at: [lon, 50], origin: { licence: 'observation' } }, tags: [] },
  });
  const no: Answer = { say: 'not-an-issue' };
  async function answer(person: string, said: Answer, at = 0, digest = 'd1') {
    const result = await addAnswer(store, {
      task: 't',
      person,
      request: `request of ${person}`,
      answer: said,
      factsDigest: digest,
      imagery: [],
      now: later(at),
      pendingUntil: later(at + 60),
    });
    if (typeof result === 'string') throw new Error(result);
    return result.row;
  }
  const task = () => store.selectFrom('tasks').selectAll().where('id', '=', 't').executeTakeFirstOrThrow();
  async function seed(needed: number, guestWeight = 1) {
    await seedChallenge(store, testChallenge('wells', { needed, guestWeight }));
    await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]), { digest: 'd1' });
  }
  const events = async () =>
    (await store.selectFrom('task_events').select(['event', 'to_state']).orderBy('id').execute()).map(
      row => `${row.event} → ${row.to_state}`,
    );

  describe('settle', () => {
    it('settles a task when the only answer it needs begins to count, and not before', async () => {
      await seed(1);
      await answer('ann', fix(4.0002));
      expect(await settle(store, later(59))).toBe(0);
      expect((await task()).state).toBe('pending');
      expect(await settle(store, later(60))).toBe(1);
      expect(await task()).toMatchObject({
        state: 'settled',
        outcome: 'fixed',
        settlement: fix(4.0002),
        settled_at: later(60),
        updated_at: later(60),
      });
      expect(await events()).toEqual(['answer → pending', 'settle → settled']);
    });

    it('changes nothing when run again', async () => {
      await seed(1);
      await answer('ann', fix(4.0002));
      await settle(store, later(60));
      const before = await task();
      expect(await settle(store, later(120))).toBe(0);
      expect(await task()).toEqual(before);
    });

    it('settles once when two run at once', async () => {
      await seed(1);
      await answer('ann', no);
      await Promise.all([settle(store, later(60)), settle(store, later(60)), settle(store, later(61))]);
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'not-an-issue' });
      expect(await events()).toEqual(['answer → pending', 'settle → settled']);
    });

    it('decides by an answer that began to count while its place was left out, once it is asked again', async () => {
      await seed(1);
      await answer('ann', fix(4.0002));
      const move = (event: 'left-out' | 'seen-same', from: TaskState, to: TaskState) =>
        store.transaction().execute(transaction =>
          changeTasks(
            transaction,
            [
              {
                ...{ task: 't', event, from, to, outcome: null, settledAt: null, answersSetAside: false },
                reason: { code: event === 'left-out' ? 'left-out' : 'facts-refreshed' },
              },
            ],
            { run: null, now: later(30), spotOf: () => ({ at: [4, 50], name: null }) },
          ),
        );
      await move('left-out', 'pending', 'stale');
      await settle(store, later(60));
      expect(await task()).toMatchObject({ state: 'stale', outcome: null });
      await move('seen-same', 'stale', 'open');
      expect((await task()).state).toBe('pending');
      await settle(store, later(120));
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'fixed', settlement: fix(4.0002) });
    });

    it('waits for a second answer that agrees', async () => {
      await seed(2);
      await answer('ann', no);
      await settle(store, later(60));
      expect((await task()).state).toBe('agreed-so-far');
      await answer('bob', no, 100);
      await settle(store, later(160));
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'not-an-issue' });
      expect(await events()).toEqual([
        'answer → pending',
        'counted-short → agreed-so-far',
        'answer → pending',
        'settle → settled',
      ]);
    });

    it('asks one more person when two disagree, and a reviewer when three do', async () => {
      await seed(2);
      await answer('ann', no);
      await answer('bob', fix(4.0002));
      await settle(store, later(60));
      expect((await task()).state).toBe('agreed-so-far');
      const wish = { challenge: 'wells', order: { by: 'id' } as const, skip: [], kinds: [] };
      const lease = (person: string) => ({ person, now: later(61), until: later(361) });
      expect(await claimNext(store, wish, lease('cyd'))).toBe('t');
      expect(await claimNext(store, wish, lease('dan'))).toBeNull();
      await answer('cyd', { say: 'cant-tell' }, 100);
      await settle(store, later(160));
      expect(await task()).toMatchObject({ state: 'in-review', outcome: null, settlement: null });
    });

    it('counts no answer that was taken back', async () => {
      await seed(1);
      const row = await answer('ann', no);
      await undoAnswer(store, row.id, { person: 'ann', now: later(30), until: later(40) });
      await settle(store, later(60));
      expect((await task()).state).toBe('open');
      expect(await store.selectFrom('answers').select('state').execute()).toEqual([{ state: 'undone' }]);
    });

    it('sets an answer aside whose facts have changed meanwhile', async () => {
      await seed(1);
      await answer('ann', no);
      await store.updateTable('tasks').set({ facts_digest: 'd2', state: 'open' }).execute();
      await settle(store, later(60));
      expect((await task()).state).toBe('open');
      expect(await store.selectFrom('answers').select('state').execute()).toEqual([{ state: 'superseded' }]);
    });

    it('counts an answer late without moving a task that newer data has closed', async () => {
      await seed(1);
      await answer('ann', fix(4.0002));
      await store.updateTable('tasks').set({ state: 'settled', outcome: 'already-fixed' }).execute();
      await settle(store, later(60));
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'already-fixed', settlement: null });
    });

    it('frees leases that have ended', async () => {
      await seed(2);
      await takeClaim(store, 't', { person: 'ann', now: NOW, until: later(300) });
      await takeClaim(store, 't', { person: 'bob', now: NOW, until: later(310) });
      expect(await settle(store, later(299))).toBe(0);
      await settle(store, later(300));
      expect(await store.selectFrom('claims').select('person_id').execute()).toEqual([{ person_id: 'bob' }]);
      await settle(store, later(310));
      expect(await store.selectFrom('claims').selectAll().execute()).toEqual([]);
      expect((await task()).state).toBe('open');
      expect(await events()).toEqual([]);
    });

    it('asks others where a guest answered, until a signed-in person agrees', async () => {
      await seed(1, 0.5);
      await seedAccount(store, 'bob');
      await answer('ann', fix(4.0002));
      await settle(store, later(60));
      expect((await task()).state).toBe('agreed-so-far');
      const wish = { challenge: 'wells', order: { by: 'id' } as const, skip: [], kinds: [] };
      expect(await claimNext(store, wish, { person: 'bob', now: later(61), until: later(361) })).toBe('t');
      await answer('bob', fix(4.0002), 100);
      await settle(store, later(160));
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'fixed' });
    });

    it('goes by a signed-in person who says something else than a guest did', async () => {
      await seed(1, 0.5);
      await seedAccount(store, 'bob');
      await answer('ann', fix(4.0002));
      await settle(store, later(60));
      await answer('bob', no, 100);
      await settle(store, later(160));
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'not-an-issue', settlement: no });
    });

    it('settles by two guests of one mind, and gives a reviewer what three of them leave open', async () => {
      await seed(1, 0.5);
      await answer('ann', no);
      await settle(store, later(60));
      await answer('bob', fix(4.0002), 100);
      await settle(store, later(160));
      expect((await task()).state).toBe('agreed-so-far');
      await answer('cyd', { say: 'cant-tell' }, 200);
      await settle(store, later(260));
      expect((await task()).state).toBe('in-review');
      await startOver(store, ['ann', 'bob']);
      await seed(1, 0.5);
      await answer('ann', no);
      await settle(store, later(60));
      await answer('bob', no, 100);
      await settle(store, later(160));
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'not-an-issue' });
    });

    it('counts what a guest said once more when they have signed in', async () => {
      await seed(1, 0.5);
      await answer('ann', no);
      await settle(store, later(60));
      await store.transaction().execute(async transaction => {
        await seedAccount(transaction, 'ann');
        await countOnceMore(transaction, 'ann');
      });
      expect(await settle(store, later(61))).toBe(1);
      expect(await task()).toMatchObject({ state: 'settled', outcome: 'not-an-issue' });
      expect(await store.selectFrom('answers').select('state').execute()).toEqual([{ state: 'counted' }]);
    });

    if (kind === 'postgres')
      it('counts an answer once more that it was counting while the guest signed in (it stayed a guest’s)', async () => {
        await seed(1, 0.5);
        await answer('ann', no);
        let letGo = () => {};
        const gate = new Promise<void>(resolve => {
          letGo = resolve;
        });
        // A round that has counted ann as a guest, and not ended.
        const round = store.transaction().execute(async transaction => {
          const locked = (await lockTask(transaction, 't'))!;
          await countAnswers(transaction, locked, later(60));
          await gate;
        });
        const signing = store.transaction().execute(async transaction => {
          await seedAccount(transaction, 'ann');
          await countOnceMore(transaction, 'ann');
        });
        await expect
          .poll(async () => {
            const { rows } = await sql`
              select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
              store,
            );
            return rows.length;
          })
          .toBe(1);
        letGo();
        await Promise.all([round, signing]);
        await settle(store, later(61));
        expect(await task()).toMatchObject({ state: 'settled', outcome: 'not-an-issue' });
      });

    it('leaves alone what was settled, or was said about earlier facts, when a guest signs in', async () => {
      await seed(1, 0.5);
      await answer('ann', no);
      await settle(store, later(60));
      const answers = () => store.selectFrom('answers').select(['state', 'facts_digest']).execute();
      for (const changed of [{ state: 'settled' as const }, { facts_digest: 'd2' }]) {
        await store.updateTable('tasks').set({ state: 'agreed-so-far', facts_digest: 'd1' }).execute();
        await store.updateTable('tasks').set(changed).execute();
        await store.transaction().execute(transaction => countOnceMore(transaction, 'ann'));
        expect(await answers()).toEqual([{ state: 'counted', facts_digest: 'd1' }]);
        expect(await settle(store, later(61))).toBe(0);
      }
    });

    it('tells nobody that others answered: the time of change stays while the task is asked', async () => {
      await seed(2);
      const before = (await task()).updated_at;
      await answer('ann', no);
      await settle(store, later(60));
      expect((await task()).updated_at).toEqual(before);
    });
  });
});
