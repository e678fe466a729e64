import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryTable, type Table } from '../../../../frontend/src/kept/table.ts';
import { keep, sendWaiting, takeBack, type Waiting } from '../../../../frontend/src/task/outbox/outbox.ts';

const ANN = { id: 'ann', account: true };
const lost = new Error('no network');
const away = new Error('503');
const broken = new Error('500');

/** What the network and the server do to one request. */
const fate = fc.constantFrom('well', 'well', 'lost on the way', 'lost on the way back', 'away', 'broken');
type Fate = typeof fate extends fc.Arbitrary<infer One> ? One : never;

/** What people and browsers do. */
const deed = fc.oneof(
  fc.record({ do: fc.constant('answer' as const), task: fc.nat(3) }),
  fc.record({ do: fc.constant('take back' as const), which: fc.nat(9), knows: fc.boolean() }),
  fc.record({ do: fc.constant('send' as const), fates: fc.array(fate, { maxLength: 6 }) }),
  /** A tab that goes in the middle of sending, after so many steps. */
  fc.record({ do: fc.constant('crash' as const), after: fc.nat(8), fates: fc.array(fate, { maxLength: 6 }) }),
);

/** As the real one: an id for each request, however often it comes; taken back once is taken back. */
function serverOf() {
  const answers = new Map<string, { undone: boolean; came: number }>();
  const strike = (one: Fate | undefined, act: () => void) => {
    if (one === 'lost on the way') throw lost;
    if (one === 'away') throw away;
    if (one === 'broken') throw broken;
    act();
    if (one === 'lost on the way back') throw lost;
  };
  return {
    answers,
    post: (fates: Fate[], step: () => Promise<void>) => ({
      here: () => ANN,
      send: async ({ request: { requestId } }: Waiting) => {
        await step();
        strike(fates.shift(), () => {
          const known = answers.get(requestId);
          answers.set(requestId, { undone: known?.undone ?? false, came: (known?.came ?? 0) + 1 });
        });
        await step();
        return requestId;
      },
      undo: async (receipt: string) => {
        await step();
        strike(fates.shift(), () => {
          answers.get(receipt)!.undone = true;
        });
        await step();
      },
      isNotYet: () => true,
      isOfThisAlone: (cause: unknown) => cause === broken,
      refused: () => {
        throw new Error('nothing is refused here');
      },
    }),
  };
}

/** Never resolves once its steps are used up: nobody hears of that tab any more. */
function steps(count: number): () => Promise<void> {
  let left = count;
  return () => (left-- > 0 ? Promise.resolve() : new Promise(() => {}));
}

/** Each operation takes a while, in the order that fast-check wants. */
const slow = <Row>(table: Table<Row>, scheduler: fc.Scheduler, step: () => Promise<void>): Table<Row> => ({
  all: async () => {
    await scheduler.schedule(Promise.resolve());
    await step();
    return table.all();
  },
  change: async (key, how) => {
    await scheduler.schedule(Promise.resolve());
    await step();
    return table.change(key, how);
  },
});

describe('whatever happens to network, server and tabs', () => {
  it('every answer stands on the server once, and none that was taken back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(deed, { maxLength: 25 }), async (scheduler, deeds) => {
        const box = memoryTable<Waiting>();
        const server = serverOf();
        const given: Waiting[] = [];
        const back = new Set<string>();
        const going: Promise<unknown>[] = [];
        for (const [at, one] of deeds.entries()) {
          if (one.do === 'answer') {
            const request = { requestId: `r${at}`, factsDigest: 'd', answer: { say: 'cant-tell' as const } };
            const answer: Waiting = { task: `t${one.task}`, challenge: 'c', request, person: 'ann', at };
            given.push(answer);
            await keep(box, answer);
          } else if (one.do === 'take back') {
            const answer = given[one.which];
            if (!answer) continue;
            const { requestId } = answer.request;
            back.add(requestId);
            await takeBack(box, answer, one.knows && server.answers.has(requestId) ? requestId : undefined);
          } else {
            const step = steps(one.do === 'crash' ? one.after : Number.POSITIVE_INFINITY);
            going.push(sendWaiting(slow(box, scheduler, step), server.post([...one.fates], step)));
            // Some of it happens before the next deed, some after.
            if (scheduler.count() > 0) await scheduler.waitOne();
          }
        }
        await scheduler.waitAll();
        // The page opens once more, and the network is there.
        await sendWaiting(box, server.post([], steps(Number.POSITIVE_INFINITY)));
        await sendWaiting(box, server.post([], steps(Number.POSITIVE_INFINITY)));

        expect(await box.all()).toEqual([]);
        const standing = [...server.answers].filter(([, { undone }]) => !undone).map(([id]) => id);
        const wanted = given.map(({ request }) => request.requestId).filter(id => !back.has(id));
        expect(standing.sort()).toEqual(wanted.sort());
        void going;
      }),
      { numRuns: 400 },
    );
  });

  it('each is sent once where one tab after the other sends, and nothing fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 8 }), fc.nat(3), async (tasks, tabs) => {
        const box = memoryTable<Waiting>();
        const server = serverOf();
        for (const [at, task] of tasks.entries()) {
          const request = { requestId: `r${at}`, factsDigest: 'd', answer: { say: 'cant-tell' as const } };
          await keep(box, { task: `t${task}`, challenge: 'c', request, person: 'ann', at });
        }
        for (let tab = 0; tab <= tabs; tab++)
          await sendWaiting(box, server.post([], steps(Number.POSITIVE_INFINITY)));
        expect([...server.answers.values()].every(({ came }) => came === 1)).toBe(true);
        expect(server.answers.size).toBe(tasks.length);
      }),
      { numRuns: 100 },
    );
  });
});
