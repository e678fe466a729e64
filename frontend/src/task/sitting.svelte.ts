import type { AnswerBody } from '../../../backend/http/contract/answer.ts';
import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';
import type { TaskView } from '../../../backend/http/contract/task.ts';
import { ApiProblem, api } from '../api.ts';
import { rememberChallenge } from '../find/last-challenge.ts';
import { acceptedTerms, me, refreshMe } from '../me.svelte.ts';
import { t } from '../messages/t.svelte.ts';
import { isNotYet } from '../not-yet.ts';
import { paths, rename } from '../router.svelte.ts';
import { sayProblem } from '../words.ts';
import { ahead as fetchAhead } from './ahead.ts';
import { answered as keepAnswered } from './answered.ts';
import { leases as keepLeases } from './leases.ts';
import { sendLater } from './mailbox.svelte.ts';

/** States in which a task may still be answered by somebody. */
const ASKED: ReadonlySet<TaskView['state']> = new Set(['open', 'claimed', 'pending', 'agreed-so-far']);

/** Why an answer comes too late: in another tab, by others, or by newer data. */
const OVER: ReadonlySet<string> = new Set(['answered', 'held', 'not-asked']);

export type Shown =
  | Readonly<{ state: 'loading' }>
  | Readonly<{ state: 'task'; task: TaskView; mayAnswer: boolean; notice: string | null }>
  | Readonly<{ state: 'finished'; skipped: number }>
  | Readonly<{ state: 'failed'; error: unknown }>;

export type Sent = 'next' | 'changed' | 'terms';

/** One person's walk through the tasks of a challenge. */
export function sitting(challengeId: string, firstTask: string | null) {
  let shown = $state.raw<Shown>({ state: 'loading' });
  let challenge = $state.raw<ChallengeView | null>(null);
  let retry: () => Promise<void> = advance;
  let skipped: string[] = [];
  const done = new Set<string>();
  const leases = keepLeases();
  const answered = keepAnswered(undo);
  const ahead = fetchAhead(
    challengeId,
    () => ({ shown: shown.state === 'task' ? shown.task : null, leave: [...skipped, ...done] }),
    leases,
  );

  function showTask(task: TaskView, mayAnswer = true, notice: string | null = null): void {
    leases.hold(task);
    shown = { state: 'task', task, mayAnswer, notice };
    rename(paths.task(challengeId, task.id));
    rememberChallenge(challengeId);
    ahead.prepare();
  }

  async function advance(): Promise<void> {
    retry = advance;
    if (shown.state !== 'task') shown = { state: 'loading' };
    try {
      const task = await ahead.next();
      if (task) showTask(task);
      else {
        await refresh();
        shown = { state: 'finished', skipped: skipped.length };
      }
    } catch (error) {
      shown = { state: 'failed', error };
    }
  }

  /** A task by its address: claimed if it asks for anything, else only shown. */
  async function open(id: string): Promise<void> {
    retry = () => open(id);
    shown = { state: 'loading' };
    try {
      const task = await api.task(id);
      if (!ASKED.has(task.state) || task.answer) showTask(task, false);
      else await claimAndShow(task);
    } catch (error) {
      shown = { state: 'failed', error };
    }
  }

  async function claimAndShow(task: TaskView): Promise<void> {
    try {
      const claim = await api.claim(task.id);
      showTask({ ...(claim?.changed ?? task), claim: claim && { until: claim.until } });
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      // It may have closed itself at that moment.
      showTask(cause.code === 'not-asked' ? await api.task(task.id) : task, false);
    }
  }

  async function refresh(): Promise<void> {
    challenge = await api.challenge(challengeId).catch(() => challenge);
  }

  /** The caller shows its thanks meanwhile and goes on with `advance`. */
  async function send(
    task: TaskView,
    answer: AnswerBody,
    imagery: readonly string[],
    acceptTerms: boolean,
  ): Promise<Sent> {
    const request = {
      requestId: crypto.randomUUID(),
      factsDigest: task.factsDigest,
      acceptTerms,
      imagery: [...imagery],
      answer,
    };
    try {
      const receipt = await api.answer(task.id, request);
      if (acceptTerms) acceptedTerms();
      answered.add(receipt.id, task.id, Date.parse(receipt.pendingUntil));
    } catch (cause) {
      if (cause instanceof ApiProblem && cause.code === 'facts-changed' && cause.problem.task) {
        showTask(cause.problem.task, true, t('task.facts-changed'));
        return 'changed';
      }
      if (cause instanceof ApiProblem && cause.code === 'terms-needed') return 'terms';
      if (cause instanceof ApiProblem && OVER.has(cause.code)) {
        leases.ended(task.id);
        showTask(await api.task(task.id), false, sayProblem(cause));
        return 'changed';
      }
      if (!isNotYet(cause)) throw cause;
      if (acceptTerms) acceptedTerms();
      sendLater({ task: task.id, challenge: challengeId, request }, cause);
    }
    leases.ended(task.id);
    done.add(task.id);
    countOne(1);
    return 'next';
  }

  function countOne(by: number): void {
    if (!challenge) return;
    const { open, pending } = challenge.counts;
    challenge = {
      ...challenge,
      counts: { ...challenge.counts, open: Math.max(0, open - by), pending: Math.max(0, pending + by) },
    };
  }

  /** Shows the task of the latest answer again; what was shown comes after it. */
  async function undo(): Promise<void> {
    const task = await answered.takeBack();
    if (!task) return;
    done.delete(task);
    countOne(-1);
    if (shown.state === 'task' && shown.mayAnswer) ahead.putBack(shown.task);
    await open(task);
  }

  function skip(): void {
    if (shown.state !== 'task') return;
    const { id } = shown.task;
    if (shown.mayAnswer) {
      skipped = [...skipped, id];
      leases.letGo(id);
    }
    advance();
  }

  function lookAgainAtSkipped(): void {
    skipped = [];
    ahead.lookAgain();
    advance();
  }

  /** A page that comes back from the browser's memory takes its lease again. */
  function comeBack(event: PageTransitionEvent): void {
    if (event.persisted && shown.state === 'task' && shown.mayAnswer) open(shown.task.id);
  }
  addEventListener('pagehide', leases.letAllGo);
  addEventListener('pageshow', comeBack);

  function close(): void {
    ahead.close();
    answered.close();
    leases.close();
    leases.letAllGo();
    removeEventListener('pagehide', leases.letAllGo);
    removeEventListener('pageshow', comeBack);
  }

  refresh();
  if (!me()) refreshMe();
  if (firstTask) open(firstTask);
  else advance();

  return {
    get shown() {
      return shown;
    },
    get challenge() {
      return challenge;
    },
    /** Tries once more what failed. */
    tryAgain: (): void => {
      ahead.lookAgain();
      retry();
    },
    advance,
    send,
    skip,
    undo,
    lookAgainAtSkipped,
    /** The next one comes by another order than the one that was fetched. */
    reorder: ahead.reorder,
    close,
  };
}

export type Sitting = ReturnType<typeof sitting>;
