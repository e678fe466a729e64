import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { takeClaim } from '../../../backend/store/tasks/claims.ts';
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
  const versions = async () =>
    new Map((await standingTasks(store, 'wells')).map(({ id, version }) => [id, version]));
  const changedSince = async (before: ReadonlyMap<string, string>) => {
    const now = await lockTasks(store, 'wells');
    expect(now.size).toBe(before.size);
    return [...now].filter(([id, version]) => before.get(id) !== version).map(([id]) => id);
  };

  it('a task that nobody touched since it was read has the version that was read', async () => {
    expect(await changedSince(await versions())).toEqual([]);
  });

  it('one that was written since has not', async () => {
    const before = await versions();
    await sql`update tasks set state = state where id = 'a'`.execute(store);
    expect(await changedSince(before)).toEqual(['a']);
    expect(await standingTasks(store, 'wells', ['b'])).toMatchObject([{ id: 'b', state: 'open' }]);
  });

  it('one that somebody took since has: a lease says nothing of its facts', async () => {
    const before = await versions();
    const lease = { person: 'ann', now: NOW, until: new Date('2026-05-01T12:05:00Z') };
    expect(await takeClaim(store, 'b', lease)).toBe('taken');
    expect(await changedSince(before)).toEqual([]);
  });
});
