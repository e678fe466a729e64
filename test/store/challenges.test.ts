import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { CHALLENGE_DEFAULTS } from '../../backend/core/challenge/challenge-defaults.ts';
import { findChallenge, lockChallenge, storedChallenges } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { lockTask } from '../../backend/store/tasks/locked-task.ts';
import { storedTask } from '../../backend/store/tasks/task-queries.ts';
import { definitionDigest } from '../../jobs/definition.ts';
import { useStore } from './empty-store.ts';
import { missingFinding, seedChallenge, seedTask, testChallenge } from './seed.ts';

let store: Store;
useStore('embedded', empty => {
  store = empty;
});

it('a challenge that an earlier version kept is read with what has come since', async () => {
  const wells = await seedChallenge(store, testChallenge('wells', { needed: 3 }));
  await seedTask(store, 'wells', 't', missingFinding('1', [4, 50]));
  await sql`update challenges set definition = definition #- '{answers,guestWeight}'`.execute(store);
  const answers = { needed: 3, tolerance: 20, guestWeight: CHALLENGE_DEFAULTS.answers.guestWeight };
  const whole = { ...wells, answers };
  expect((await findChallenge(store, 'wells'))?.definition).toEqual(whole);
  expect((await lockChallenge(store, 'wells'))?.definition).toEqual(whole);
  expect(await storedChallenges(store)).toEqual([whole]);
  expect((await storedTask(store, 't'))?.challenge).toEqual(whole);
  expect((await lockTask(store, 't'))?.answers).toEqual(answers);
  // What a run was compared by is the same: nothing is compared anew.
  expect(definitionDigest(whole)).toBe(definitionDigest(wells));
});
