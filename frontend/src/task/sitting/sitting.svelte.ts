import type { AnswerBody } from '../../../../backend/http/contract/answer.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { readFilters, writeKind } from '../../find/filters.ts';
import { rememberChallenge } from '../../find/last-challenge.ts';
import type { LonLat } from '../../map/place.ts';
import { map } from '../../map/scene.svelte.ts';
import { t, tCode } from '../../messages/t.svelte.ts';
import { sayProblem } from '../../messages/words.ts';
import { acceptedTerms, hasJustAccepted, me, refreshMe } from '../../person/me.svelte.ts';
import { paths, rename } from '../../router.svelte.ts';
import { ApiProblem, api, NoNetwork } from '../../server/api.ts';
import { onNetwork } from '../../server/network.svelte.ts';
import { requestId } from '../../server/request-id.ts';
import { toast } from '../../shell/toasts.svelte.ts';
import { give as giveToMailbox, listen, readWaiting, waitingRows } from '../outbox/mailbox.svelte.ts';
import type { Waiting } from '../outbox/outbox.ts';
import { keepDraft, readDrafts } from '../reply/drafts.ts';
import type { Making } from '../reply/making.ts';
import { afterRefusal } from './after-refusal.ts';
import { ahead as fetchAhead } from './ahead.ts';
import { briefly, answered as keepAnswered } from './answered.ts';
import { itsChallenge } from './its-challenge.svelte.ts';
import { keepAhead, keptAhead } from './kept-ahead.ts';
import { leases as keepLeases } from './leases.ts';

/** States in which a task may still be answered by somebody. */
const ASKED: ReadonlySet<TaskView['state']> = new Set(['open', 'claimed', 'pending', 'agreed-so-far']);

/** Milliseconds in which nothing is said to a task that has come in another's place: a key pressed twice answers once. */
const CALM = 300;
/** Milliseconds that a refusal stays to be read. */
const READ = 30_000;
/** Milliseconds for a word that only confirms. */
const SEEN = 4_000;

export type Shown =
  | Readonly<{ state: 'loading' }>
  | Readonly<{ state: 'task'; task: TaskView; mayAnswer: boolean; notice: string | null }>
  | Readonly<{ state: 'finished'; skipped: number }>
  | Readonly<{ state: 'failed'; error: unknown }>;

/** What is said of a task. `truth`: where it now stands, for the thanks; `accepts`: the terms, with it. */
export type Given = Readonly<{
  answer: AnswerBody;
  imagery: readonly string[];
  accepts: boolean;
  truth: LonLat | null;
}>;

/** One person's walk through the tasks of a challenge. */
export function sitting(challengeId: string, firstTask: string | null) {
  let shown = $state.raw<Shown>({ state: 'loading' });
  const challenge = itsChallenge(challengeId);
  let retry: () => Promise<void> = advance;
  /** The only kind that is asked for; null: any. */
  let kind = readFilters(location.search).kind;
  /** The one of which nothing is left. */
  let ended: typeof kind = null;
  let skipped: string[] = [];
  /** Before this moment of the page's clock nothing is said. */
  let calmUntil = 0;
  /** Something is begun of what is shown: nobody is led away from it. */
  let begun = false;
  /** Counts what was shown: what comes late does not take the place of what was wanted since. */
  let turn = 0;
  const done = new Set<string>();
  const leases = keepLeases({
    lost: id => {
      if (!isShown(id)) ahead.done(id);
    },
    changed: task => {
      if (!isShown(task.id)) ahead.renew(task);
      else if (!begun) showTask(task, true, t('task.facts-changed'));
    },
    isHidden: () => document.hidden,
  });
  const answered = keepAnswered(undo);
  const ahead = fetchAhead(
    challengeId,
    () => ({
      shown: shown.state === 'task' ? shown.task : null,
      leave: [...skipped, ...done, ...waitingRows().map(({ task }) => task)],
      open: challenge.value?.counts.open ?? 0,
      kind,
    }),
    leases,
    noneOfKind,
  );
  const isShown = (id: string): boolean => shown.state === 'task' && shown.task.id === id;

  function showTask(task: TaskView, mayAnswer = true, notice: string | null = null): void {
    turn++;
    if (shown.state === 'task') calmUntil = performance.now() + CALM;
    begun = false;
    leases.hold(task);
    if (mayAnswer) keepAhead(task);
    shown = { state: 'task', task, mayAnswer, notice: notice ?? lapsed(task, mayAnswer) };
    const path = paths.task(challengeId, task.id);
    // What came with the address is for whoever shows that task.
    rename(path + (path === location.pathname ? location.search : writeKind(kind)));
    rememberChallenge(challengeId);
    tellOtherKind(task);
    ahead.prepare();
  }
  /** Fetched long ago, and nobody could be asked to hold it longer. */
  const lapsed = (task: TaskView, mayAnswer: boolean): string | null =>
    mayAnswer && leases.hasEnded(task.id) ? t('task.lapsed') : null;

  /** Said with the first one of another kind: the last of this one may still be shown. */
  function noneOfKind(): void {
    ended = kind;
    kind = null;
  }
  function tellOtherKind(task: TaskView): void {
    if (!ended || task.kinds.includes(ended)) return;
    const what = tCode('kind', ended, 'kind.other');
    ended = null;
    toast({ id: 'kind', text: t('task.none-of-kind', { kind: what }), until: Date.now() + SEEN * 2 });
  }

  async function advance(): Promise<void> {
    retry = advance;
    const next = ahead.here();
    if (next) {
      showTask(next);
      return;
    }
    if (shown.state !== 'task') shown = { state: 'loading' };
    const mine = ++turn;
    try {
      await Promise.all([readDrafts, readWaiting]);
      const task = await ahead.next();
      if (mine !== turn) {
        if (task) ahead.putBack(task);
      } else if (task) showTask(task);
      else {
        await refresh();
        if (mine === turn) shown = { state: 'finished', skipped: skipped.length };
      }
    } catch (error) {
      if (mine === turn) shown = { state: 'failed', error };
    }
  }

  /** A task by its address: claimed if it asks for anything, else only shown. */
  async function open(id: string): Promise<void> {
    retry = () => open(id);
    shown = { state: 'loading' };
    const mine = ++turn;
    try {
      const [task] = await Promise.all([api.task(id), readDrafts, readWaiting]);
      if (mine !== turn) return;
      if (!ASKED.has(task.state) || task.answer) showTask(task, false);
      else await claimAndShow(task, mine);
    } catch (error) {
      if (mine !== turn) return;
      if (error instanceof NoNetwork) await openKept(id, mine);
      else shown = { state: 'failed', error };
    }
  }

  /** As it was when there was a network; what was answered meanwhile makes room for the next. */
  async function openKept(id: string, mine: number): Promise<void> {
    // The network may have failed before these were read.
    await Promise.all([readDrafts, readWaiting]);
    const isAnswered = waitingRows().some(({ task }) => task === id);
    const task = isAnswered ? undefined : (await keptAhead(challengeId)).find(one => one.id === id);
    if (mine !== turn) return;
    if (isAnswered) toast({ id: `waits ${id}`, text: t('task.waits'), until: Date.now() + SEEN * 2 });
    if (task) showTask(task);
    else await advance();
  }

  /** Unless something else was wanted meanwhile: then it is let go again. @throws what `api.claim` throws */
  async function showClaimed(task: TaskView, mine: number): Promise<void> {
    const claim = await api.claim(task.id);
    const claimed = { ...(claim?.changed ?? task), claim: claim && { until: claim.until } };
    if (mine === turn) showTask(claimed);
    else if (!isShown(task.id)) leases.decline(claimed);
  }
  /** The same; what cannot be claimed is shown to be read. */
  async function claimAndShow(task: TaskView, mine: number): Promise<void> {
    try {
      await showClaimed(task, mine);
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      // It may have closed itself at that moment.
      const now = cause.code === 'not-asked' ? await api.task(task.id) : task;
      if (mine === turn) showTask(now, false);
    }
  }

  /** A task that others had: it is shown to be answered once one of them has let go of it. */
  const lookAgain = (task: TaskView): Promise<void> => showClaimed(task, turn).catch(() => undefined);

  async function refresh(): Promise<void> {
    await challenge.refresh();
    ahead.prepare();
  }

  /** Says it, and shows the next one at once: the answer is on its way meanwhile, or waits for the network. */
  function give(task: TaskView, { answer, imagery, accepts, truth }: Given, making: Making): void {
    if (truth) map()?.thank(truth);
    if (accepts) acceptedTerms();
    const request = {
      requestId: requestId(),
      factsDigest: task.factsDigest,
      acceptTerms: hasJustAccepted(),
      imagery: [...imagery],
      answer,
    };
    const given = { task: task.id, challenge: challengeId, request, making };
    leases.ended(task.id);
    begun = false;
    done.add(task.id);
    ahead.done(task.id);
    keepDraft(task, null);
    challenge.countAnswered(1);
    answered.add(given, task);
    giveToMailbox(given);
    advance();
  }

  /** The server did not take it: the person is told, and led back to it unless they have begun something else. */
  function refused(answer: Waiting, cause: unknown): boolean {
    if (answer.challenge !== challengeId) return false;
    const { task: id, request, withdrawn } = answer;
    const given = answered.taskOf(request.requestId);
    answered.forget(request.requestId);
    if (withdrawn) {
      if (cause instanceof ApiProblem && cause.code === 'too-late') tell(id, cause, null);
      return true;
    }
    done.delete(id);
    challenge.countAnswered(-1);
    const { over, draft, task, isFresh, mayWait } = afterRefusal(answer, cause, given);
    const notice = isFresh ? t('task.facts-changed') : sayProblem(cause);
    if (draft) keepDraft(draft.of, draft.making);
    if (over || !task) tell(id, cause, null);
    else if (begun || mayWait) tell(id, cause, () => leadTo(task, notice));
    else leadTo(task, notice);
    return true;
  }

  function leadTo(task: TaskView, notice: string): void {
    putBack(task.id);
    showTask(task, true, notice);
  }

  /** What is shown comes after another one; unless it is that one, or is answered. */
  function putBack(other: string): void {
    if (shown.state !== 'task' || !shown.mayAnswer) return;
    if (shown.task.id !== other && !done.has(shown.task.id)) ahead.putBack(shown.task);
  }

  function tell(id: string, cause: unknown, see: (() => void) | null): void {
    toast({
      id: `refused ${id}`,
      text: t('task.refused', { why: sayProblem(cause) }),
      until: Date.now() + READ,
      action: { label: t('task.see-it'), run: see ?? (() => seeAgain(id)) },
    });
  }
  function seeAgain(id: string): void {
    putBack(id);
    open(id);
  }

  /** Shows the task that was answered or skipped last again, as it was before; what was shown comes after it. */
  async function undo(): Promise<void> {
    if (shown.state === 'task' && shown.task.answer?.state === 'pending')
      return undoEarlier(shown.task.answer.id);
    const last = answered.takeBack();
    if (!last) return;
    const { task, answer } = last;
    putBack(task.id);
    if (answer) {
      done.delete(task.id);
      challenge.countAnswered(-1);
      if (answer.making) keepDraft(task, answer.making);
      showTask(task);
      // It was asked for.
      calmUntil = 0;
      tellUndone(t('task.undone', { name: briefly(task) }));
    } else {
      skipped = skipped.filter(id => id !== task.id);
      const mine = ++turn;
      await claimAndShow(task, mine).catch(() => mine === turn && showTask(task));
      tellUndone(t('task.unskipped'));
    }
  }
  const tellUndone = (text: string) => toast({ id: 'undo', text, until: Date.now() + SEEN });

  /** An answer of an earlier visit, whose task is shown. */
  async function undoEarlier(answer: string): Promise<void> {
    if (shown.state !== 'task') return;
    const { id } = shown.task;
    const name = briefly(shown.task);
    try {
      await api.undo(answer);
      await open(id);
      tellUndone(t('task.undone', { name }));
    } catch (cause) {
      toast({ id: 'undo', text: sayProblem(cause), until: Date.now() + READ });
    }
  }

  function skip(): void {
    if (shown.state !== 'task' || !isCalm()) return;
    const { task, mayAnswer } = shown;
    if (mayAnswer) {
      skipped = [...skipped, task.id];
      leases.letGo(task.id);
      answered.addSkipped(task);
    }
    advance();
  }

  function lookAgainAtSkipped(): void {
    skipped = [];
    ahead.lookAgain();
    advance();
  }

  const isCalm = (): boolean => performance.now() >= calmUntil;

  /** A page that comes back from the browser's memory takes its lease again. */
  function comeBack(event: PageTransitionEvent): void {
    if (event.persisted && shown.state === 'task' && shown.mayAnswer) open(shown.task.id);
  }
  /** What could not be shown for want of a network is shown now. */
  function networkIsBack(): void {
    if (shown.state === 'failed' && shown.error instanceof NoNetwork) retry();
    if (!challenge.value) refresh();
    ahead.prepare();
  }
  addEventListener('pagehide', leases.letAllGo);
  addEventListener('pageshow', comeBack);
  const endings = [
    listen({ arrived: answered.arrived, refused }),
    onNetwork(networkIsBack),
    () => removeEventListener('pagehide', leases.letAllGo),
    () => removeEventListener('pageshow', comeBack),
  ];

  function close(): void {
    // What still comes is shown nowhere.
    turn++;
    ahead.close();
    answered.close();
    leases.close();
    leases.letAllGo();
    for (const end of endings) end();
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
      return challenge.value;
    },
    /** Tries once more what failed. */
    tryAgain: (): void => {
      ahead.lookAgain();
      retry();
    },
    /** Whether what is shown has been there long enough to be answered. */
    isCalm,
    /** Keeps what has been done towards an answer; null: nothing has. */
    remember: (task: TaskView, making: Making | null): void => {
      if (!isShown(task.id) || done.has(task.id)) return;
      begun = making !== null;
      keepDraft(task, making);
    },
    advance,
    give,
    skip,
    undo,
    lookAgain,
    lookAgainAtSkipped,
    /** The next one comes by another order than the one that was fetched. */
    reorder: ahead.reorder,
    close,
  };
}

export type Sitting = ReturnType<typeof sitting>;
