import { setTimeout as pause } from 'node:timers/promises';
import type { KeptProcess } from './kept-process.ts';

/** milliseconds between two requests */
const PAUSE = 150;
/** milliseconds; a request that is not answered by then hangs. What waits for a server waits for five seconds at most. */
const PATIENCE = 15_000;

/** Somebody who reads all the time. @returns ends it, and tells what was answered otherwise than 200, 503 or not at all */
export function callers({ address }: KeptProcess): { end(): Promise<string[]> } {
  const problems = new Set<string>();
  let ended = false;
  const call = async () => {
    while (!ended) {
      const at = address();
      if (at) {
        const timely = AbortSignal.timeout(PATIENCE);
        try {
          const answer = await fetch(`${at}/api/v1/challenges`, { signal: timely });
          const body = await answer.text();
          const away = answer.status === 503 && answer.headers.get('content-type')?.includes('problem+json');
          if (answer.status !== 200 && !away)
            problems.add(`a request was answered ${answer.status}: ${body}`);
        } catch (fault) {
          if (timely.aborted) problems.add(`a request was not answered within ${PATIENCE / 1000} s`);
          else if (!(fault instanceof TypeError)) throw fault;
        }
      }
      await pause(PAUSE);
    }
  };
  const calling = call();
  return {
    end: async () => {
      ended = true;
      await calling;
      return [...problems];
    },
  };
}
