import { type Passing, waitWords } from './passing.ts';

export type Waits = Readonly<{
  /** milliseconds of the first wait; each next one is twice as long */
  firstWait: number;
  /** milliseconds */
  longestWait: number;
}>;

export type Backoff = Waits &
  Readonly<{
    /** tries of one request before it is given up */
    attempts: number;
    /** milliseconds; a server that asks to wait for longer is not waited for */
    longestRetryAfter: number;
  }>;

/** Milliseconds before the try after this one (1-based): doubling, scattered over its upper half, never less than asked for. */
export function waitAfter(attempt: number, asked: number, limits: Waits, random: () => number): number {
  const most = Math.min(limits.longestWait, limits.firstWait * 2 ** (attempt - 1));
  return Math.max(asked, most * (0.5 + random() / 2));
}

/** Why a request is given up, for people. */
export function gaveUp(fault: Passing, attempt: number, limits: Backoff): string {
  if (fault.wait > limits.longestRetryAfter)
    return `${fault.message}, and asks to come back in ${waitWords(fault.wait)}: run it again then`;
  return attempt > 1 ? `${fault.message} (tried ${attempt} times): run it again later` : fault.message;
}
