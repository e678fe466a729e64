import { beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../backend/core/answer/answer.ts';
import type { Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Store } from '../../../backend/store/connect.ts';
import { pagesOfPerson } from '../../../backend/store/people/leaving/pages-of-person.ts';
import { addAnswer } from '../../../backend/store/tasks/answers.ts';
import { labelsOf } from '../../../backend/store/tasks/labels.ts';
import { reviewTask } from '../../../backend/store/tasks/review.ts';
import { settle } from '../../../jobs/rounds/settle.ts';
import { DATABASES, useStore } from '../empty-store.ts';
import {
  later,
  missingFinding,
  node,
  official,
  seedChallenge,
  seedTask,
  startOver,
  testChallenge,
} from '../seed.ts';

/** The agency's well and the map's well of a number, which may be one. */
const mayBe = (n: number): Finding => ({
  official: official(`W-${n}`, [4, 50], { name: 'Old well' }),
  community: null,
  others: [node(n, [4.001, 50], { man_made: 'water_well' })],
  match: { probability: 0.5, distance: 70, evidence: [] },
  discrepancies: [{ kind: 'possible-match', candidate: `node/${n}`, probability: 0.5, metres: 70 }],
});
const whether = (same: boolean): Answer => ({ say: 'fix', fix: { tags: [], same } });
const pair = (n: number, same: boolean) => ({ official: `W-${n}`, community: `node/${n}`, same });

describe.each(DATABASES)('pairs that people settled, on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, ['ann', 'bob']);
    await seedChallenge(store, testChallenge('one', { needed: 1 }));
    await seedChallenge(store, testChallenge('two', { needed: 1 }));
  });

  /** One answer, counted at once. */
  const say = async (task: string, answer: Answer, seconds = 0) => {
    await addAnswer(store, {
      task,
      person: 'ann',
      request: `request of ${seconds}`,
      answer,
      factsDigest: `digest-${task}`,
      imagery: [],
      now: later(seconds),
      pendingUntil: later(seconds),
    });
    await settle(store, later(seconds + 1));
  };
  const review = (task: string, answer: Answer | null, seconds: number) =>
    store.transaction().execute(transaction =>
      reviewTask(transaction, {
        task,
        person: 'bob',
        factsDigest: `digest-${task}`,
        now: later(seconds),
        answer,
      }),
    );

  it('are those of settled tasks that asked it, of the challenge, with what was said', async () => {
    await seedTask(store, 'one', 't1', mayBe(1));
    await seedTask(store, 'one', 't2', mayBe(2));
    await seedTask(store, 'one', 't3', mayBe(3));
    await seedTask(store, 'one', 't4', missingFinding('4', [4, 50]));
    await seedTask(store, 'two', 't5', mayBe(5));
    await say('t1', whether(true), 1);
    await say('t2', whether(false), 2);
    await say('t3', { say: 'cant-tell' }, 3);
    await say('t4', whether(false), 4);
    await say('t5', whether(true), 5);
    expect(await labelsOf(store, 'one')).toEqual([pair(1, true), pair(2, false)]);
    expect(await labelsOf(store, 'two')).toEqual([pair(5, true)]);
  });

  it('stay when newer data take the place of what the task was about', async () => {
    await seedTask(store, 'one', 't1', mayBe(1));
    await say('t1', whether(false));
    await store
      .updateTable('tasks')
      .set({ facts: JSON.stringify(missingFinding('1', [4, 50])) as never, state: 'open', outcome: null })
      .where('id', '=', 't1')
      .execute();
    expect(await labelsOf(store, 'one')).toEqual([pair(1, false)]);
  });

  it('are what a reviewer says, and none of what a reviewer set aside', async () => {
    await seedTask(store, 'one', 't1', mayBe(1));
    await say('t1', whether(true));
    await review('t1', null, 10);
    expect(await labelsOf(store, 'one')).toEqual([]);
    await say('t1', whether(true), 20);
    await review('t1', null, 30);
    await say('t1', { say: 'cant-tell' }, 40);
    expect(await labelsOf(store, 'one')).toEqual([]);
    await seedTask(store, 'one', 't2', mayBe(2), { state: 'in-review' });
    await review('t2', whether(false), 50);
    expect(await labelsOf(store, 'one')).toEqual([pair(2, false)]);
  });

  it('are not in what their reviewer takes along: the row may be hidden from everybody', async () => {
    await seedTask(store, 'one', 't2', mayBe(2), { state: 'in-review' });
    await review('t2', whether(false), 50);
    const rows: unknown[] = [];
    for await (const page of pagesOfPerson.taskEvents(store, 'bob')) rows.push(...page);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('W-2');
    expect(rows[0]).toMatchObject({ event: 'review-accept', data: { outcome: 'fixed' } });
  });
});
