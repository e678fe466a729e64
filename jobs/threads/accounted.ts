import { HandBack } from '../../backend/queue/connection.ts';
import type { Store } from '../../backend/store/connect.ts';
import { findRun } from '../../backend/store/runs/runs.ts';
import type { RunState } from '../../backend/store/tables.ts';
import type { Step } from '../pipeline.ts';
import type { StepFault } from '../steps/step-thread.ts';
import type { RunStep } from './pool.ts';

/** What is told of a step that somebody worked on. */
export type StepAccount = Readonly<{
  run: string;
  attempt: number;
  /** Null: the rows could not be asked. */
  challenge: string | null;
  step: Step;
  seconds: number;
  /** handed-back: it was cut off, or the database went away; somebody works on it again. */
  outcome: 'done' | 'failed' | 'handed-back';
  fault: NonNullable<StepFault> | null;
  /** The run as the step left it; null: the rows could not be asked. */
  state: RunState | null;
  /** Why the run failed or is held. */
  error: string | null;
}>;

/** The same, which tells of each step when it ends. */
export function accounted(runStep: RunStep, store: Store, tell: (one: StepAccount) => void): RunStep {
  return async (step, attempt, onProgress) => {
    const began = performance.now();
    const account = async (outcome: StepAccount['outcome'], fault: StepFault) => {
      const seconds = (performance.now() - began) / 1000;
      const row = await findRun(store, attempt.run).catch(() => null);
      tell({
        ...attempt,
        step,
        seconds,
        outcome,
        fault,
        challenge: row?.challenge_id ?? null,
        state: row?.state ?? null,
        error: row?.error ?? null,
      });
    };
    try {
      const fault = await runStep(step, attempt, onProgress);
      await account(fault ? (fault.unreachable ? 'handed-back' : 'failed') : 'done', fault);
      return fault;
    } catch (died) {
      // It only waits for its turn, which is nothing to tell.
      if (died instanceof HandBack && died.later > 0) throw died;
      const { message, stack } = died as Error;
      await account('handed-back', { message, stack, unreachable: false });
      throw died;
    }
  };
}
