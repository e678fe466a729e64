import { describe, expect, it } from 'vitest';
import { memoryTable } from '../../../../frontend/src/kept/table.ts';
import type { PersonHere } from '../../../../frontend/src/person/person-here.ts';
import { takeOldOutbox } from '../../../../frontend/src/task/outbox/old-outbox.ts';
import {
  dropOf,
  handOver,
  keep,
  type Outbox,
  sendWaiting,
  takeBack,
  type Waiting,
  waitingOf,
} from '../../../../frontend/src/task/outbox/outbox.ts';
import { keeper } from '../../keeper.ts';

const VISITOR: PersonHere = { id: null, account: false };
const GUEST: PersonHere = { id: 'guest', account: false };
const ANN: PersonHere = { id: 'ann', account: true };
const BOB: PersonHere = { id: 'bob', account: true };

let clock = 0;
const answer = (requestId: string, person: string | null = 'ann', task = requestId): Waiting => ({
  task,
  challenge: 'c',
  request: { requestId, factsDigest: 'd', answer: { say: 'cant-tell' } },
  person,
  at: ++clock,
});
const ids = async (from: Outbox) =>
  [...(await from.all())].sort((a, b) => a.at - b.at).map(({ request }) => request.requestId);
const lost = new Error('lost');
const broken = new Error('broken');
const refusal = new Error('refused');

/** Sends as `here`; `fails`: what happens to which answer. */
async function post(
  box: Outbox,
  here: PersonHere | (() => PersonHere),
  fails: Readonly<Record<string, Error>> = {},
) {
  const sent: string[] = [];
  const undone: string[] = [];
  const refused: unknown[] = [];
  const why = await sendWaiting(box, {
    here: typeof here === 'function' ? here : () => here,
    send: async ({ request }) => {
      const fault = fails[request.requestId];
      if (fault) throw fault;
      sent.push(request.requestId);
      return `id of ${request.requestId}`;
    },
    undo: async receipt => undone.push(receipt),
    isNotYet: cause => cause !== refusal,
    isOfThisAlone: cause => cause === broken,
    refused: (_, cause) => refused.push(cause),
  });
  return { why, sent, undone, refused };
}

async function kept(...answers: Waiting[]): Promise<Outbox> {
  const box = memoryTable<Waiting>();
  for (const one of answers) await keep(box, one);
  return box;
}

describe('the outbox', () => {
  it('keeps an answer once, however often it is kept', async () => {
    expect(await ids(await kept(answer('request-1'), answer('request-1')))).toEqual(['request-1']);
  });

  it('sends what waits, oldest first, and forgets what was sent', async () => {
    const store = await kept(answer('request-1'), answer('request-2'));
    const { why, sent } = await post(store, ANN);
    expect([why, sent, await ids(store)]).toEqual([null, ['request-1', 'request-2'], []]);
  });

  it('keeps everything from the first answer that the server cannot take yet, and says why', async () => {
    const store = await kept(answer('request-1'), answer('request-2'), answer('request-3'));
    const { why, sent, refused } = await post(store, ANN, { 'request-2': lost });
    expect([why, sent, refused]).toEqual([lost, ['request-1'], []]);
    expect(await ids(store)).toEqual(['request-2', 'request-3']);
  });

  it('lets no answer that the server stumbles over keep the others back', async () => {
    const store = await kept(answer('request-1'), answer('request-2'));
    const { why, sent } = await post(store, ANN, { 'request-1': broken });
    expect([why, sent, await ids(store)]).toEqual([broken, ['request-2'], ['request-1']]);
  });

  it('forgets what the server refuses for good, says so, and goes on', async () => {
    const store = await kept(answer('request-1'), answer('request-2'));
    const { why, sent, refused } = await post(store, ANN, { 'request-1': refusal });
    expect([why, sent, refused, await ids(store)]).toEqual([null, ['request-2'], [refusal], []]);
  });

  it('lets a later answer about the same task wait with the earlier one', async () => {
    const store = await kept(
      answer('first', 'ann', 't'),
      answer('other', 'ann'),
      answer('second', 'ann', 't'),
    );
    expect((await post(store, ANN, { first: broken })).sent).toEqual(['other']);
    expect(await ids(store)).toEqual(['first', 'second']);
    // It was never on its way: taken back, it is gone.
    await takeBack(store, (await store.all()).find(({ request }) => request.requestId === 'second')!);
    expect(await ids(store)).toEqual(['first']);
  });
});

describe('an answer that is taken back', () => {
  it('before it was tried is gone, and nothing is sent', async () => {
    const store = await kept(answer('request-1'));
    await takeBack(store, answer('request-1'));
    expect([await ids(store), (await post(store, ANN)).sent]).toEqual([[], []]);
  });

  it('after a try that may have arrived is asked for once more, and taken back there', async () => {
    const one = answer('request-1');
    const store = await kept(one);
    await post(store, ANN, { 'request-1': lost });
    await takeBack(store, one);
    const { sent, undone } = await post(store, ANN);
    expect([sent, undone, await ids(store)]).toEqual([['request-1'], ['id of request-1'], []]);
  });

  it('after it arrived is taken back by the id that the server gave it', async () => {
    const one = answer('request-1');
    const store = await kept(one);
    await post(store, ANN);
    await takeBack(store, one, 'id-1');
    const { sent, undone } = await post(store, ANN);
    expect([sent, undone, await ids(store)]).toEqual([[], ['id-1'], []]);
  });
});

describe('what an earlier version kept', () => {
  const old = (stored: string | null) => {
    const storage = keeper();
    if (stored !== null) storage.setItem('jalon.outbox', stored);
    return storage;
  };

  it('is taken along, in its order, and leaves its old place', async () => {
    const { person, at, ...visitors } = answer('request-1');
    const storage = old(JSON.stringify([visitors, { ...answer('request-2'), at: undefined }]));
    const box = await kept(answer('request-3'));
    await takeOldOutbox(storage, box, () => true);
    expect(await ids(box)).toEqual(['request-1', 'request-2', 'request-3']);
    // Before there were accounts, every answer was a visitor's.
    expect((await waitingOf(box, VISITOR))[0]?.person).toBe(null);
    expect([person, at > 0, storage.getItem('jalon.outbox')]).toEqual(['ann', true, null]);
  });

  it('stays where it is as long as the browser keeps nothing else', async () => {
    const storage = old(JSON.stringify([answer('request-1')]));
    await takeOldOutbox(storage, memoryTable<Waiting>(), () => false);
    expect(storage.getItem('jalon.outbox')).not.toBe(null);
  });

  it.each([null, '{', '3'])('is nothing where it says %j', async stored => {
    const box = memoryTable<Waiting>();
    await takeOldOutbox(old(stored), box, () => true);
    expect(await ids(box)).toEqual([]);
  });
});

describe('whose a waiting answer is', () => {
  it('is asked before it is sent: nobody sends what another person answered', async () => {
    const store = await kept(answer('anns', 'ann'), answer('bobs', 'bob'), answer('guests', 'guest'));
    for (const [here, theirs] of [
      [VISITOR, []],
      [BOB, ['bobs']],
      [GUEST, ['guests']],
    ] as const)
      expect((await post(store, here)).sent, String(here.id)).toEqual(theirs);
    expect(await ids(store)).toEqual(['anns']);
    expect(await waitingOf(store, VISITOR)).toEqual([]);
    expect((await post(store, ANN)).sent).toEqual(['anns']);
  });

  it('is asked before each one: somebody may sign in meanwhile', async () => {
    const store = await kept(answer('request-1', 'ann'), answer('request-2', 'ann'));
    let asked = 0;
    expect((await post(store, () => (asked++ < 2 ? ANN : BOB))).sent).toEqual(['request-1']);
    expect(await ids(store)).toEqual(['request-2']);
  });

  it('is the guest’s that a visitor becomes in the same browser, never an account’s that did not ask for it', async () => {
    const store = await kept(answer('request-1', null));
    expect((await post(store, ANN)).sent).toEqual([]);
    expect(await waitingOf(store, VISITOR)).toHaveLength(1);
    expect((await post(store, GUEST)).sent).toEqual(['request-1']);
  });

  it('becomes the account’s that the guest signed in with', async () => {
    const store = await kept(answer('request-1', 'guest'), answer('request-2', null), answer('bobs', 'bob'));
    await handOver(store, GUEST, 'ann');
    expect((await post(store, ANN)).sent).toEqual(['request-1', 'request-2']);
    expect(await ids(store)).toEqual(['bobs']);
  });

  it('ends with that person, and with nobody else', async () => {
    const store = await kept(answer('anns', 'ann'), answer('bobs', 'bob'), answer('nobodys', null));
    await dropOf(store, ANN);
    expect(await ids(store)).toEqual(['bobs', 'nobodys']);
    await dropOf(store, GUEST);
    expect(await ids(store)).toEqual(['bobs']);
  });
});
