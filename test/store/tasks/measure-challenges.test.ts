import { beforeEach, describe, expect, it } from 'vitest';
import type { TaskState } from '../../../backend/core/task/task.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { jsonb } from '../../../backend/store/jsonb.ts';
import { addAnswer } from '../../../backend/store/tasks/answers.ts';
import { takeClaim } from '../../../backend/store/tasks/claims.ts';
import { measureChallenges, measuredChallenges } from '../../../backend/store/tasks/measure-challenges.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import { later, missingFinding, NOW, seedChallenge, seedTask, startOver, testChallenge } from '../seed.ts';

const DAY = 86_400;

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let number = 0;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, ['ann', 'bob', 'cem']);
    for (const id of ['wells', 'ponds']) await seedChallenge(store, testChallenge(id));
  });

  /** Somebody answered so many seconds after now, and held the task for so long before. */
  async function answered(
    person: string,
    at: number,
    { held = 40 as number | null, challenge = 'wells', state = 'settled' as TaskState, counts = true } = {},
  ): Promise<void> {
    const id = `t${++number}`;
    await seedTask(store, challenge, id, missingFinding(String(number), [4, 50]), { state });
    await store
      .insertInto('answers')
      .values({
        id: `a${number}`,
        task_id: id,
        person_id: person,
        request_id: `r${number}`,
        answer: jsonb({ say: 'not-an-issue' }),
        facts_digest: `digest-${id}`,
        imagery: '[]',
        state: counts ? 'counted' : 'undone',
        pending_until: later(at),
        held_since: held === null ? null : later(at - held),
        at: later(at),
      })
      .execute();
  }
  const measured = async (challenge = 'wells') => {
    await measureChallenges(store, NOW);
    return (await measuredChallenges(store, NOW))(challenge);
  };

  it('tells how many answers came on each of the last 30 days, today last', async () => {
    await answered('ann', -60);
    await answered('bob', -60);
    await answered('ann', -DAY);
    await answered('ann', -29 * DAY);
    await answered('ann', -31 * DAY);
    await answered('ann', -60, { challenge: 'ponds' });
    await answered('ann', -60, { counts: false });
    const { days } = await measured();
    expect(days).toHaveLength(30);
    expect(days.map((answers, day) => [day, answers]).filter(([, answers]) => answers)).toEqual([
      [0, 1],
      [28, 1],
      [29, 2],
    ]);
    expect((await measured('ponds')).days.at(-1)).toBe(1);
    expect((await measuredChallenges(store, NOW, 'none'))('wells').days.some(Boolean)).toBe(false);
  });

  it('tells nothing of an answer to a task that others may still answer', async () => {
    await answered('ann', -60, { state: 'agreed-so-far' });
    expect((await measured()).days.some(Boolean)).toBe(false);
  });

  it('forgets a day of which nothing is left', async () => {
    await answered('ann', -60);
    expect((await measured()).days.at(-1)).toBe(1);
    await store.updateTable('answers').set({ state: 'undone' }).execute();
    expect((await measured()).days.at(-1)).toBe(0);
  });

  it('says how long a task takes once a dozen answers of three people tell it', async () => {
    for (let i = 0; i < 12; i++) await answered(i % 2 ? 'ann' : 'bob', -600 * (i + 1), { held: 20 + i });
    expect((await measured()).seconds).toBeNull();
    await answered('cem', -10_000, { held: 50 });
    expect((await measured()).seconds).toBe(26);
    await store.deleteFrom('answers').where('person_id', '=', 'cem').execute();
    expect((await measured()).seconds).toBeNull();
  });

  it('takes the time from the answer before, where the next task was held already', async () => {
    for (const person of ['ann', 'bob', 'cem'])
      for (let i = 0; i < 5; i++) await answered(person, -1000 + 30 * i, { held: 60 });
    expect((await measured()).seconds).toBe(30);
  });

  it('counts neither who went away meanwhile nor who never held the task', async () => {
    for (const person of ['ann', 'bob', 'cem'])
      for (let i = 0; i < 8; i++)
        await answered(person, -20_000 + 2400 * i, { held: i < 4 ? 45 : i < 6 ? 2300 : null });
    expect((await measured()).seconds).toBe(45);
  });

  it('is made of real claims: a renewed one counts from when it was taken', async () => {
    await seedTask(store, 'wells', 'held', missingFinding('1', [4, 50]));
    const lease = (seconds: number) => ({ person: 'ann', now: later(seconds), until: later(seconds + 300) });
    await takeClaim(store, 'held', lease(0));
    await takeClaim(store, 'held', lease(100));
    const added = await addAnswer(store, {
      task: 'held',
      person: 'ann',
      request: 'r',
      answer: { say: 'not-an-issue' },
      factsDigest: 'digest-held',
      imagery: [],
      now: later(130),
      pendingUntil: later(190),
    });
    expect(added).toMatchObject({ row: { held_since: NOW, at: later(130) } });
  });
});
