import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Kind } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Bbox, LonLat } from '../../../backend/core/feature.ts';
import { cellAt, LEVELS } from '../../../backend/core/map-cells.ts';
import { LIFECYCLE } from '../../../backend/core/task/lifecycle.ts';
import { STATES, type TaskState } from '../../../backend/core/task/task.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { point } from '../../../backend/store/point.ts';
import { foldTaskCells, type Standing, taskCells } from '../../../backend/store/tasks/task-cells.ts';
import { seeded } from '../../../bench/seeded.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import { missingFinding, seedChallenge, seedTask, startOver, testChallenge } from '../seed.ts';

const WORLD: Bbox = [-180, -90, 180, 90];

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, []);
    await foldTaskCells(store);
    for (const id of ['one', 'two']) await seedChallenge(store, testChallenge(id));
  });

  const all = { challenges: ['one', 'two'], box: WORLD, standings: [], kinds: [] };
  const countOf = async (query: Partial<Parameters<typeof taskCells>[1]> = {}) =>
    (await taskCells(store, { ...all, ...query })).clusters.reduce((sum, { count }) => sum + count, 0);
  const put = (challenge: string, id: string, at: LonLat, state: TaskState = 'open') =>
    seedTask(store, challenge, id, missingFinding(id, at), { state });

  it('counts tasks where they stand, once somebody has added what changed', async () => {
    await put('one', '1', [4, 50]);
    await put('one', '2', [4.2, 50.2]);
    await put('two', '3', [-70, -30]);
    expect(await countOf()).toBe(0);
    expect(await foldTaskCells(store)).toBe(3);
    expect(await foldTaskCells(store)).toBe(0);
    const [south, north] = (await taskCells(store, all)).clusters.toSorted((a, b) => a.at[1] - b.at[1]);
    expect(south).toEqual({ at: [-70, -30], count: 1, open: 1 });
    expect(north).toEqual({ at: [expect.closeTo(4.1, 9), expect.closeTo(50.1, 9)], count: 2, open: 2 });
    expect([...(await taskCells(store, all)).counts].sort()).toEqual([
      ['one', 2],
      ['two', 1],
    ]);
    expect(await countOf({ challenges: ['two'] })).toBe(1);
    expect(await countOf({ box: [3, 49, 5, 51] })).toBe(2);
    expect(await countOf({ box: [4.1, 50.1, 4.3, 50.3] })).toBe(1);
  });

  it.each([
    ...STATES.map((state): [TaskState, Standing] => [
      state,
      'impossible' in LIFECYCLE[state].answer
        ? ['settled', 'exported', 'verified', 'conflict'].includes(state)
          ? 'settled'
          : 'other'
        : 'open',
    ]),
  ])('counts a task that is %s as %s', async (state, standing) => {
    await put('one', '1', [4, 50], state);
    await foldTaskCells(store);
    for (const one of ['open', 'settled', 'other'] as const)
      expect(await countOf({ standings: [one] })).toBe(one === standing ? 1 : 0);
  });

  it('follows a task that moves, is settled, or goes, and keeps no empty cell', async () => {
    await put('one', '1', [4, 50]);
    await foldTaskCells(store);
    await store
      .updateTable('tasks')
      .set({ state: 'settled', geom: point([5, 51]) })
      .execute();
    await foldTaskCells(store);
    expect((await taskCells(store, all)).clusters).toEqual([{ at: [5, 51], count: 1, open: 0 }]);
    expect(await countOf({ standings: ['open'] })).toBe(0);
    // A name is nothing that is counted.
    await store.updateTable('tasks').set({ name: 'Well' }).execute();
    expect(await foldTaskCells(store)).toBe(0);
    await store.deleteFrom('challenges').where('id', '=', 'one').execute();
    await foldTaskCells(store);
    expect(await store.selectFrom('task_cells').selectAll().execute()).toEqual([]);
    expect(await store.selectFrom('task_cell_changes').selectAll().execute()).toEqual([]);
  });

  it('says the same as counting anew after many changes, on every level', async () => {
    const next = seeded(11);
    const some = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!;
    const spot = () =>
      sql<string>`st_setsrid(st_makepoint(${some([4, 4.01, 179.9, -179.9])}::float8, ${some([50, 50.01, -85.2, 89])}::float8), 4326)`;
    for (let n = 0; n < 30; n++) await put(some(['one', 'two']), String(n), [4, 50], some(STATES));
    for (let n = 0; n < 60; n++) {
      const id = String(Math.floor(next() * 30));
      if (next() < 0.2) await store.deleteFrom('tasks').where('id', '=', id).execute();
      else if (next() < 0.5)
        await store
          .updateTable('tasks')
          .set({ state: some(STATES) })
          .where('id', '=', id)
          .execute();
      else
        await store
          .updateTable('tasks')
          .set({ geom: spot(), kinds: [some(['moved', 'missing'] satisfies Kind[])] })
          .where('challenge_id', '=', some(['one', 'two']))
          .execute();
      if (next() < 0.3) await foldTaskCells(store);
    }
    await foldTaskCells(store);
    const tasks = await sql<{
      lon: number;
      lat: number;
    }>`select st_x(geom) as lon, st_y(geom) as lat from tasks`.execute(store);
    for (let level: number = LEVELS.first; level <= LEVELS.last; level++) {
      const anew = new Map<string, number>();
      for (const { lon, lat } of tasks.rows) {
        const cell = cellAt([lon, lat], level).join();
        anew.set(cell, (anew.get(cell) ?? 0) + 1);
      }
      const kept = await sql<{ cell: string; count: number }>`
        select x || ',' || y as cell, sum(count)::integer as count from task_cells where level = ${level} group by x, y`.execute(
        store,
      );
      expect(new Map(kept.rows.map(({ cell, count }) => [cell, count]))).toEqual(anew);
    }
  });
});
