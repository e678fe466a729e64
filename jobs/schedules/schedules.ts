import { randomUUID } from 'node:crypto';
import type { Queues } from '../../backend/queue/connection.ts';
import { lockChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { knownInputs } from '../../backend/store/runs/run-inputs.ts';
import { unfinishedRun } from '../../backend/store/runs/run-queries.ts';
import { insertRun } from '../../backend/store/runs/runs.ts';
import { claimDue, dueSchedules, schedules, setFired } from '../../backend/store/schedules.ts';
import { isUnreachable } from '../../backend/store/watch/unreachable.ts';
import { startRuns } from '../enqueue.ts';
import { timesAfter, timingFault } from './schedule-times.ts';

/** The job that the queue's schedulers put into it; what is due, the rows say. */
export const SCHEDULE = 'schedule';

/** Some schedules cannot be followed, such as one of a time zone that there is no more; the others were. */
export class ScheduleFault extends Error {}

/**
 * Asks for the runs that are due, each once, whoever else tries at the same time. What fell due several times while
 * nobody was there is due once.
 * @throws ScheduleFault after the others were asked for
 */
export async function fireSchedules(store: Store, queues: Queues): Promise<void> {
  const fired: string[] = [];
  const faults: string[] = [];
  for (const challenge of await dueSchedules(store))
    try {
      if (await fire(store, challenge)) fired.push(challenge);
    } catch (fault) {
      if (isUnreachable(fault)) throw fault;
      faults.push(`${challenge} (${(fault as Error).message})`);
    }
  if (fired.length > 0) await startRuns(store, queues, fired);
  if (faults.length > 0)
    throw new ScheduleFault(`these schedules cannot be followed, set them anew: ${faults.join(', ')}`);
}

/**
 * Makes the queue's schedulers those of the rows, after what is due was asked for: a queue that was wiped fires again,
 * and one that is late or cannot be trusted is made up for.
 */
export async function tendSchedules(store: Store, queues: Queues): Promise<void> {
  try {
    await fireSchedules(store, queues);
  } finally {
    const rows = await schedules(store);
    const followed = rows.filter(row => timingFault(row, new Date()) === null);
    await queues.keepSchedulers(
      followed.map(({ challenge_id, pattern, timezone }) => ({
        id: challenge_id,
        pattern,
        timezone,
        name: SCHEDULE,
      })),
    );
  }
}

/** The claim, the next time and the run in one transaction: a process that ends in the middle has done nothing. */
async function fire(store: Store, challenge: string): Promise<boolean> {
  return store.transaction().execute(async transaction => {
    const claimed = await claimDue(transaction, challenge);
    if (!claimed) return false;
    const [due] = timesAfter(claimed, claimed.fired_at, 1);
    const { definition } = (await lockChallenge(transaction, challenge))!;
    const inputs = await knownInputs(transaction, definition);
    const run =
      inputs &&
      ((await unfinishedRun(transaction, challenge, inputs)) ??
        (await insertRun(transaction, randomUUID(), challenge, inputs, claimed.fired_at)));
    await setFired(transaction, challenge, { due: due!, run });
    return run !== null;
  });
}
