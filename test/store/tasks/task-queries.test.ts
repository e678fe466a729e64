import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonb } from '../../../backend/store/jsonb.ts';
import { factsPins, pins, settledByPeople, storedTask } from '../../../backend/store/tasks/task-queries.ts';
import { emptyStore } from '../empty-store.ts';
import { missingFinding, movedFinding, seedChallenge, seedRun, seedTask, testChallenge } from '../seed.ts';

const { store, close } = await emptyStore();
afterAll(close);
beforeAll(async () => {
  await seedChallenge(store, testChallenge('wells'));
  await seedChallenge(store, testChallenge('ponds'));
  await seedTask(store, 'wells', 'a', movedFinding('1', [4, 50]));
  await seedTask(store, 'wells', 'b', missingFinding('2', [179.95, -10]), { state: 'settled' });
  await seedTask(store, 'wells', 'c', missingFinding('3', [-179.95, -10]), { state: 'settled' });
  await seedTask(store, 'ponds', 'd', missingFinding('4', [6, 52]));
  await store
    .updateTable('tasks')
    .set({ settlement: jsonb({ say: 'not-an-issue' }), outcome: 'not-an-issue' })
    .where('id', '=', 'b')
    .execute();
});

const every = { box: null, states: [], kinds: [], limit: 10 } as const;
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe('a stored task', () => {
  it('comes with its challenge, facts and place', async () => {
    expect(await storedTask(store, 'a')).toMatchObject({
      id: 'a',
      challenge: { id: 'wells', answers: { needed: 1 } },
      state: 'open',
      facts: movedFinding('1', [4, 50]),
      factsDigest: 'digest-a',
      at: [4, 50],
      kinds: ['moved'],
    });
    expect(await storedTask(store, 'none')).toBeNull();
  });
});

describe('pins', () => {
  it('are those of the challenge, by id', async () => {
    expect(ids(await pins(store, ['wells'], every))).toEqual(['a', 'b', 'c']);
    expect(ids(await pins(store, ['wells'], { ...every, limit: 2 }))).toEqual(['a', 'b']);
  });

  it('lie in the box, its edges included, also across the antimeridian', async () => {
    expect(ids(await pins(store, ['wells'], { ...every, box: [4, 50, 4, 50] }))).toEqual(['a']);
    expect(ids(await pins(store, ['wells'], { ...every, box: [179, -11, -179, -9] }))).toEqual(['b', 'c']);
    expect(ids(await pins(store, ['wells'], { ...every, box: [-179, -11, 179, -9] }))).toEqual([]);
  });

  it('are of the states and kinds that are asked for, and come with facts where they must be hidden', async () => {
    expect(ids(await pins(store, ['wells'], { ...every, states: ['settled'] }))).toEqual(['b', 'c']);
    expect(ids(await pins(store, ['wells'], { ...every, kinds: ['moved', 'tags-differ'] }))).toEqual(['a']);
    const [pin] = await factsPins(store, 'wells', { states: ['open'], kinds: [] });
    expect(pin).toMatchObject({ id: 'a', facts: { official: { id: 'W-1' } }, factsDigest: 'digest-a' });
  });
});

it('gives what people settled, and nothing that newer data closed', async () => {
  expect(await settledByPeople(store, 'wells')).toEqual([
    {
      id: 'b',
      state: 'settled',
      facts: missingFinding('2', [179.95, -10]),
      answer: { say: 'not-an-issue' },
      outcome: 'not-an-issue',
    },
  ]);
});

it('knows of a task how old the current data of each side is', async () => {
  expect((await storedTask(store, 'a'))?.dataTimes).toEqual({ official: null, community: null });
  await seedRun(store, 'wells', 'run');
  const time = new Date('2026-04-01T00:00:00Z');
  await store
    .insertInto('snapshots')
    .values({
      id: 's',
      challenge_id: 'wells',
      side: 'community',
      run_id: 'run',
      state: 'current',
      hash: 'h',
      format: 'f',
      data_time: time,
      fetched_at: time,
      coverage: 'null',
      rows: 1,
      rejected: '[]',
      warnings: '[]',
      columns: '[]',
    })
    .execute();
  expect((await storedTask(store, 'a'))?.dataTimes).toEqual({ official: null, community: time });
});
