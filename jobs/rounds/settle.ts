import { agreement } from '../../backend/core/answer/agreement.ts';
import { LIFECYCLE } from '../../backend/core/task/lifecycle.ts';
import type { Store } from '../../backend/store/connect.ts';
import { settledPair } from '../../backend/store/tasks/labels.ts';
import { type LockedTask, lockTask, votesOf } from '../../backend/store/tasks/locked-task.ts';
import { countAnswers, dueTasks, sweepLeases, writeSettlement } from '../../backend/store/tasks/settling.ts';
import { moveTask } from '../../backend/store/tasks/task-move.ts';
import { isUnreachable } from '../../backend/store/watch/unreachable.ts';

/**
 * What time alone brings about: answers whose undo window has ended begin to count, which may settle their tasks, and
 * leases that have ended go. Harmless to run twice, also at once: one short transaction for each task, under the
 * lock of its row.
 * @returns how many tasks were looked at because something of theirs was due
 * @throws Error of the first that could not be settled, after the others were
 */
export async function settle(store: Store, now: Date): Promise<number> {
  await sweepLeases(store, now);
  const due = await dueTasks(store, now);
  const faults: Error[] = [];
  for (const task of due)
    try {
      await store.transaction().execute(transaction => settleTask(transaction, task, now));
    } catch (fault) {
      if (isUnreachable(fault)) throw fault;
      faults.push(new Error(`task ${task} cannot be settled: ${(fault as Error).message}`, { cause: fault }));
    }
  if (faults[0]) throw faults[0];
  return due.length;
}

async function settleTask(transaction: Store, task: string, now: Date): Promise<void> {
  const locked = await lockTask(transaction, task);
  if (!locked) return;
  const counted = await countAnswers(transaction, locked, now);
  if (counted.length > 0) await decide(transaction, locked, counted, now);
}

/** Moves a task by what its counted answers say together. */
async function decide(
  transaction: Store,
  locked: LockedTask,
  counted: readonly string[],
  now: Date,
): Promise<void> {
  const agreed = agreement(await votesOf(transaction, locked), locked.answers);
  const data = { answers: counted };
  if (agreed === 'short') await moveTask(transaction, locked, 'counted-short', { now, data });
  else if (agreed === 'disagree') await moveTask(transaction, locked, 'disagree', { now, data });
  else {
    const settles = 'to' in LIFECYCLE[locked.state].settle;
    const { settled: outcome, answer } = agreed;
    const pair = settles ? await settledPair(transaction, locked.id, answer) : {};
    await moveTask(transaction, locked, 'settle', {
      now,
      data: { ...data, agreeing: agreed.by.length, ...pair },
    });
    if (settles) await writeSettlement(transaction, locked, { outcome, answer }, now);
  }
}
