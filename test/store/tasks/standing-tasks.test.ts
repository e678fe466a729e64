import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { lockTasks, standingTasks } from '../../../backend/store/tasks/tasks.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import { movedFinding, seedChallenge, seedPerson, seedTask, testChallenge } from '../seed.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  const NOW = new Date('2026-05-01T12:00:00Z');
  beforeEach(async () => {
    await sql`delete from challenges`.execute(store);
    await sql`delete from persons`.execute(store);
    await seedChallenge(store, testChallenge('wells'));
    for (const id of ['a', 'b', 'c']) await seedTask(store, 'wells', id, movedFinding('1', [4, 50]));
    await seedPerson(store, 'ann');
  });
  const claim = (until: string) =>
    sql`insert into claims (task_id, person_id, until) values ('b', 'ann', ${until})`.execute(store);
  const versions = async () =>
    new Map((await standingTasks(store, 'wells', NOW)).map(({ id, version }) => [id, version]));
  const changedSince = async (before: ReadonlyMap<string, string>) => {
    const now = await lockTasks(store, 'wells', NOW);
    expect(now.size).toBe(before.size);
    return [...now].filter(([id, version]) => before.get(id) !== version).map(([id]) => id);
  };

  it('a task that nobody touched since it was read has the version that was read', async () => {
    expect(await changedSince(await versions())).toEqual([]);
  });

  it('one that was written since, or is held by another number of people, has not', async () => {
    const before = await versions();
    await sql`update tasks set state = state where id = 'a'`.execute(store);
    await claim('2026-05-01T12:05:00Z');
    expect((await changedSince(before)).sort()).toEqual(['a', 'b']);
    const some = await standingTasks(store, 'wells', NOW, ['b']);
    expect(some).toMatchObject([{ id: 'b', holders: 1, state: 'open' }]);
  });

  it('leases that have ended do not count', async () => {
    const before = await versions();
    await claim('2026-05-01T11:59:00Z');
    expect(await changedSince(before)).toEqual([]);
  });
});
