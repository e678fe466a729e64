import type { MessagePort } from 'node:worker_threads';
import { connect, type Store } from '../../backend/store/connect.ts';
import type { Attempt } from '../../backend/store/runs/runs.ts';
import { isUnreachable } from '../../backend/store/watch/unreachable.ts';
import type { Kept } from '../bytes/keep-bytes.ts';
import type { Step } from '../pipeline.ts';
import { compare } from './compare.ts';
import { faultWords } from './fault-words.ts';
import type { StepConfig, StepContext } from './open-run.ts';
import { reconcile } from './reconcile.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** What a thread is handed. `port` carries the progress out: code that does not yield cannot write rows of its own. */
export type StepTask = Readonly<{
  step: Step;
  attempt: Attempt;
  fetched: Kept | undefined;
  databaseUrl: string;
  config: StepConfig;
  port: MessagePort;
}>;

/**
 * Null: it ended as it should, which includes runs that failed or were held. Errors lose their code between threads;
 * `unreachable`: the database was, which says nothing about the run.
 */
export type StepFault = Readonly<{ message: string; stack?: string; unreachable: boolean }> | null;

const STEPS: Readonly<Record<Step, (context: StepContext) => Promise<void>>> = {
  'snapshot-official': context => takeSnapshot(context, 'official'),
  'snapshot-community': context => takeSnapshot(context, 'community'),
  compare,
  reconcile,
};

/** One step of a run, from reading rows to writing them: all of it off the loop that answers people. */
export default async function runStep(task: StepTask): Promise<StepFault> {
  const { step, attempt, fetched, config, port } = task;
  const store: Store = connect(task.databaseUrl, { max: 1 });
  try {
    await STEPS[step]({ store, config, attempt, fetched, progress: share => port.postMessage(share) });
    return null;
  } catch (fault) {
    const { stack } = fault as Error;
    return { message: faultWords(fault as Error), stack, unreachable: isUnreachable(fault) };
  } finally {
    port.close();
    await store.destroy();
  }
}
