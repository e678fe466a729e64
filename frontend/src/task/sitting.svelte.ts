import type { AnswerBody, ChallengeView, TaskView } from '../../../backend/http/contract.ts';
import { ApiProblem, api, NoNetwork } from '../api.ts';
import { map } from '../map/scene.svelte.ts';
import { acceptedTerms, me, refreshMe } from '../me.svelte.ts';
import { t } from '../messages/t.svelte.ts';
import { paths, rename } from '../router.svelte.ts';
import { drop, toast } from '../shell/toasts.svelte.ts';
import { sayProblem } from '../words.ts';
import { sendLater } from './mailbox.svelte.ts';

/** Milliseconds between looks at the leases, and how much of one must be left to let it be. */
const LEASE_CHECK = 30_000;
const LEASE_LEFT = 90_000;

/** States in which a task may still be answered by somebody. */
const ASKED: ReadonlySet<TaskView['state']> = new Set(['open', 'claimed', 'pending', 'agreed-so-far']);

export type Shown =
  | Readonly<{ state: 'loading' }>
  | Readonly<{ state: 'task'; task: TaskView; mayAnswer: boolean; notice: string | null }>
  | Readonly<{ state: 'finished'; skipped: number }>
  | Readonly<{ state: 'failed'; error: unknown }>;

export type Sent = 'next' | 'changed' | 'terms' | 'kept';

/** One person's walk through the tasks of a challenge: the task shown, the one fetched ahead, what can be taken back. */
export function sitting(challengeId: string, firstTask: string | null) {
  let shown = $state.raw<Shown>({ state: 'loading' });
  let challenge = $state.raw<ChallengeView | null>(null);
  /** Claimed for this person, to be shown next. */
  let ahead: TaskView[] = [];
  let fetching: Promise<void> | null = null;
  let exhausted = false;
  let skipped: string[] = [];
  const done = new Set<string>();
  const undoable: { answer: string; task: string }[] = [];
  const leases = new Map<string, number>();
  let closed = false;

  function hold(task: TaskView): void {
    if (task.claim) leases.set(task.id, Date.parse(task.claim.until));
  }
  function letGo(id: string): void {
    if (leases.delete(id)) api.release(id, { keepalive: true }).catch(() => undefined);
  }

  function showTask(task: TaskView, mayAnswer = true, notice: string | null = null): void {
    hold(task);
    shown = { state: 'task', task, mayAnswer, notice };
    rename(paths.task(challengeId, task.id));
    fetchAhead();
  }

  async function ask(): Promise<TaskView | null> {
    const current = shown.state === 'task' ? [shown.task.id] : [];
    const leave = [...skipped, ...done, ...current, ...ahead.map(({ id }) => id)];
    const near = shown.state === 'task' ? (pointOf(shown.task) ?? map()?.centre()) : undefined;
    return api.next(challengeId, {
      skip: [...new Set(leave)].slice(-500),
      ...(near ? { near: [near[0], near[1]] } : {}),
    });
  }

  function fetchAhead(): void {
    if (fetching || ahead.length || exhausted || closed) return;
    fetching = ask()
      .then(task => {
        if (!task) exhausted = true;
        else if (closed) api.release(task.id, { keepalive: true }).catch(() => undefined);
        else {
          hold(task);
          ahead.push(task);
        }
      })
      // Asked again when it is needed.
      .catch(() => undefined)
      .finally(() => {
        fetching = null;
      });
  }

  async function advance(): Promise<void> {
    if (!ahead.length && fetching) await fetching;
    const ready = ahead.shift();
    if (ready) return showTask(ready);
    if (shown.state !== 'task') shown = { state: 'loading' };
    try {
      const task = await ask();
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
    shown = { state: 'loading' };
    try {
      const task = await api.task(id);
      if (!ASKED.has(task.state) || task.answer) {
        showTask(task, false);
        return;
      }
      try {
        const claim = await api.claim(id);
        showTask({ ...task, claim: claim && { until: claim.until } });
      } catch (cause) {
        if (!(cause instanceof ApiProblem)) throw cause;
        showTask(task, false);
      }
    } catch (error) {
      shown = { state: 'failed', error };
    }
  }

  const begin = (): Promise<void> => {
    exhausted = false;
    return firstTask ? open(firstTask) : advance();
  };

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
      offerUndo(receipt.id, task.id, Date.parse(receipt.pendingUntil));
    } catch (cause) {
      if (cause instanceof ApiProblem && cause.code === 'facts-changed' && cause.problem.task) {
        showTask(cause.problem.task, true, t('task.facts-changed'));
        return 'changed';
      }
      if (cause instanceof ApiProblem && cause.code === 'terms-needed') return 'terms';
      if (!(cause instanceof NoNetwork)) throw cause;
      sendLater({ task: task.id, challenge: challengeId, request });
    }
    leases.delete(task.id);
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

  function offerUndo(answer: string, task: string, until: number): void {
    undoable.push({ answer, task });
    toast({
      id: answer,
      text: t('task.thanks'),
      until,
      action: { label: t('task.undo'), key: 'U', run: undo },
    });
  }

  /** Takes the latest answer back and shows its task again; what was shown comes after it. */
  async function undo(): Promise<void> {
    const last = undoable.pop();
    if (!last) return;
    drop(last.answer);
    try {
      await api.undo(last.answer);
    } catch (cause) {
      toast({ id: 'undo', text: sayProblem(cause), until: Date.now() + 6000 });
      return;
    }
    done.delete(last.task);
    countOne(-1);
    if (shown.state === 'task' && shown.mayAnswer) ahead.unshift(shown.task);
    await open(last.task);
  }

  function skip(): void {
    if (shown.state !== 'task') return;
    const { id } = shown.task;
    if (shown.mayAnswer) {
      skipped = [...skipped, id];
      letGo(id);
    }
    advance();
  }

  function lookAgainAtSkipped(): void {
    skipped = [];
    exhausted = false;
    advance();
  }

  /** Renews the lease of what is shown and of what comes next. */
  const renewing = setInterval(() => {
    for (const [id, until] of leases) {
      if (until - Date.now() > LEASE_LEFT || document.hidden) continue;
      api.claim(id).then(
        claim => claim && leases.has(id) && leases.set(id, Date.parse(claim.until)),
        cause => cause instanceof ApiProblem && leases.delete(id),
      );
    }
  }, LEASE_CHECK);

  function leave(): void {
    for (const id of [...leases.keys()]) letGo(id);
  }
  /** A page that comes back from the browser's memory takes its lease again. */
  function comeBack(event: PageTransitionEvent): void {
    if (event.persisted && shown.state === 'task' && shown.mayAnswer) open(shown.task.id);
  }
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);

  function close(): void {
    closed = true;
    clearInterval(renewing);
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', comeBack);
    for (const { answer } of undoable) drop(answer);
    leave();
  }

  refresh();
  if (!me()) refreshMe();
  begin();

  return {
    get shown() {
      return shown;
    },
    get challenge() {
      return challenge;
    },
    begin,
    advance,
    send,
    skip,
    undo,
    lookAgainAtSkipped,
    close,
  };
}

export type Sitting = ReturnType<typeof sitting>;

const pointOf = (task: TaskView) => task.official?.at ?? task.community?.at ?? task.area?.centre;
