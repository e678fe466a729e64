import type { Logger } from 'pino';
import type { StepAccount } from '../../jobs/threads/accounted.ts';
import type { Metrics } from '../http/metrics/metrics.ts';

/** A step that ended: a measurement, and lines that name the run, its challenge, the step and the attempt. */
export function tellStep(log: Logger, metrics: Metrics): (one: StepAccount) => void {
  /** Both sources of a run are read at once: its end is seen by two steps. */
  let ended = '';
  return ({ run, challenge, step, attempt, seconds, outcome, fault, state, error }) => {
    metrics.step(step, outcome, seconds);
    const about = { run, challenge, step, attempt, ms: Math.round(seconds * 1000), outcome };
    if (!fault) log.info(about, 'step ended');
    else if (outcome === 'failed') log.error({ ...about, err: fault }, 'step failed');
    else log.warn({ ...about, why: fault.message }, 'step handed back');
    if (state === null || state === 'running' || state === 'waiting' || ended === run) return;
    ended = run;
    const end = { run, challenge, step, attempt, state };
    if (state === 'done') log.info(end, 'run ended');
    else log.warn({ ...end, error }, 'run ended');
  };
}
