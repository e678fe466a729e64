import { api, NoNetwork } from '../api.ts';
import { t } from '../messages/t.svelte.ts';
import { drop, toast } from '../shell/toasts.svelte.ts';
import { sayProblem } from '../words.ts';
import { keep, sendWaiting, type Waiting, waiting } from './outbox.ts';

/** Milliseconds between two tries while something waits. */
const PAUSE = 15_000;
let trying = false;

export function sendLater(answer: Waiting): void {
  keep(localStorage, answer);
  say(waiting(localStorage).length);
}

function say(count: number): void {
  if (count === 0) drop('outbox');
  else toast({ id: 'outbox', text: t('task.outbox', { count }), until: Date.now() + PAUSE * 2 });
}

async function trySending(): Promise<void> {
  if (trying || !waiting(localStorage).length) return;
  trying = true;
  try {
    const left = await sendWaiting(
      localStorage,
      ({ task, request }) => api.answer(task, request),
      cause => cause instanceof NoNetwork,
      (_, cause) => toast({ id: 'refused', text: sayProblem(cause), until: Date.now() + 8000 }),
    );
    say(left);
  } finally {
    trying = false;
  }
}

/** Sends what waits when the page opens, when the network comes back, and now and then. */
export function startMailbox(): void {
  trySending();
  addEventListener('online', trySending);
  setInterval(trySending, PAUSE);
}
