import { describe, expect, it } from 'vitest';
import { keep, sendWaiting, type Waiting, waiting } from '../../../frontend/src/task/outbox.ts';

function keeper() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}
const answer = (requestId: string): Waiting => ({
  task: 't1',
  challenge: 'c',
  request: { requestId, factsDigest: 'd', answer: { say: 'cant-tell' } },
});
const ids = (from: ReturnType<typeof keeper>) => waiting(from).map(({ request }) => request.requestId);
const lost = new Error('lost');

describe('the outbox', () => {
  it('keeps an answer once, however often it is kept', () => {
    const store = keeper();
    keep(store, answer('request-1'));
    keep(store, answer('request-1'));
    expect(ids(store)).toEqual(['request-1']);
  });

  it('sends what waits, oldest first, and forgets what was sent', async () => {
    const store = keeper();
    keep(store, answer('request-1'));
    keep(store, answer('request-2'));
    const sent: string[] = [];
    const left = await sendWaiting(
      store,
      async ({ request }) => sent.push(request.requestId),
      () => false,
      () => undefined,
    );
    expect([left, sent, ids(store)]).toEqual([0, ['request-1', 'request-2'], []]);
  });

  it('keeps everything from the first answer that the network loses', async () => {
    const store = keeper();
    for (const id of ['request-1', 'request-2', 'request-3']) keep(store, answer(id));
    const left = await sendWaiting(
      store,
      async ({ request }) => {
        if (request.requestId === 'request-2') throw lost;
      },
      cause => cause === lost,
      () => undefined,
    );
    expect([left, ids(store)]).toEqual([2, ['request-2', 'request-3']]);
  });

  it('forgets what the server refuses, and says so', async () => {
    const store = keeper();
    keep(store, answer('request-1'));
    const refused: unknown[] = [];
    await sendWaiting(
      store,
      async () => {
        throw lost;
      },
      () => false,
      (_, cause) => refused.push(cause),
    );
    expect([ids(store), refused]).toEqual([[], [lost]]);
  });

  it('starts empty where what was stored cannot be read', () => {
    const store = keeper();
    store.setItem('jalon.outbox', '{');
    expect(waiting(store)).toEqual([]);
  });
});
