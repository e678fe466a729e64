import type { Turns } from './turns.ts';

/** milliseconds until somebody who waits for a turn that is held asks again */
const LOOK = 250;

/** Turns of one process by itself. */
export function turnsInMemory(): Turns {
  /** Of each server the moment (`performance.now()`) before which nobody asks; null while somebody does. */
  const free = new Map<string, number | null>();
  return {
    take: async server => {
      const from = free.get(server) ?? (free.has(server) ? null : 0);
      if (from === null) return LOOK;
      const wait = from - performance.now();
      if (wait > 0) return Math.ceil(wait);
      free.set(server, null);
      return {
        lost: new AbortController().signal,
        end: async pause => void free.set(server, performance.now() + pause),
      };
    },
  };
}
