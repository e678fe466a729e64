import { setTimeout as pause } from 'node:timers/promises';
import { type Backoff, gaveUp, waitAfter } from '../../net/backoff.ts';
import { Passing } from '../../net/passing.ts';
import { FileFault } from '../file-fault.ts';

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
