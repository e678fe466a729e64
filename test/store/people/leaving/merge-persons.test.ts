import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../../backend/store/connect.ts';
import { mergePersons } from '../../../../backend/store/people/leaving/merge-persons.ts';
import { savedChallenges, saveForPerson } from '../../../../backend/store/people/saved-challenges.ts';
import { openSession } from '../../../../backend/store/people/sessions.ts';
import { addAnswer } from '../../../../backend/store/tasks/answers.ts';
import { takeClaim } from '../../../../backend/store/tasks/claims.ts';
import { settle } from '../../../../jobs/rounds/settle.ts';
import { DATABASES, useStore } from '../../empty-store.ts';
import {
  later,
  movedFinding,
  NOW,
  seedAccount,
  seedChallenge,
  seedTask,
  startOver,
  testChallenge,
} from '../../seed.ts';

/** Sessions of the database that wait for others. */
async function waits(store: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(store);
  return rows[0]!.count;
}
/** Sessions that stand still in a transaction. */
async function standing(store: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and state = 'idle in transaction'`.execute(store);
  return rows[0]!.count;
}

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, ['gus', 'ann', 'bob']);
    await seedAccount(store, 'ann');
    await seedAccount(store, 'bob');
    await seedChallenge(store, testChallenge('wells', { needed: 2, guestWeight: 0.5 }));
    for (const task of ['t1', 't2'])
      await seedTask(store, 'wells', task, movedFinding('1', [4, 50]), { digest: 'd1' });
  });

  const answer = async (
    person: string,
    task = 't1',
    { at = 0, request = `${person} ${task}`, digest = 'd1' } = {},
  ) => {
    const added = await addAnswer(store, {
      task,
      person,
      request,
      answer: { say: 'not-an-issue' },
      factsDigest: digest,
      imagery: [],
      now: later(at),
      pendingUntil: later(at + 60),
    });
    if (typeof added === 'string') throw new Error(added);
    return added.row.id;
  };
  const claim = (person: string, task: string) =>
    takeClaim(store, task, { person, now: NOW, until: later(300) });
  const merge = (at = 100) =>
    store
      .transaction()
      .execute(transaction => mergePersons(transaction, { guest: 'gus', into: 'ann', now: later(at) }));
  const answers = async () =>
    (await store.selectFrom('answers').selectAll().orderBy('task_id').orderBy('at').execute()).map(
      row => `${row.task_id}: ${row.person_id}, ${row.state}`,
    );
  const stateOf = async (task: string) =>
    (await store.selectFrom('tasks').select('state').where('id', '=', task).executeTakeFirstOrThrow()).state;

  it('gives the guest’s answers to the account, the counted ones to be counted once more', async () => {
    await answer('gus');
    await settle(store, later(61));
    await answer('gus', 't2', { at: 90 });
    await merge();
    expect(await answers()).toEqual(['t1: ann, pending', 't2: ann, pending']);
    await settle(store, later(100));
    expect(await answers()).toEqual(['t1: ann, counted', 't2: ann, pending']);
    expect([await stateOf('t1'), await stateOf('t2')]).toEqual(['agreed-so-far', 'pending']);
    await answer('bob', 't1', { at: 101 });
    await settle(store, later(161));
    expect(await stateOf('t1')).toBe('settled');
  });

  it('writes the history of the guest’s tasks on the account', async () => {
    await answer('gus');
    await merge();
    const rows = await store.selectFrom('task_events').select(['event', 'person_id']).execute();
    expect(rows).toEqual([{ event: 'answer', person_id: 'ann' }]);
  });

  it('gives what the guest saved, each challenge once', async () => {
    await seedChallenge(store, testChallenge('ponds'));
    for (const [person, challenge] of [
      ['gus', 'wells'],
      ['gus', 'ponds'],
      ['ann', 'wells'],
      ['bob', 'ponds'],
    ] as const)
      await saveForPerson(store, { person, challenge, now: NOW });
    await merge();
    expect([...(await savedChallenges(store, 'ann'))].sort()).toEqual(['ponds', 'wells']);
    expect([...(await savedChallenges(store, 'gus'))]).toEqual([]);
    expect([...(await savedChallenges(store, 'bob'))]).toEqual(['ponds']);
  });

  describe('a task that both answered', () => {
    it('keeps the account’s answer', async () => {
      await answer('gus');
      await answer('ann', 't1', { at: 1 });
      await merge();
      expect(await answers()).toEqual(['t1: ann, superseded', 't1: ann, pending']);
      await settle(store, later(100));
      expect(await stateOf('t1')).toBe('agreed-so-far');
    });

    it('waits no longer for the window of the one that gave way', async () => {
      await answer('ann');
      await settle(store, later(61));
      await answer('gus', 't1', { at: 90 });
      expect(await stateOf('t1')).toBe('pending');
      await merge();
      expect(await answers()).toEqual(['t1: ann, pending', 't1: ann, superseded']);
      await settle(store, later(101));
      expect(await answers()).toEqual(['t1: ann, counted', 't1: ann, superseded']);
      expect(await stateOf('t1')).toBe('agreed-so-far');
    });

    it('keeps the guest’s where only that is about the present facts', async () => {
      await answer('ann');
      await store.updateTable('tasks').set({ facts_digest: 'd2' }).where('id', '=', 't1').execute();
      await answer('gus', 't1', { at: 1, digest: 'd2' });
      await merge();
      expect(await answers()).toEqual(['t1: ann, superseded', 't1: ann, pending']);
      const living = await store
        .selectFrom('answers')
        .select('facts_digest')
        .where('state', '=', 'pending')
        .execute();
      expect(living).toEqual([{ facts_digest: 'd2' }]);
    });

    it('does not settle by one person’s two answers', async () => {
      await answer('gus');
      await answer('ann');
      await merge();
      await settle(store, later(161));
      expect(await stateOf('t1')).toBe('agreed-so-far');
    });
  });

  it('lets both have used one request id', async () => {
    await answer('gus', 't1', { request: 'same' });
    const anns = await answer('ann', 't2', { request: 'same' });
    await merge();
    const rows = await store.selectFrom('answers').select(['id', 'person_id', 'request_id']).execute();
    expect(rows.map(row => row.person_id)).toEqual(['ann', 'ann']);
    expect(rows.find(row => row.request_id === 'same')?.id).toBe(anns);
  });

  it('gives leases over, one for each task, and none on a task that is answered', async () => {
    await claim('gus', 't1');
    await claim('gus', 't2');
    await claim('ann', 't2');
    await merge();
    const claims = () =>
      store.selectFrom('claims').select(['task_id', 'person_id']).orderBy('task_id').execute();
    expect(await claims()).toEqual([
      { task_id: 't1', person_id: 'ann' },
      { task_id: 't2', person_id: 'ann' },
    ]);
  });

  it('frees the place that the account holds on a task that the guest answered', async () => {
    await answer('gus');
    await settle(store, later(61));
    await claim('ann', 't1');
    await merge();
    expect(await store.selectFrom('claims').selectAll().execute()).toEqual([]);
    await settle(store, later(100));
    expect(await stateOf('t1')).toBe('agreed-so-far');
    expect(await claim('bob', 't1')).toBe('taken');
  });

  it.each([
    [10, null, 10],
    [null, 20, 20],
    [10, 20, 10],
    [20, 10, 10],
    [null, null, null],
  ])('keeps the first acceptance of the terms: guest %s, account %s', async (gus, ann, kept) => {
    for (const [id, at] of [
      ['gus', gus],
      ['ann', ann],
    ] as const)
      await store
        .updateTable('persons')
        .set({ terms_accepted_at: at === null ? null : later(at) })
        .where('id', '=', id)
        .execute();
    await merge();
    const row = await store
      .selectFrom('persons')
      .select('terms_accepted_at')
      .where('id', '=', 'ann')
      .executeTakeFirstOrThrow();
    expect(row.terms_accepted_at).toEqual(kept === null ? null : later(kept));
  });

  it('ends the guest’s sessions, and leaves the account’s and everybody else’s alone', async () => {
    for (const person of ['gus', 'gus', 'ann', 'bob'])
      await openSession(store, {
        id: `${person} ${Math.random()}`,
        tokenHash: `${person} ${Math.random()}`,
        person,
        agent: null,
        now: NOW,
        expiresAt: later(1000),
      });
    await answer('bob');
    await claim('bob', 't2');
    await merge();
    const left = await store.selectFrom('sessions').select('person_id').orderBy('person_id').execute();
    expect(left.map(row => row.person_id)).toEqual(['ann', 'bob']);
    expect(await answers()).toEqual(['t1: bob, pending']);
    const row = await store
      .selectFrom('persons')
      .selectAll()
      .where('id', '=', 'gus')
      .executeTakeFirstOrThrow();
    expect(row.merged_into).toBe('ann');
  });

  if (kind === 'postgres')
    it('takes along an answer that is being written without a lease', async () => {
      let letGo = () => {};
      const gate = new Promise<void>(resolve => {
        letGo = resolve;
      });
      // Whoever uses the same request id waits for this to end.
      const holding = store
        .transaction()
        .execute(async transaction => {
          await sql`
          insert into answers (id, task_id, person_id, request_id, answer, facts_digest, imagery, state, pending_until)
          values ('held', 't2', 'gus', 'gus t1', '{"say":"not-an-issue"}', 'd1', '[]', 'pending', ${NOW})`.execute(
            transaction,
          );
          await gate;
          throw new Error('taken back');
        })
        .catch(() => {});
      await expect.poll(() => standing(store), { timeout: 10_000 }).toBe(1);
      const answering = answer('gus');
      await expect.poll(() => waits(store), { timeout: 10_000 }).toBe(1);
      let merged = false;
      const merging = merge().then(() => {
        merged = true;
      });
      await expect.poll(async () => merged || (await waits(store)) === 2, { timeout: 10_000 }).toBe(true);
      letGo();
      await Promise.all([holding, answering, merging]);
      expect(await answers()).toEqual(['t1: ann, pending']);
    });

  it('goes together with people who answer the same tasks at that moment', async () => {
    const tasks = Array.from({ length: 12 }, (_, i) => `m${String(i).padStart(2, '0')}`);
    for (const task of tasks)
      await seedTask(store, 'wells', task, movedFinding('1', [4, 50]), { digest: 'd1' });
    for (const task of tasks.slice(0, 8)) await answer('gus', task);
    const busy = [...tasks]
      .reverse()
      .flatMap(task => [
        answer('ann', task).catch((fault: Error) => fault.message),
        answer('bob', task).catch((fault: Error) => fault.message),
      ]);
    const [said] = await Promise.all([Promise.all(busy), merge()]);
    for (const one of said) expect(one).toMatch(/^(answered|held|[\w-]{36})$/);
    const rows = await store
      .selectFrom('answers')
      .select(['task_id', 'person_id'])
      .where('state', 'in', ['pending', 'counted'])
      .execute();
    expect(rows.filter(row => row.person_id === 'gus')).toEqual([]);
    const each = rows.map(row => `${row.task_id} ${row.person_id}`);
    expect(new Set(each).size).toBe(each.length);
    for (const task of tasks.slice(0, 8)) expect(each).toContain(`${task} ann`);
  });
});
