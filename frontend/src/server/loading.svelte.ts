import { together } from '../shell/together.svelte.ts';

/** Something that a page needs from the server: being fetched, there, or failed with the cause. */
export type Loading<Value> = {
  readonly value: Value | null;
  readonly error: unknown;
  readonly busy: boolean;
  /** Fetches again; what is shown stays until the new value is there. */
  again: () => Promise<void>;
  put: (value: Value) => void;
};

export function load<Value>(fetcher: (signal: AbortSignal) => Promise<Value>): Loading<Value> {
  let value = $state.raw<Value | null>(null);
  let error = $state.raw<unknown>(null);
  let busy = $state(false);
  let current: AbortController | null = null;

  async function again(): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    busy = true;
    error = null;
    try {
      const fetched = await fetcher(mine.signal);
      if (!mine.signal.aborted) value = fetched;
    } catch (cause) {
      if (!mine.signal.aborted) error = cause;
    } finally {
      if (current === mine) busy = false;
    }
  }

  const page = together();
  $effect(() => {
    const there = page?.hold();
    again().finally(there);
    return () => current?.abort();
  });

  return {
    get value() {
      return value;
    },
    get error() {
      return error;
    },
    get busy() {
      return busy;
    },
    again,
    put: next => {
      value = next;
    },
  };
}
