import type { Kind } from '../../../../backend/core/discrepancy/discrepancy.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { here } from '../../find/here.svelte.ts';
import { askedOrder } from '../../find/order.svelte.ts';
import { isOf } from '../../kept/whose.ts';
import { map } from '../../map/scene.svelte.ts';
import { personHere } from '../../person/person-here.ts';
import { api, NoNetwork } from '../../server/api.ts';
import { isOffline } from '../../server/network.svelte.ts';
import { placeOf } from '../shown/place-of.ts';
import { dropAhead, keepAhead, keptAhead } from './kept-ahead.ts';
import type { Leases } from './leases.ts';

/** The most tasks that the server takes as ones to leave out. */
const MOST = 500;
/** So many are fetched ahead, where there are enough for others, too: one in so many. */
const AHEAD = 5;
const SHARE = 8;

/** Tasks that are claimed for this person and come next, so that the next one is already there, also without a network. */
export function ahead(
  challenge: string,
  /** What is shown now, what shall not come again, how many are open, and the kind that is wanted; null: any. */
  now: () => Readonly<{ shown: TaskView | null; leave: readonly string[]; open: number; kind: Kind | null }>,
  leases: Pick<Leases, 'hold' | 'letGo' | 'decline'>,
  /** Nothing is left of the kind that is wanted: any is, from now on. */
  noneOfKind: () => void,
) {
  /** What was shown and comes again first. */
  let back: TaskView[] = [];
  let ready: TaskView[] = [];
  let fetching: Promise<void> | null = null;
  let exhausted = false;
  /** Another one for each order: what is still on its way by an older one is of no use. */
  let round = 0;
  let closed = false;
  /** Where the last one was: the next lies near it. */
  let last: ReturnType<typeof placeOf>;

  const known = (): string[] => {
    const { shown, leave } = now();
    return [...leave, ...[...(shown ? [shown] : []), ...back, ...ready].map(({ id }) => id)];
  };

  /** Null when none is left. */
  async function ask(): Promise<TaskView | null> {
    const before = ready.at(-1) ?? now().shown;
    if (before) last = placeOf(before) ?? last;
    const near = last ?? here() ?? map()?.centre();
    const { kind } = now();
    const person = personHere(localStorage).id;
    const task = await api.next(challenge, {
      ...askedOrder(),
      skip: [...new Set(known())].slice(-MOST),
      ...(near ? { near: [near[0], near[1]] } : {}),
      ...(kind ? { kinds: [kind] } : {}),
    });
    if (!task && kind) {
      if (now().kind === kind) noneOfKind();
      return ask();
    }
    // What comes for somebody who has just signed out is not kept.
    if (task && !closed && isOf({ person }, personHere(localStorage))) keepAhead(task);
    return task;
  }

  async function fetchOne(): Promise<void> {
    const mine = round;
    try {
      const task = await ask();
      if (task && (closed || mine !== round)) {
        // The newer round may be given the same one: then it is held on.
        if (!closed) await fetching;
        if (!known().includes(task.id)) leases.decline(task);
      } else if (task) {
        leases.hold(task);
        ready.push(task);
      } else if (mine === round) exhausted = true;
      if (mine !== round) return;
      fetching = null;
      prepare();
    } catch {
      // Asked again when it is needed.
      if (mine === round) fetching = null;
    }
  }

  /** Only once there is a first one: two that are asked for at once by somebody new would make two guests. */
  function prepare(): void {
    if (!now().shown) return;
    const wanted = Math.min(AHEAD, Math.max(1, Math.floor(now().open / SHARE)));
    if (!fetching && back.length + ready.length < wanted && !exhausted && !closed && !isOffline())
      fetching = fetchOne();
  }

  /** What was fetched in an earlier visit, for want of a network. */
  async function earlier(cause: unknown): Promise<TaskView> {
    const left = cause instanceof NoNetwork ? await keptAhead(challenge) : [];
    const seen = new Set(known());
    const task = left.find(({ id }) => !seen.has(id));
    if (!task) throw cause;
    return task;
  }

  return {
    prepare,
    /** The next one if it is already there. */
    here: (): TaskView | null => back.shift() ?? ready.shift() ?? null,
    /** The next one, null when none is left. @throws what `api.next` throws */
    async next(): Promise<TaskView | null> {
      if (!back.length && !ready.length && fetching) await fetching;
      return back.shift() ?? ready.shift() ?? ask().catch(earlier);
    },
    putBack: (task: TaskView): void => {
      if (closed) {
        leases.decline(task);
        return;
      }
      leases.hold(task);
      back = [task, ...back.filter(({ id }) => id !== task.id)];
    },
    /** One of them has other facts by now. */
    renew: (task: TaskView): void => {
      const renewed = (one: TaskView): TaskView => (one.id === task.id ? task : one);
      back = back.map(renewed);
      ready = ready.map(renewed);
    },
    /** Another order is wanted: what was fetched by the old one goes, unless the new one gives the same. */
    async reorder(): Promise<void> {
      const before = ready;
      ready = [];
      exhausted = false;
      round++;
      fetching = null;
      prepare();
      while (fetching) await fetching;
      const kept = [...back, ...ready, now().shown].map(one => one?.id);
      for (const { id } of before)
        if (!kept.includes(id)) {
          leases.letGo(id);
          dropAhead(id);
        }
    },
    /** It was answered or is another's: it does not come again. */
    done: (id: string): void => {
      back = back.filter(one => one.id !== id);
      ready = ready.filter(one => one.id !== id);
      dropAhead(id);
    },
    /** There may be some again. */
    lookAgain: (): void => {
      exhausted = false;
    },
    close: (): void => {
      closed = true;
    },
  };
}
