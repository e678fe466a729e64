import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../backend/core/answer/answer.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { answeredAmong, countedAnswers, ownStanding } from '../../../backend/store/tasks/answer-queries.ts';
import { addAnswer, undoAnswer } from '../../../backend/store/tasks/answers.ts';
import { takeClaim } from '../../../backend/store/tasks/claims.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import {
  later,
  movedFinding,
  NOW,
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
  beforeEach(async () => {
    await startOver(store, ['ann', 'bob', 'cyd']);
    await seedChallenge(store, testChallenge('one', { needed: 1 }));
    await seedTask(store, 'one', 't', movedFinding('1', [4, 50]), { digest: 'd1' });
  });

  const no: Answer = { say: 'not-an-issue' };
  const answerOf = (person: string, more: object = {}) => ({
    task: 't',
    person,
    request: `request of ${person}`,
    answer: no,
    factsDigest: 'd1',
    imagery: ['osm'],
    now: NOW,
    pendingUntil: later(60),
    ...more,
  });
  const added = async (...args: Parameters<typeof answerOf>) => {
    const result = await addAnswer(store, answerOf(...args));
    if (typeof result === 'string') throw new Error(result);
    return result;
  };
  const state = async () =>
    (await store.selectFrom('tasks').select('state').where('id', '=', 't').executeTakeFirstOrThrow()).state;

  describe('an answer', () => {
    it('is pending, uses up the lease and is written in the history', async () => {
      await takeClaim(store, 't', { person: 'ann', now: NOW, until: later(300) });
      const { row, again } = await added('ann');
      expect(again).toBe(false);
      expect(row).toMatchObject({ state: 'pending', pending_until: later(60), answer: no, imagery: ['osm'] });
      expect(await state()).toBe('pending');
      expect(await store.selectFrom('claims').selectAll().execute()).toEqual([]);
      const events = await store.selectFrom('task_events').selectAll().execute();
      expect(
        events.map(({ event, from_state, to_state, person_id }) => ({
          event,
          from_state,
          to_state,
          person_id,
        })),
      ).toEqual([{ event: 'answer', from_state: 'open', to_state: 'pending', person_id: 'ann' }]);
    });

    it('sent twice is one answer, also at the same time', async () => {
      const both = await Promise.all([added('ann'), added('ann')]);
      expect(both[0].row.id).toBe(both[1].row.id);
      expect(both.map(({ again }) => again).sort()).toEqual([false, true]);
      expect(await store.selectFrom('answers').selectAll().execute()).toHaveLength(1);
    });

    it('of another request is refused to whoever has answered', async () => {
      await added('ann');
      expect(await addAnswer(store, answerOf('ann', { request: 'second request' }))).toBe('answered');
    });

    it('takes a free place on the spot, and none that another holds', async () => {
      await takeClaim(store, 't', { person: 'bob', now: NOW, until: later(300) });
      expect(await addAnswer(store, answerOf('ann'))).toBe('held');
      expect(
        await addAnswer(store, answerOf('ann', { now: later(301), pendingUntil: later(361) })),
      ).toMatchObject({
        again: false,
      });
    });

    it('is given by one of several who answer at once where one is needed', async () => {
      const people = Array.from({ length: 8 }, (_, i) => `p${i}`);
      for (const person of people) await seedPerson(store, person);
      const results = await Promise.all(people.map(person => addAnswer(store, answerOf(person))));
      expect(results.filter(result => result === 'held')).toHaveLength(7);
    });

    it('about other facts is refused', async () => {
      expect(await addAnswer(store, answerOf('ann', { factsDigest: 'd0' }))).toBe('facts-changed');
      expect(await store.selectFrom('answers').selectAll().execute()).toEqual([]);
    });

    it('about earlier facts gives way to one about the new ones', async () => {
      await added('ann');
      await store.updateTable('tasks').set({ facts_digest: 'd2', state: 'open' }).execute();
      expect(await answeredAmong(store, ['t'], 'ann')).toEqual(new Set());
      await added('ann', { request: 'second request', factsDigest: 'd2' });
      const states = await store.selectFrom('answers').select('state').orderBy('facts_digest').execute();
      expect(states.map(row => row.state)).toEqual(['superseded', 'pending']);
      expect(await answeredAmong(store, ['t'], 'ann')).toEqual(new Set(['t']));
    });

    it('keeps hostile text as it is, without what PostgreSQL cannot hold', async () => {
      const comment = `'; drop table tasks; -- \0 \ud800 <script>`;
      const { row } = await added('ann', { answer: { say: 'cant-tell', comment } });
      expect(row.answer).toEqual({ say: 'cant-tell', comment: `'; drop table tasks; --  \ufffd <script>` });
    });
  });

  describe('an undo', () => {
    const undo = (id: string, person: string, now: Date) =>
      undoAnswer(store, id, { person, now, until: new Date(now.getTime() + 300_000) });

    it('gives the task back to the person', async () => {
      const { row } = await added('ann');
      expect(await undo(row.id, 'ann', later(59))).toMatchObject({ state: 'undone' });
      expect(await state()).toBe('open');
      expect((await ownStanding(store, 't', 'ann', later(59))).claim?.until).toEqual(later(359));
      expect(await addAnswer(store, answerOf('ann', { request: 'second request' }))).toMatchObject({
        again: false,
      });
    });

    it('comes too late when the window has ended, though nothing counted the answer yet', async () => {
      const { row } = await added('ann');
      expect(await undo(row.id, 'ann', later(60))).toBe('too-late');
      expect(await state()).toBe('pending');
    });

    it('is one’s own only', async () => {
      const { row } = await added('ann');
      expect(await undo(row.id, 'bob', later(1))).toBeNull();
      expect(await undo('nothing', 'ann', later(1))).toBeNull();
      expect(await state()).toBe('pending');
    });

    it('sent twice is one undo', async () => {
      const { row } = await added('ann');
      await undo(row.id, 'ann', later(1));
      expect(await undo(row.id, 'ann', later(2))).toMatchObject({ state: 'undone' });
      const events = await store.selectFrom('task_events').select('event').orderBy('id').execute();
      expect(events.map(({ event }) => event)).toEqual(['answer', 'undo']);
    });
  });

  it('counts what counts of a person’s answers', async () => {
    await added('ann');
    expect(await countedAnswers(store, 'ann', later(59))).toBe(0);
    // Nobody takes it back any more, whether or not a round has looked at it.
    expect(await countedAnswers(store, 'ann', later(60))).toBe(1);
    await store.updateTable('answers').set({ state: 'counted' }).execute();
    expect(await countedAnswers(store, 'ann', later(59))).toBe(1);
    await store.updateTable('answers').set({ state: 'undone' }).execute();
    expect(await countedAnswers(store, 'ann', later(60))).toBe(0);
  });
});
