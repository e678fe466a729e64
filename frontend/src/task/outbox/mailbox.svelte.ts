import { untrack } from 'svelte';
import type { AnswerReceipt } from '../../../../backend/http/contract/answer.ts';
import { browserTable } from '../../kept/browser-table.ts';
import { t } from '../../messages/t.svelte.ts';
import { sayProblem, sayWait } from '../../messages/words.ts';
import { otherTabs } from '../../other-tabs.ts';
import { acceptedTerms, me, meFault, refreshMeAnew, whenSomebodyElse } from '../../person/me.svelte.ts';
import { type PersonHere, personHere, VISITOR } from '../../person/person-here.ts';
import { go, paths } from '../../router.svelte.ts';
import { ApiProblem, api, NoNetwork } from '../../server/api.ts';
import { isOffline, onNetwork } from '../../server/network.svelte.ts';
import { isNotYet, isOfThisAlone, pauseAfter } from '../../server/not-yet.ts';
import { drop, toast } from '../../shell/toasts.svelte.ts';
import { forgetDrafts, keepDraft } from '../reply/drafts.ts';
import { forgetAhead } from '../sitting/kept-ahead.ts';
import { takeOldOutbox } from './old-outbox.ts';
import { dropOf, handOver, keep, sendWaiting, takeBack, type Waiting, waitingOf } from './outbox.ts';

/** Milliseconds that words about what waits outlive the next try; and that a refusal stays to be read. */
const LINGER = 15_000;
const READ = 30_000;
const LOCK = 'jalon.outbox';

const box = browserTable<Waiting>('outbox');
/** Other tabs count along. */
const others = otherTabs<'changed'>(LOCK);

let mine = $state.raw<readonly Waiting[]>([]);
/** What waits of whoever is here, what is on its way just now included; without what was taken back. */
export const waitingRows = (): readonly Waiting[] => mine;
export const waitingHere = (): number => mine.length;
let stuck = $state(false);
/** The page has said that something waits: it says when that went, too. */
let hasSaid = false;
let fragile = $state(false);
/** Something waits in this tab alone, for the browser keeps nothing. */
export const isFragile = (): boolean => fragile;

let trying = false;
let wanted = false;
let cameBack = false;
/** Who this is must be asked before anything is sent. */
let unsure = false;
let next: ReturnType<typeof setTimeout> | undefined;
/** The last pause, in milliseconds; null: everything went. It grows when it has passed, not when somebody answers meanwhile. */
let pause: number | null = null;
let hasPassed = true;
/** Before this moment the server wants no more of us. */
let notBefore = 0;

async function recount(): Promise<void> {
  const all = await waitingOf(box, personHere(localStorage));
  mine = all.filter(({ withdrawn }) => !withdrawn);
  fragile = box.onlyHere().length > 0;
}
async function changed(): Promise<void> {
  others.tell('changed');
  await recount();
}

/** Who wants to hear of what became of an answer. */
type Listener = Readonly<{
  arrived: (requestId: string, receipt: AnswerReceipt) => void;
  /** @returns whether the person is told by it */
  refused: (answer: Waiting, cause: unknown) => boolean;
}>;
const listeners = new Set<Listener>();
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keeps an answer of whoever is here, and sends it: now, or when it can be. */
export function give(answer: Omit<Waiting, 'person' | 'at'>): void {
  const { id } = me() ?? personHere(localStorage);
  const kept = { ...answer, person: id, at: Date.now() };
  mine = [...mine, kept];
  keep(box, kept).then(changed).then(sendNow);
}

/** @param receipt its id on the server, where that is known */
export function takeBackAnswer(answer: Omit<Waiting, 'person' | 'at'>, receipt?: string): void {
  const { id } = me() ?? personHere(localStorage);
  mine = mine.filter(({ request }) => request.requestId !== answer.request.requestId);
  takeBack(box, { ...answer, person: id, at: Date.now() }, receipt)
    .then(changed)
    .then(sendNow);
}

/** Tries at once, unless the server has asked for patience. */
async function sendNow(): Promise<void> {
  wanted = true;
  if (trying || Date.now() < notBefore) return;
  trying = true;
  try {
    while (wanted) {
      wanted = false;
      cameBack = false;
      const cause = await inTurn(tryNow);
      if (cause === null) settle();
      else waitFor(cause);
      await changed();
      say(cause);
      // Said once, and during a try in vain: only then is there no pause before the next one.
      if (cause !== null && !(cameBack && cause instanceof NoNetwork)) break;
    }
  } finally {
    trying = false;
  }
}

/** The browser has a network again. What our own requests find out is no such word: each try would ask for the next. */
function networkCameBack(): void {
  cameBack = true;
  sendNow();
}

/** One tab at a time; where there are no locks, the server counts each answer once all the same. */
const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> =>
  navigator.locks ? navigator.locks.request(LOCK, work) : work();

function settle(): void {
  if (stuck) drop('outbox');
  stuck = false;
  hasSaid = false;
  pause = null;
  clearTimeout(next);
}

function waitFor(cause: unknown): void {
  stuck = true;
  unsure = true;
  if (pause === null || hasPassed || !(cause instanceof NoNetwork)) pause = pauseAfter(cause, pause);
  hasPassed = false;
  notBefore = cause instanceof NoNetwork ? 0 : Date.now() + pause;
  clearTimeout(next);
  next = setTimeout(() => {
    notBefore = 0;
    hasPassed = true;
    sendNow();
  }, pause);
}

/** That nobody answers is said by the bar. */
function say(cause: unknown): void {
  if (mine.length === 0 || cause === null || cause instanceof NoNetwork) {
    drop('outbox');
    return;
  }
  hasSaid = true;
  const left = pause ?? 0;
  toast({
    id: 'outbox',
    text: t('task.outbox-later', { count: mine.length, time: sayWait(Math.ceil(left / 1000)) }),
    until: Date.now() + left + LINGER,
  });
}

/** @returns why something still waits; null: nothing does that could be sent */
async function tryNow(): Promise<unknown> {
  const here = personHere(localStorage);
  // Another tab may have signed in or out: nothing is sent in the name of somebody else.
  if (unsure || isOffline() || me()?.id !== here.id) {
    if (!isOffline() && (await waitingOf(box, here)).length === 0) return null;
    await refreshMeAnew();
    if (meFault() !== null) return meFault();
    unsure = false;
    await adopt();
  }
  let sent = 0;
  let hasArrived = false;
  const cause = await sendWaiting(box, {
    here: () => personHere(localStorage),
    send: async ({ task, request }) => {
      const receipt = await api.answer(task, request);
      if (request.acceptTerms) acceptedTerms();
      hasArrived = true;
      // One that was taken back meanwhile goes for its receipt only.
      if (mine.some(one => one.request.requestId === request.requestId)) sent++;
      for (const { arrived } of listeners) arrived(request.requestId, receipt);
      return receipt.id;
    },
    undo: api.undo,
    isNotYet,
    isOfThisAlone,
    refused,
  });
  if (hasSaid && sent > 0)
    toast({ id: 'sent', text: t('task.outbox-sent', { count: sent }), until: Date.now() + 8000 });
  if (me()?.id === null && hasArrived) await refreshMeAnew();
  await adopt();
  if (mine.some(({ request }) => request.acceptTerms)) acceptedTerms();
  return cause;
}

/** Nothing of it is lost: what it was made of is there when its task is opened again. */
function refused(answer: Waiting, cause: unknown): void {
  const { task, challenge, request, making, withdrawn } = answer;
  if (making && !withdrawn) keepDraft({ id: task, factsDigest: request.factsDigest }, making);
  for (const listener of listeners) if (listener.refused(answer, cause)) return;
  // What was taken back too late counts: who took it back must know.
  if (withdrawn && !(cause instanceof ApiProblem && cause.code === 'too-late')) return;
  toast({
    id: `refused ${request.requestId}`,
    text: t('task.refused', { why: sayProblem(cause) }),
    until: Date.now() + READ,
    action: { label: t('task.see-it'), run: () => go(paths.task(challenge, task)) },
  });
}

/** A visitor of whom an answer has arrived is a guest: what still waits is that guest's. */
async function adopt(): Promise<void> {
  const { id, account } = personHere(localStorage);
  if (id !== null && !account) await handOver(box, VISITOR, id);
}

/** The guest who signed in keeps what waits, or leaves it behind. */
export async function passOn(from: PersonHere, keeps: boolean): Promise<void> {
  const { id, account } = personHere(localStorage);
  if (!account || id === null) return;
  if (keeps) await handOver(box, from, id);
  else await dropOf(box, from);
  await changed();
  sendNow();
}

/** Nothing is sent of somebody who has gone. */
export async function forgetWaitingOf(gone: PersonHere): Promise<void> {
  await dropOf(box, gone);
  await changed();
  if (mine.length === 0) drop('outbox');
}

const asked = (event: BeforeUnloadEvent): void => {
  if (fragile) event.preventDefault();
};

/** Reads what waits, before the first task is asked for. */
export const readWaiting: Promise<void> = takeOldOutbox(
  localStorage,
  box,
  () => box.onlyHere().length === 0,
).then(recount);

/** Sends what waits when the page opens, when the network comes back, when its person is here, and after a pause that grows. */
export function startMailbox(): void {
  whenSomebodyElse(forgetDrafts);
  whenSomebodyElse(forgetAhead);
  forgetAhead();
  readWaiting.then(sendNow);
  others.hear(recount);
  addEventListener('online', networkCameBack);
  onNetwork(sendNow);
  addEventListener('beforeunload', asked);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') unsure = true;
  });
  $effect.root(() => {
    const id = $derived(me()?.id);
    $effect(() => {
      if (id !== undefined) untrack(() => recount().then(sendNow));
    });
    // As the bar says it, whichever request found that the server is gone: the answer itself may not have been tried yet.
    $effect(() => {
      if (isOffline() && mine.length > 0) hasSaid = true;
    });
    // Once the server is gone it is asked for, whether or not something waits.
    $effect(() => {
      if (isOffline()) untrack(sendNow);
    });
  });
}
