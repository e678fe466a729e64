import { may, SYSTEM } from '../../backend/core/policy/may.ts';
import type { Action } from '../../backend/core/policy/policy.ts';

/**
 * Repeats a task with a pause after each end, so that two never overlap.
 * @param action what the task does, which the policy must let the system do
 * @param pause milliseconds
 * @returns stops it, and waits for the one under way
 */
export function every(
  action: Action,
  pause: number,
  task: () => Promise<unknown> | null,
  onFault: (fault: Error) => void,
): () => Promise<void> {
  if (!may(SYSTEM, action)) throw new Error(`the policy does not let the system do "${action}"`);
  let stopped = false;
  let timer: NodeJS.Timeout;
  let current: Promise<unknown> = Promise.resolve();
  const round = () => {
    current = Promise.resolve(task())
      .catch(onFault)
      .then(() => {
        if (!stopped) timer = setTimeout(round, pause);
      });
  };
  timer = setTimeout(round, pause);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  };
}
