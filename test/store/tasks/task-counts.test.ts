import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LonLat } from '../../../backend/core/feature.ts';
import { STATES, type TaskState } from '../../../backend/core/task/task.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { jsonb } from '../../../backend/store/jsonb.ts';
import { point } from '../../../backend/store/point.ts';
import type { CountedAs } from '../../../backend/store/tables.ts';
import { foldTaskCounts, taskCounts } from '../../../backend/store/tasks/task-counts.ts';
import { seeded } from '../../../bench/seeded.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import { missingFinding, movedFinding, seedChallenge, seedTask, startOver, testChallenge } from '../seed.ts';

/** Every state has one, where nobody's answer settled the task, and where one did. */
const COUNTED: Readonly<Record<TaskState, readonly [CountedAs, CountedAs]>> = {
  open: ['open', 'open'],
  'agreed-so-far': ['open', 'open'],
  pending: ['pending', 'pending'],
  'in-review': ['review', 'review'],
  conflict: ['review', 'review'],
  settled: ['closed', 'settled'],
  exported: ['closed', 'settled'],
  verified: ['closed', 'settled'],
  stale: ['closed', 'closed'],
};

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, []);
    await foldTaskCounts(store);
    for (const id of ['one', 'two']) await seedChallenge(store, testChallenge(id));
  });

  const put = (challenge: string, id: string, at: LonLat, state: TaskState = 'open') =>
    seedTask(store, challenge, id, missingFinding(id, at), { state });

  it.each(STATES.flatMap(state => COUNTED[state].map((as, i) => [state, i === 1, as] as const)))(
    'counts a task that is %s (settled by people: %s) as %s',
    async (state, byPeople, as) => {
      await put('one', '1', [4, 50], state);
      if (byPeople) await sql`update tasks set settlement = '{"say": "cant-tell"}'`.execute(store);
      for (const _ of ['before', 'after']) {
        expect(await taskCounts(store, 'one')).toEqual([
          { challenge: 'one', as, kinds: ['missing'], count: 1, box: [4, 50, 4, 50] },
        ]);
        await foldTaskCounts(store);
      }
    },
  );

  it('counts by challenge and kinds, with the box around them, and knows what was not folded yet', async () => {
    await put('one', '1', [4, 50]);
    await put('one', '2', [5, 49]);
    await foldTaskCounts(store);
    await put('one', '3', [3, 51]);
    await seedTask(store, 'two', '4', movedFinding('4', [-70, -30]));
    expect(await taskCounts(store)).toEqual([
      { challenge: 'one', as: 'open', kinds: ['missing'], count: 3, box: [3, 49, 5, 51] },
      { challenge: 'two', as: 'open', kinds: ['moved'], count: 1, box: [-70, -30, -70, -30] },
    ]);
  });

  it('follows a task that is settled, and one that moves', async () => {
    await put('one', '1', [4, 50]);
    await put('one', '2', [5, 51]);
    await foldTaskCounts(store);
    await store
      .updateTable('tasks')
      .set({ state: 'settled', settlement: jsonb({ say: 'cant-tell' }) })
      .where('id', '=', '1')
      .execute();
    await store
      .updateTable('tasks')
      .set({ geom: point([6, 52]) })
      .where('id', '=', '2')
      .execute();
    expect(await foldTaskCounts(store)).toBeGreaterThan(0);
    expect(await foldTaskCounts(store)).toBe(0);
    expect(await taskCounts(store)).toEqual([
      // Where it stood before is within the box still: a box only grows.
      { challenge: 'one', as: 'open', kinds: ['missing'], count: 1, box: [4, 50, 6, 52] },
      { challenge: 'one', as: 'settled', kinds: ['missing'], count: 1, box: [4, 50, 4, 50] },
    ]);
  });

  it('writes nothing down when answers come that leave a task as open as it was', async () => {
    await put('one', '1', [4, 50]);
    await foldTaskCounts(store);
    for (const state of ['agreed-so-far', 'open', 'agreed-so-far'] as const)
      await store.updateTable('tasks').set({ state }).execute();
    expect(await foldTaskCounts(store)).toBe(0);
  });

  it('says after any changes what a count of all tasks says, however often it was folded', async () => {
    const random = seeded(7);
    for (let step = 0; step < 40; step++) {
      const id = String(Math.floor(random() * 12));
      const there = await store.selectFrom('tasks').select('id').where('id', '=', id).executeTakeFirst();
      if (!there) await put('one', id, [random() * 10, random() * 10]);
      else if (random() < 0.15) await store.deleteFrom('places').where('id', '=', `place-${id}`).execute();
      else {
        const state = STATES[Math.floor(random() * STATES.length)]!;
        await store.updateTable('tasks').set({ state }).where('id', '=', id).execute();
      }
      if (random() < 0.3) await foldTaskCounts(store);
    }
    const tasks = await store.selectFrom('tasks').select('state').execute();
    const wanted: Partial<Record<CountedAs, number>> = {};
    for (const { state } of tasks) wanted[COUNTED[state][0]] = (wanted[COUNTED[state][0]] ?? 0) + 1;
    const found = await taskCounts(store, 'one');
    expect(Object.fromEntries(found.map(({ as, count }) => [as, count]))).toEqual(wanted);
  });
});
