import type { ReviewRequest, SaidAnswers } from '../../../backend/http/contract/review.ts';
import type { TaskView } from '../../../backend/http/contract/task.ts';
import { acceptedTerms } from '../person/me.svelte.ts';
import { ApiProblem, api } from '../server/api.ts';
import { review } from './review-api.ts';

export type Waiting = Readonly<{ task: TaskView; said: SaidAnswers }>;
export type Shown =
  | Readonly<{ state: 'loading' }>
  | Readonly<{ state: 'task'; waiting: Waiting }>
  /** `own`: tasks that the reviewer answered; others decide these. */
  | Readonly<{ state: 'finished'; skipped: number; own: number }>
  | Readonly<{ state: 'failed'; error: unknown }>;

/** What takes a task from the list without a word of ours: somebody else was there first. */
const OVER: ReadonlySet<string> = new Set(['not-reviewable', 'own-word', 'not-found']);

/** One reviewer's way through what waits in a challenge. */
export function reviewing(challenge: string) {
  let shown = $state.raw<Shown>({ state: 'loading' });
  let queue: string[] = [];
  let skipped: string[] = [];
  let own = 0;
  let decided = $state(0);
  let left = $state(0);
  const fetched = new Map<string, Promise<Waiting>>();

  function fetchTask(id: string): Promise<Waiting> {
    const before = fetched.get(id);
    if (before) return before;
    const asked = Promise.all([api.task(id), review.answers(id)]).then(([task, said]) => ({ task, said }));
    fetched.set(id, asked);
    asked.catch(() => fetched.delete(id));
    return asked;
  }

  async function start(): Promise<void> {
    shown = { state: 'loading' };
    try {
      const { tasks } = await review.waiting(challenge);
      own = tasks.filter(one => one.own).length;
      queue = tasks.filter(one => !one.own).map(({ id }) => id);
      skipped = [];
      fetched.clear();
      await next();
    } catch (error) {
      shown = { state: 'failed', error };
    }
  }

  async function next(): Promise<void> {
    left = queue.length + skipped.length;
    const [id, after] = queue;
    if (id === undefined) {
      shown = { state: 'finished', skipped: skipped.length, own };
      return;
    }
    try {
      const waiting = await fetchTask(id);
      shown = { state: 'task', waiting };
      // The one that follows is there when it is wanted.
      if (after !== undefined) fetchTask(after).catch(() => {});
    } catch (error) {
      shown = { state: 'failed', error };
    }
  }

  function leave(id: string): void {
    queue = queue.filter(one => one !== id);
    fetched.delete(id);
  }

  start();
  return {
    get shown() {
      return shown;
    },
    get decided() {
      return decided;
    },
    /** Those that still wait, with the one that is shown. */
    get left() {
      return left;
    },
    start,
    skip(): void {
      if (shown.state !== 'task') return;
      const { id } = shown.waiting.task;
      skipped = [...skipped, id];
      leave(id);
      next();
    },
    /** @throws ApiProblem, unless somebody else was there first: then the next one comes. */
    async decide(request: ReviewRequest): Promise<void> {
      if (shown.state !== 'task') return;
      const { id } = shown.waiting.task;
      try {
        await review.decide(id, request);
        if ('acceptTerms' in request && request.acceptTerms) acceptedTerms();
        decided++;
      } catch (cause) {
        if (!(cause instanceof ApiProblem)) throw cause;
        if (cause.code === 'facts-changed') {
          fetched.delete(id);
          await next();
        }
        if (!OVER.has(cause.code)) throw cause;
      }
      leave(id);
      await next();
    },
  };
}

export type Reviewing = ReturnType<typeof reviewing>;
