import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { addAnswer, undoAnswer } from '../../../backend/store/tasks/answers.ts';
import { claimNext, giveBack, takeClaim } from '../../../backend/store/tasks/claims.ts';
import { countOnceMore } from '../../../backend/store/tasks/settling.ts';
import { settle } from '../../../jobs/rounds/settle.ts';
import { emptyStore } from '../empty-store.ts';
import {
  movedFinding,
  NOW,
  seedAccount,
  seedChallenge,
  seedTask,
  startOver,
  testChallenge,
} from '../seed.ts';
import { ClaimsModel, LEASE, type Operation, type Seen, WINDOW } from './claims-model.ts';

let store: Store;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ store, close } = await emptyStore('postgres', 8));
});
afterAll(() => close());

const PEOPLE = ['ann', 'bob', 'cyd', 'dan'];
const GUESTS = ['bob', 'cyd', 'dan'];
const person = fc.constantFrom(...PEOPLE);
/** A few, so that the same one is sent again and taken back. */
const request = fc.constantFrom('1', '2', '3');
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('claim' as const, 'next' as const, 'giveBack' as const),
      person,
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ person, request, say: fc.constantFrom('not-an-issue' as const, 'cant-tell' as const) })
      .map(answer => ({ do: 'answer' as const, ...answer, request: `${answer.person} ${answer.request}` })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ person, request })
      .map(undo => ({ do: 'undo' as const, person: undo.person, request: `${undo.person} ${undo.request}` })),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sign-in' as const), person }) },
  { weight: 2, arbitrary: fc.constant({ do: 'settle' as const }) },
);
/** What happens at one moment, and the seconds until the next. */
const moment = fc.record({
  operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
  pass: fc.constantFrom(0, 1, 59, 60, 240, 300),
});

async function really(done: Operation, at: number): Promise<string> {
  const now = new Date(at);
  const until = new Date(at + LEASE);
  switch (done.do) {
    case 'claim':
      return takeClaim(store, 't', { person: done.person, now, until });
    case 'next': {
      const search = { challenge: 'one', order: { by: 'id' } as const, skip: [], kinds: [] };
      return (await claimNext(store, search, { person: done.person, now, until })) ? 'taken' : 'nothing';
    }
    case 'giveBack':
      await giveBack(store, 't', done.person);
      return 'given';
    case 'answer': {
      const result = await addAnswer(store, {
        ...{ task: 't', person: done.person, request: done.request, answer: { say: done.say } },
        ...{ factsDigest: 'd', imagery: [], now, pendingUntil: new Date(at + WINDOW) },
      });
      if (typeof result === 'string') return result;
      return result.again ? 'again' : 'written';
    }
    case 'undo': {
      const { id } = (await answerOf(done.request)) ?? { id: 'nobody’s' };
      const row = await undoAnswer(store, id, { person: done.person, now, until });
      return row === null ? 'nothing' : typeof row === 'string' ? row : row.state;
    }
    case 'sign-in':
      return store.transaction().execute(async transaction => {
        const isNew = await seedAccount(transaction, done.person);
        if (isNew) await countOnceMore(transaction, done.person);
        return isNew ? 'signed in' : 'was signed in';
      });
    case 'settle':
      await settle(store, now);
      return 'looked';
  }
}

const answerOf = (sent: string) =>
  store.selectFrom('answers').select('id').where('request_id', '=', sent).executeTakeFirst();

async function seen(): Promise<Seen> {
  const { state } = await store.selectFrom('tasks').select('state').executeTakeFirstOrThrow();
  const claims = await store.selectFrom('claims').selectAll().execute();
  const answers = await store.selectFrom('answers').select(['request_id', 'state']).execute();
  return {
    state,
    claims: Object.fromEntries(claims.map(({ person_id, until }) => [person_id, until.getTime()])),
    answers: Object.fromEntries(answers.map(({ request_id, state }) => [request_id, state])),
  };
}

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, first] of items.entries())
    for (const rest of orders(items.toSpliced(i, 1))) yield [first, ...rest];
}

/** The model after these in one order or another that tells everybody what they were told; null when there is none. */
function explained(
  before: ClaimsModel,
  told: readonly Readonly<{ operation: Operation; result: string }>[],
  after: Seen,
  now: number,
): ClaimsModel | null {
  const same = (a: Seen, b: Seen) => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
  for (const order of orders(told)) {
    const model = before.copy();
    if (order.every(one => model.apply(one.operation, now) === one.result) && same(model.seen(), after))
      return model;
  }
  return null;
}

const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
const inOrder = ({ state, claims, answers }: Seen) => [state, sorted(claims), sorted(answers)];

it.each([
  [1, 1],
  [2, 1],
  [1, 0.5],
  [2, 0.5],
  [3, 1],
])(
  'what people do at once ends as if they had come one after the other; needed: %i, a guest weighs %f',
  async (needed, guestWeight) => {
    const states = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 3, maxLength: 12 }), async moments => {
        await startOver(store, PEOPLE);
        for (const name of PEOPLE) if (!GUESTS.includes(name)) await seedAccount(store, name);
        await seedChallenge(store, testChallenge('one', { needed, guestWeight }));
        await seedTask(store, 'one', 't', movedFinding('1', [4, 50]), { digest: 'd' });
        let model = new ClaimsModel(needed, guestWeight, GUESTS);
        let now = NOW.getTime();
        for (const { operations, pass } of moments) {
          const told = await Promise.all(
            operations.map(async operation => ({ operation, result: await really(operation, now) })),
          );
          const after = await seen();
          const next = explained(model, told, after, now);
          if (!next) expect({ told, after }, 'no order of these explains this').toEqual(model.seen());
          model = next!;
          states.add(after.state);
          now += pass * 1000;
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 60_000 },
    );
    // It came to what matters.
    expect([...states]).toEqual(expect.arrayContaining(['open', 'pending', 'settled']));
  },
  180_000,
);
