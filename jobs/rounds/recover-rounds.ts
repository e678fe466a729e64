import type { Queues } from '../../backend/queue/connection.ts';
import type { Store } from '../../backend/store/connect.ts';
import { ScheduleFault } from '../schedules/schedules.ts';
import { RECOVER_DEFAULTS, type RecoverOptions, recover } from './recover.ts';

/**
 * `recover`, round after round. After the database (or the queue) was away, everybody's last sign of life is as old as its
 * absence: those who live get as long to give another one as they always have.
 */
export function recoverRounds(
  store: Store,
  queues: Queues,
  working: RecoverOptions['working'],
): () => Promise<unknown> {
  /** Of this process's own clock, which no summer time changes. */
  let back = Number.NEGATIVE_INFINITY;
  return async () => {
    const { silence } = RECOVER_DEFAULTS;
    const telling = performance.now() - back > silence * 1000;
    try {
      await recover(store, queues, { silence: telling ? silence : null, working });
    } catch (fault) {
      // Everything else was looked at: nobody was away.
      if (!(fault instanceof ScheduleFault)) back = performance.now();
      throw fault;
    }
  };
}
