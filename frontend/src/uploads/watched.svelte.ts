import { type Loading, load } from '../server/loading.svelte.ts';
import { pauseAfter } from '../server/not-yet.ts';

/** Milliseconds between two looks at what goes on by itself; while nothing happens they become fewer. */
const LOOK = 2000;
const LONGEST = 20_000;

/** What is fetched, and fetched again for as long as it goes on and somebody sees the page. `stale`: the last look at it failed. */
export function watched<Value>(
  fetcher: (signal: AbortSignal) => Promise<Value>,
  goesOn: (value: Value) => boolean,
): Loading<Value> & { readonly stale: boolean } {
  const loading = load(fetcher);
  let stale = $state(false);
  const live = $derived(loading.value !== null && goesOn(loading.value));
  /** What somebody did here is looked at soon. */
  let soon = () => {};

  $effect(() => {
    if (!live) return;
    const gone = new AbortController();
    let timer = 0;
    let looking = false;
    let seen = '';
    let calm = LOOK;
    async function look(): Promise<void> {
      if (document.hidden || looking) return;
      looking = true;
      let pause = LOOK;
      try {
        const value = await fetcher(gone.signal);
        if (gone.signal.aborted) return;
        loading.put(value);
        stale = false;
        const now = JSON.stringify(value);
        calm = now === seen ? Math.min(LONGEST, calm * 1.5) : LOOK;
        seen = now;
        pause = calm;
      } catch (cause) {
        if (gone.signal.aborted) return;
        stale = true;
        pause = pauseAfter(cause, null);
      } finally {
        looking = false;
      }
      timer = window.setTimeout(look, pause);
    }
    const wake = () => {
      clearTimeout(timer);
      calm = LOOK;
      look();
    };
    timer = window.setTimeout(look, LOOK);
    soon = () => {
      clearTimeout(timer);
      calm = LOOK;
      timer = window.setTimeout(look, LOOK);
    };
    document.addEventListener('visibilitychange', wake);
    return () => {
      gone.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    };
  });

  return {
    get value() {
      return loading.value;
    },
    get error() {
      return loading.error;
    },
    get busy() {
      return loading.busy;
    },
    get stale() {
      return stale;
    },
    again: async () => {
      await loading.again();
      soon();
    },
    put: value => {
      loading.put(value);
      soon();
    },
  };
}
