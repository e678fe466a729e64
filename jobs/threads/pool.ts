import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Attempt } from '../../backend/store/runs/runs.ts';
import { workerFile } from '../../backend/worker-file.ts';
import type { Kept } from '../bytes/keep-bytes.ts';
import type { Step } from '../pipeline.ts';
import type { StepConfig } from '../steps/open-run.ts';
import type { StepFault, StepTask } from '../steps/step-thread.ts';

const DEFAULTS = {
  /** threads; both sources of a run are read at once */
  threads: Math.min(2, availableParallelism()),
  /** milliseconds after which an idle thread gives its memory back */
  idleTimeout: 10_000,
};

/** MiB; V8 takes 48 of its own accord */
const NURSERY = 96;

/** `fetched`: the bytes of a source that is not a file. */
export type ThreadWork = Readonly<{ step: Step; attempt: Attempt; fetched?: Kept }>;

/** Threads, and nothing but threads: whoever wants a step done asks `fetching`, which brings the bytes. */
export type Pool = Readonly<{
  threads: number;
  run(work: ThreadWork, onProgress: (share: number) => void): Promise<StepFault>;
  /** Ends the threads, whatever they are doing. */
  close(): Promise<void>;
}>;

/** Does a step of a run, whatever it takes. */
export type RunStep = (
  step: Step,
  attempt: Attempt,
  onProgress: (share: number) => void,
) => Promise<StepFault>;

/** Threads for the steps of runs, started when first needed. */
export function openPool(
  where: Readonly<{ databaseUrl: string; config: StepConfig }>,
  onError: (fault: Error) => void,
  options: Partial<typeof DEFAULTS> = {},
): Pool {
  const { threads, idleTimeout } = { ...DEFAULTS, ...options };
  const { url, execArgv } = workerFile('jobs/steps/step-thread');
  const piscina = new Piscina({
    filename: url.href,
    execArgv,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout,
    // A step makes much that lives for a moment: a larger nursery is swept less often, and far less of it is still alive.
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY },
    // A thread that keeps its event loop busy reading a file needs no wake-up by shared memory.
    atomics: 'disabled',
  });
  // A thread that ends before it has taken a task; without a listener it would end the process.
  piscina.on('error', onError);
  return {
    threads,
    run: async ({ step, attempt, fetched }, onProgress) => {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', onProgress);
      const task: StepTask = { step, attempt, fetched, ...where, port: port2 };
      try {
        return (await piscina.run(task, { transferList: [port2] })) as StepFault;
      } finally {
        port1.close();
      }
    },
    close: () => piscina.destroy(),
  };
}
