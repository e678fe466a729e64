import { ApiProblem } from './api.ts';

/** Statuses below 500 that speak of now, not of what was asked. */
const PASSING: ReadonlySet<number> = new Set([401, 408, 425, 429]);

/**
 * Whether the same may be taken another time: nobody answered, what answered was no API (the page of a hotel's network, say), or
 * the server could not take it just now.
 */
export const isNotYet = (cause: unknown): boolean =>
  !(cause instanceof ApiProblem) || cause.status >= 500 || PASSING.has(cause.status);

/** Whether it may be about this one request alone: a fault within the server, which is there for others. */
export const isOfThisAlone = (cause: unknown): boolean => cause instanceof ApiProblem && cause.status === 500;

/** Milliseconds: what a pause starts with, and the longest that nobody asked for. */
export const PAUSE = { first: 15_000, longest: 300_000 };

/** Milliseconds until the next try: as the server asks, else twice the pause before. `before`: null at the first. */
export function pauseAfter(cause: unknown, before: number | null): number {
  const asked = cause instanceof ApiProblem ? cause.retryAfter : null;
  if (asked !== null) return asked * 1000;
  return before === null ? PAUSE.first : Math.min(PAUSE.longest, Math.max(PAUSE.first, before * 2));
}
