import { describe, expect, it } from 'vitest';
import type { PersonHere } from '../../../frontend/src/person-here.ts';
import {
  dropOf,
  handOver,
  keep,
  sendWaiting,
  type Waiting,
  waiting,
  waitingOf,
} from '../../../frontend/src/task/outbox.ts';
import { keeper } from '../keeper.ts';

const VISITOR: PersonHere = { id: null, account: false };
const GUEST: PersonHere = { id: 'guest', account: false };
const ANN: PersonHere = { id: 'ann', account: true };
const BOB: PersonHere = { id: 'bob', account: true };

const answer = (requestId: string, person: string | null = 'ann'): Waiting => ({
  task: 't1',
  challenge: 'c',
  request: { requestId, factsDigest: 'd', answer: { say: 'cant-tell' } },
  person,
});
const ids = (from: ReturnType<typeof keeper>) => waiting(from).map(({ request }) => request.requestId);
const lost = new Error('lost');
const broken = new Error('broken');
const refusal = new Error('refused');

/** Sends as `here`; `fails`: what happens to which answer. */
async function post(
  store: ReturnType<typeof keeper>,
  here: PersonHere | (() => PersonHere),
  fails: Readonly<Record<string, Error>> = {},
) {
  const sent: string[] = [];
  const refused: unknown[] = [];
  const why = await sendWaiting(store, {
    here: typeof here === 'function' ? here : () => here,
    send: async ({ request }) => {
      const fault = fails[request.requestId];
      if (fault) throw fault;
      sent.push(request.requestId);
    },
    isNotYet: cause => cause !== refusal,
    isOfThisAlone: cause => cause === broken,
    refused: (_, cause) => refused.push(cause),
  });
  return { why, sent, refused };
}

function kept(...answers: Waiting[]) {
  const store = keeper();
  for (const one of answers) keep(store, one);
  return store;
}

describe('the outbox', () => {
  it('keeps an answer once, however often it is kept', () => {
    expect(ids(kept(answer('request-1'), answer('request-1')))).toEqual(['request-1']);
  });

  it('sends what waits, oldest first, and forgets what was sent', async () => {
    const store = kept(answer('request-1'), answer('request-2'));
    const { why, sent } = await post(store, ANN);
    expect([why, sent, ids(store)]).toEqual([null, ['request-1', 'request-2'], []]);
  });

  it('keeps everything from the first answer that the server cannot take yet, and says why', async () => {
    const store = kept(answer('request-1'), answer('request-2'), answer('request-3'));
    const { why, sent, refused } = await post(store, ANN, { 'request-2': lost });
    expect([why, sent, refused]).toEqual([lost, ['request-1'], []]);
    expect(ids(store)).toEqual(['request-2', 'request-3']);
  });

  it('lets no answer that the server stumbles over keep the others back', async () => {
    const store = kept(answer('request-1'), answer('request-2'));
    const { why, sent } = await post(store, ANN, { 'request-1': broken });
    expect([why, sent, ids(store)]).toEqual([broken, ['request-2'], ['request-1']]);
  });

  it('forgets what the server refuses for good, says so, and goes on', async () => {
    const store = kept(answer('request-1'), answer('request-2'));
    const { why, sent, refused } = await post(store, ANN, { 'request-1': refusal });
    expect([why, sent, refused, ids(store)]).toEqual([null, ['request-2'], [refusal], []]);
  });

  it('starts empty where what was stored cannot be read', () => {
    const store = keeper();
    store.setItem('jalon.outbox', '{');
    expect(waiting(store)).toEqual([]);
  });

  it('takes what was stored before there were accounts for a visitor’s', () => {
    const store = keeper();
    const { person, ...old } = answer('request-1');
    store.setItem('jalon.outbox', JSON.stringify([old]));
    expect([person, waiting(store)[0]!.person]).toEqual(['ann', null]);
  });
});

describe('whose a waiting answer is', () => {
  it('is asked before it is sent: nobody sends what another person answered', async () => {
    const store = kept(answer('anns', 'ann'), answer('bobs', 'bob'), answer('guests', 'guest'));
    for (const [here, theirs] of [
      [VISITOR, []],
      [BOB, ['bobs']],
      [GUEST, ['guests']],
    ] as const)
      expect((await post(store, here)).sent, String(here.id)).toEqual(theirs);
    expect(ids(store)).toEqual(['anns']);
    expect(waitingOf(store, VISITOR)).toEqual([]);
    expect((await post(store, ANN)).sent).toEqual(['anns']);
  });

  it('is asked before each one: somebody may sign in meanwhile', async () => {
    const store = kept(answer('request-1', 'ann'), answer('request-2', 'ann'));
    let asked = 0;
    expect((await post(store, () => (asked++ === 0 ? ANN : BOB))).sent).toEqual(['request-1']);
    expect(ids(store)).toEqual(['request-2']);
  });

  it('is the guest’s that a visitor becomes in the same browser, never an account’s that did not ask for it', async () => {
    const store = kept(answer('request-1', null));
    expect((await post(store, ANN)).sent).toEqual([]);
    expect(waitingOf(store, VISITOR)).toHaveLength(1);
    expect((await post(store, GUEST)).sent).toEqual(['request-1']);
  });

  it('becomes the account’s that the guest signed in with', async () => {
    const store = kept(answer('request-1', 'guest'), answer('request-2', null), answer('bobs', 'bob'));
    handOver(store, GUEST, 'ann');
    expect((await post(store, ANN)).sent).toEqual(['request-1', 'request-2']);
    expect(ids(store)).toEqual(['bobs']);
  });

  it('ends with that person, and with nobody else', () => {
    const store = kept(answer('anns', 'ann'), answer('bobs', 'bob'), answer('nobodys', null));
    dropOf(store, ANN);
    expect(ids(store)).toEqual(['bobs', 'nobodys']);
    dropOf(store, GUEST);
    expect(ids(store)).toEqual(['bobs']);
  });
});
