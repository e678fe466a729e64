import type { QueueWorker } from '../../backend/queue/connection.ts';

/** milliseconds between two tries */
const PAUSE = 1_000;

/**
 * Lets a worker that cannot reach its database take no jobs until it can: another one may be able to.
 * @param answers whether the database does
 * @returns begins the rest, if there is none; and ends what waits
 */
export function restWhileAway(
  worker: Pick<QueueWorker, 'pause' | 'resume'>,
  answers: () => Promise<boolean>,
): { begin(): void; stop(): void } {
  let resting = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async () => {
    if (stopped) return;
    if (await answers()) {
      resting = false;
      if (!stopped) await worker.resume();
    } else if (!stopped) timer = setTimeout(look, PAUSE);
  };
  return {
    begin: () => {
      if (resting || stopped) return;
      resting = true;
      void worker.pause().then(look);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
