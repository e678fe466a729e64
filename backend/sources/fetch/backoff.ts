import { setTimeout as pause } from 'node:timers/promises';
import { FileFault } from '../file-fault.ts';
import { Passing, waitWords } from './passing.ts';

export type Backoff = Readonly<{
  /** tries of one request before it is given up */
  attempts: number;
  /** milliseconds of the first wait; each next one is twice as long */
  firstWait: number;
  /** milliseconds */
  longestWait: number;
  /** milliseconds; a server that asks to wait for longer is not waited for */
  longestRetryAfter: number;
}>;

/** Milliseconds before the try after this one (1-based): doubling, scattered over its upper half, never less than asked for. */
export function waitAfter(attempt: number, asked: number, limits: Backoff, random: () => number): number {
  const most = Math.min(limits.longestWait, limits.firstWait * 2 ** (attempt - 1));
  return Math.max(asked, most * (0.5 + random() / 2));
}

/** Why a request is given up, for people. */
export function gaveUp(fault: Passing, attempt: number, limits: Backoff): string {
  if (fault.wait > limits.longestRetryAfter)
    return `${fault.message}, and asks to come back in ${waitWords(fault.wait)}: run it again then`;
  return attempt > 1 ? `${fault.message} (tried ${attempt} times): run it again later` : fault.message;
}

/**
 * Tries again while the fault may pass.
 * @throws FileFault at the end of the tries, anything else as it was thrown
 */
export async function tryAgain<T>(
  once: () => Promise<T>,
  about: Readonly<{ source: string; place: string }>,
  limits: Backoff,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (fault) {
      if (!(fault instanceof Passing)) throw fault;
      if (attempt >= limits.attempts || fault.wait > limits.longestRetryAfter)
        throw new FileFault(about.source, about.place, gaveUp(fault, attempt, limits), { cause: fault });
      await pause(waitAfter(attempt, fault.wait, limits, Math.random), undefined, { signal });
    }
  }
}
