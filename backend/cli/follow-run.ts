import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../store/connect.ts';
import { findRun, type RunRow } from '../store/runs.ts';

/** milliseconds between two looks at the row */
const LOOK = 150;
const STEPS = {
  snapshot: 'reading',
  compare: 'comparing',
  reconcile: 'updating tasks',
  done: 'done',
} as const;
const BAR = 30;

/** Waits for the end of a run. A terminal sees a bar, a log one line for each step. */
export async function followRun(store: Store, id: string, to: NodeJS.WriteStream): Promise<RunRow> {
  let said = '';
  for (;;) {
    const run = await findRun(store, id);
    if (!run) throw new Error(`run ${id} is gone`);
    const ended = run.state !== 'waiting' && run.state !== 'running';
    if (to.isTTY) to.write(ended ? '\r\u001b[K' : `\r\u001b[K${barOf(run)}`);
    else if (!ended && wordsOf(run) !== said) {
      said = wordsOf(run);
      to.write(`${said} …\n`);
    }
    if (ended) return run;
    await pause(LOOK);
  }
}

const wordsOf = (run: RunRow): string => (run.state === 'waiting' ? 'waiting' : STEPS[run.step]);

function barOf(run: RunRow): string {
  const full = Math.round(run.progress * BAR);
  const percent = String(Math.round(run.progress * 100)).padStart(3);
  return `${wordsOf(run).padEnd(14)} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent} %`;
}
