import type { TaskView } from '../../../backend/http/contract/task.ts';
import { api } from '../api.ts';
import { here } from '../find/here.svelte.ts';
import { askedOrder } from '../find/order.svelte.ts';
import { map } from '../map/scene.svelte.ts';
import { placeOf } from './place-of.ts';

/** The most tasks that the server takes as ones to leave out. */
const MOST = 500;

/** Tasks that are claimed for this person and come next, so that the next one is already there. */
export function ahead(
  challenge: string,
  /** What is shown now, and what shall not come again. */
  now: () => Readonly<{ shown: TaskView | null; leave: readonly string[] }>,
  leases: Readonly<{ hold: (task: TaskView) => void; letGo: (id: string) => void }>,
) {
  /** What was shown and comes again first. */
  let back: TaskView[] = [];
  let ready: TaskView[] = [];
  let fetching: Promise<void> | null = null;
  let exhausted = false;
  let closed = false;
  /** Where the last one was: the next lies near it. */
  let last: ReturnType<typeof placeOf>;

  /** Null when none is left. */
  function ask(): Promise<TaskView | null> {
    const { shown, leave } = now();
    if (shown) last = placeOf(shown) ?? last;
    const near = last ?? here() ?? map()?.centre();
    const known = [...(shown ? [shown] : []), ...back, ...ready].map(({ id }) => id);
    return api.next(challenge, {
      ...askedOrder(),
      skip: [...new Set([...leave, ...known])].slice(-MOST),
      ...(near ? { near: [near[0], near[1]] } : {}),
    });
  }

  async function fetchOne(): Promise<void> {
    try {
      const task = await ask();
      if (!task) exhausted = true;
      else if (closed) api.release(task.id, { keepalive: true }).catch(() => undefined);
      else {
        leases.hold(task);
        ready.push(task);
      }
    } catch {
      // Asked again when it is needed.
    } finally {
      fetching = null;
    }
  }

  function prepare(): void {
    if (!fetching && !back.length && !ready.length && !exhausted && !closed) fetching = fetchOne();
  }

  return {
    prepare,
    /** The next one, null when none is left. @throws what `api.next` throws */
    async next(): Promise<TaskView | null> {
      if (!back.length && !ready.length && fetching) await fetching;
      return back.shift() ?? ready.shift() ?? ask();
    },
    putBack: (task: TaskView): void => {
      back = [task, ...back];
    },
    /** Another order is wanted: what was fetched by the old one goes, unless the new one gives the same. */
    async reorder(): Promise<void> {
      await fetching;
      const before = ready;
      ready = [];
      exhausted = false;
      prepare();
      await fetching;
      const kept = [...ready, now().shown].map(one => one?.id);
      for (const { id } of before) if (!kept.includes(id)) leases.letGo(id);
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
