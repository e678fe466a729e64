import type { TaskView } from '../../../backend/http/contract/task.ts';
import { api } from '../api.ts';
import { map } from '../map/scene.svelte.ts';
import { placeOf } from './place-of.ts';

/** The most tasks that the server takes as ones to leave out. */
const MOST = 500;

/** Tasks that are claimed for this person and come next, so that the next one is already there. */
export function ahead(
  challenge: string,
  /** What is shown now, and what shall not come again. */
  now: () => Readonly<{ shown: TaskView | null; leave: readonly string[] }>,
  hold: (task: TaskView) => void,
) {
  let ready: TaskView[] = [];
  let fetching: Promise<void> | null = null;
  let exhausted = false;
  let closed = false;

  /** Null when none is left. */
  function ask(): Promise<TaskView | null> {
    const { shown, leave } = now();
    const near = shown ? (placeOf(shown) ?? map()?.centre()) : undefined;
    const skip = [...leave, ...(shown ? [shown.id] : []), ...ready.map(({ id }) => id)];
    return api.next(challenge, {
      skip: [...new Set(skip)].slice(-MOST),
      ...(near ? { near: [near[0], near[1]] } : {}),
    });
  }

  async function fetchOne(): Promise<void> {
    try {
      const task = await ask();
      if (!task) exhausted = true;
      else if (closed) api.release(task.id, { keepalive: true }).catch(() => undefined);
      else {
        hold(task);
        ready.push(task);
      }
    } catch {
      // Asked again when it is needed.
    } finally {
      fetching = null;
    }
  }

  return {
    prepare(): void {
      if (!fetching && !ready.length && !exhausted && !closed) fetching = fetchOne();
    },
    /** The next one, null when none is left. @throws what `api.next` throws */
    async next(): Promise<TaskView | null> {
      if (!ready.length && fetching) await fetching;
      return ready.shift() ?? ask();
    },
    putBack: (task: TaskView): void => {
      ready = [task, ...ready];
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
