import { untrack } from 'svelte';
import { api, NoNetwork } from '../api.ts';
import { acceptedTerms, me, meFault, refreshMeAnew } from '../me.svelte.ts';
import { t } from '../messages/t.svelte.ts';
import { isNotYet, isOfThisAlone, pauseAfter } from '../not-yet.ts';
import { type PersonHere, personHere, VISITOR } from '../person-here.ts';
import { drop, toast } from '../shell/toasts.svelte.ts';
import { sayProblem, sayWait } from '../words.ts';
import { dropOf, handOver, keep, sendWaiting, type Waiting, waitingOf } from './outbox.ts';

/** Milliseconds that words about what waits outlive the next try. */
const LINGER = 15_000;
let trying = false;
let next: ReturnType<typeof setTimeout> | undefined;
/** The last pause, in milliseconds; null: everything went. */
let pause: number | null = null;
/** Before this moment the server wants no more of us. */
let notBefore = 0;

/** How many wait of whoever is here. */
let count = $state(0);
export const waitingHere = (): number => count;

const mine = (): readonly Waiting[] => waitingOf(localStorage, personHere(localStorage));
const recount = (): number => {
  count = mine().length;
  return count;
};

/** Keeps an answer of whoever is here. `cause`: why it could not be sent now. */
export function sendLater(answer: Omit<Waiting, 'person'>, cause: unknown): void {
  const known = me() ?? personHere(localStorage);
  keep(localStorage, { ...answer, person: known.id });
  if (pause === null) waitFor(cause);
  say(cause);
}

function waitFor(cause: unknown): void {
  pause = pauseAfter(cause, pause);
  notBefore = cause instanceof NoNetwork ? 0 : Date.now() + pause;
  clearTimeout(next);
  next = setTimeout(() => {
    notBefore = 0;
    sendNow();
  }, pause);
}

function say(cause: unknown): void {
  const count = recount();
  if (count === 0) {
    drop('outbox');
    return;
  }
  const left = pause ?? 0;
  const text =
    cause instanceof NoNetwork
      ? t('task.outbox', { count })
      : t('task.outbox-later', { count, time: sayWait(Math.ceil(left / 1000)) });
  toast({ id: 'outbox', text, until: Date.now() + left + LINGER });
}

/** Tries at once, unless the server has asked for patience. */
export async function sendNow(): Promise<void> {
  if (trying || !recount() || Date.now() < notBefore) return;
  trying = true;
  try {
    const cause = await tryNow();
    if (cause !== null) waitFor(cause);
    else {
      pause = null;
      // One more may have come to wait meanwhile.
      if (recount()) next = setTimeout(sendNow);
    }
    if (cause !== null || count === 0) say(cause);
  } finally {
    trying = false;
  }
}

/** @returns why something still waits; null: nothing does that could be sent */
async function tryNow(): Promise<unknown> {
  // Another tab may have signed in or out: nothing is sent in the name of somebody else.
  await refreshMeAnew();
  if (meFault() !== null) return meFault();
  adopt();
  const cause = await sendWaiting(localStorage, {
    here: () => personHere(localStorage),
    send: async ({ task, request }) => {
      await api.answer(task, request);
      if (request.acceptTerms) acceptedTerms();
    },
    isNotYet,
    isOfThisAlone,
    refused: (_, why) => toast({ id: 'refused', text: sayProblem(why), until: Date.now() + 8000 }),
  });
  if (me()?.id === null) await refreshMeAnew();
  adopt();
  if (mine().some(({ request }) => request.acceptTerms)) acceptedTerms();
  return cause;
}

/** A visitor of whom an answer has arrived is a guest: what still waits is that guest's. */
function adopt(): void {
  const { id, account } = personHere(localStorage);
  if (id !== null && !account) handOver(localStorage, VISITOR, id);
}

/** The guest who signed in keeps what waits, or leaves it behind. */
export function passOn(from: PersonHere, keeps: boolean): void {
  const { id, account } = personHere(localStorage);
  if (!account || id === null) return;
  if (keeps) handOver(localStorage, from, id);
  else dropOf(localStorage, from);
  sendNow();
}

/** Nothing is sent of somebody who has gone. */
export function forgetWaitingOf(gone: PersonHere): void {
  dropOf(localStorage, gone);
  if (recount() === 0) drop('outbox');
}

/** Sends what waits when the page opens, when the network comes back, when its person is here, and after a pause that grows. */
export function startMailbox(): void {
  sendNow();
  addEventListener('online', sendNow);
  $effect.root(() => {
    const id = $derived(me()?.id);
    $effect(() => {
      if (id !== undefined) untrack(sendNow);
    });
  });
}
