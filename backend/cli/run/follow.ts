import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../store/connect.ts';
import { findRun, type RunRow } from '../../store/runs/runs.ts';
import { progressOn } from '../progress.ts';

/** milliseconds between two looks at the row */
const LOOK = 150;
const STEPS = {
  snapshot: 'reading',
  compare: 'comparing',
  reconcile: 'updating tasks',
  done: 'done',
} as const;

/** Waits for the end of a run. A terminal sees a bar, a log one line for each step. */
export async function followRun(store: Store, id: string, to: NodeJS.WriteStream): Promise<RunRow> {
  const bar = progressOn(to);
  let step = '';
  let show = (_: number): void => {};
  for (;;) {
    const run = await findRun(store, id);
    if (!run) throw new Error(`run ${id} is gone`);
    if (run.state !== 'waiting' && run.state !== 'running') {
      bar.end();
      return run;
    }
    const now = run.state === 'waiting' ? 'waiting' : STEPS[run.step];
    if (now !== step) {
      step = now;
      show = bar.step(now);
      if (!to.isTTY) to.write(`${now} …\n`);
    }
    show(run.progress);
    await pause(LOOK);
  }
}
