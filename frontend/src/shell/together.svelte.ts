import { getContext, setContext, tick, untrack } from 'svelte';

const KEY = Symbol('together');

/** Lets the parts of a page that are fetched apart appear at once, so that none pushes another down when it comes. */
export type Together = {
  /** The first of them are still on their way. */
  readonly waiting: boolean;
  /** @returns to be called when the part is there, or has failed */
  hold: () => () => void;
};

/** For the page; its parts find it in their context. */
export function waitTogether(): Together {
  let held = $state(0);
  let begun = $state(false);
  let shown = $state(false);
  const together: Together = {
    get waiting() {
      return begun && !shown;
    },
    hold() {
      untrack(() => {
        held += 1;
        begun = true;
      });
      return async () => {
        held -= 1;
        // What has come may bring parts of its own.
        await tick();
        if (held === 0) shown = true;
      };
    },
  };
  setContext(KEY, together);
  return together;
}

/** Of the page that a part stands on; undefined where its parts come one by one. */
export const together = (): Together | undefined => getContext<Together | undefined>(KEY);
