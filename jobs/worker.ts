import type { Config } from '../backend/config.ts';
import type { Uploading } from '../backend/handover/upload/uploading.ts';
import { HandBack, openQueues } from '../backend/queue/connection.ts';
import { connect } from '../backend/store/connect.ts';
import { type Attempt, beat, beginJob } from '../backend/store/runs/runs.ts';
import { hashesInUse } from '../backend/store/runs/snapshots.ts';
import { measureChallenges } from '../backend/store/tasks/measure-challenges.ts';
import { foldTaskCells } from '../backend/store/tasks/task-cells.ts';
import { foldTaskCounts } from '../backend/store/tasks/task-counts.ts';
import { ping } from '../backend/store/watch/ping.ts';
import { isUnreachable } from '../backend/store/watch/unreachable.ts';
import { type FetchingOptions, fetching } from './bytes/fetching.ts';
import { forgetBytes } from './bytes/forget-bytes.ts';
import { snapshotsIn } from './bytes/keep-bytes.ts';
import { startRuns } from './enqueue.ts';
import { permitted } from './permitted.ts';
import { isStep, PIPELINE, type Step } from './pipeline.ts';
import { atWork } from './rounds/at-work.ts';
import { complaints, type Log } from './rounds/complaints.ts';
import { every } from './rounds/every.ts';
import { forgetRuns } from './rounds/forget-runs.ts';
import { forgetWaysIn } from './rounds/forget-ways-in.ts';
import { goOnWithUploads } from './rounds/go-on-uploads.ts';
import { recoverRounds } from './rounds/recover-rounds.ts';
import { restWhileAway } from './rounds/rest-while-away.ts';
import { settle } from './rounds/settle.ts';
import { fireSchedules, SCHEDULE, tendSchedules } from './schedules/schedules.ts';
import { failRun } from './steps/fail-run.ts';
import type { StepConfig } from './steps/open-run.ts';
import type { StepFault } from './steps/step-thread.ts';
import { accounted, type StepAccount } from './threads/accounted.ts';
import { openPool, type RunStep } from './threads/pool.ts';
import { progressRows } from './threads/progress-rows.ts';

export type WorkerConfig = StepConfig & Pick<Config, 'redisUrl' | 'workerThreads' | 'publicUrl'>;

export type WorkerDeps = Readonly<{
  config: WorkerConfig;
  databaseUrl: string;
  /** The embedded database is this process's own: no other worker can be alive. */
  embedded: boolean;
  log?: Log;
  /** Told of each step that was worked on here. */
  onStep?: (one: StepAccount) => void;
  /** Gives tokens to upload with. Absent: this worker leaves uploads alone. */
  tokenOf?: Uploading['tokenOf'];
  /** How patiently sources are fetched, and from where. */
  fetching?: FetchingOptions;
}>;

const TIMES = {
  /** milliseconds between two signs of life of a run; `recover` waits for five of them */
  beat: 2_000,
  /** milliseconds between two looks for undo windows that ended */
  settle: 2_000,
  /** milliseconds between two additions of changed tasks to the counts of the map */
  count: 5_000,
  /** milliseconds between two looks at how many answers came, and how long one takes */
  measure: 300_000,
  /** milliseconds between two looks for what the queue lost */
  recover: 2_000,
  /** milliseconds between two looks whether the queue has its schedulers */
  tend: 15_000,
  /** milliseconds between two looks for what was kept long enough; a day would be enough, but not every worker lives for one */
  forget: 3_600_000,
  /** milliseconds between two looks for changesets to go on with */
  upload: 2_000,
  /** milliseconds that steps get to end by themselves when the worker closes */
  grace: 3_000,
};
/** The database went away while a job was worked on. */
class Away extends Error {}

const NOT_PERMITTED = 'whoever asked for this run may not compare this challenge any more';

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

/** Works on jobs until closed. Whoever starts it calls `recover` first, which knows what an earlier process left. */
export async function startWorker(deps: WorkerDeps): Promise<{ close(): Promise<void> }> {
  const { config, databaseUrl, embedded, log, tokenOf } = deps;
  const store = connect(databaseUrl, { max: 3 });
  const queues = await openQueues(databaseUrl, config.redisUrl, embedded);
  const complain = complaints(log);
  const { dataDir, overpassUrls, overpassPause, contact, workerThreads } = config;
  const pool = openPool(
    // Only what the steps need: no secret of the settings goes further than it must.
    { databaseUrl, config: { dataDir, overpassUrls, overpassPause, contact } },
    complain('a thread'),
    workerThreads === null ? {} : { threads: workerThreads },
  );
  const stop = new AbortController();
  const fed = fetching(pool, { store, config, signal: stop.signal, options: deps.fetching });
  const runStep: RunStep = deps.onStep ? accounted(fed, store, deps.onStep) : fed;
  const working = atWork();
  let closing = false;

  const work = async (step: Step, attempt: Attempt) => {
    if (!(await beginJob(store, attempt))) return;
    working.begin(attempt);
    try {
      if (!(await permitted(store, attempt.run, PIPELINE[step].may)))
        return await failRun(store, attempt, { error: NOT_PERMITTED, fault: 'not-allowed' });
      const weight = step.startsWith('snapshot') ? 0.5 : 1;
      const progress = progressRows(store, attempt, weight, complain('progress'));
      const fault = await runStep(step, attempt, progress).catch((died: Error): StepFault => {
        if (died instanceof HandBack) throw died;
        if (closing) throw new HandBack('this worker closes');
        return { message: died.message, stack: died.stack, unreachable: false };
      });
      if (fault) {
        // The run is not to blame.
        if (fault.unreachable) throw new Away(fault.message);
        await failRun(store, attempt, { error: `${step}: ${firstLine(fault.message)}`, fault: 'internal' });
      }
    } finally {
      working.end(attempt);
    }
    // Done is done: what cannot be handed out now is found by `recover`.
    await startRuns(store, queues).catch(complain('handing out a run'));
    await forgetBytes(snapshotsIn(dataDir), () => hashesInUse(store)).catch(
      complain('removing old snapshots'),
    );
  };

  const worker = await queues.work(
    async (name, data) => {
      try {
        if (isStep(name)) await work(name, data as Attempt);
        else if (name === SCHEDULE) await fireSchedules(store, queues);
        else log?.error({ name }, 'nobody knows this job');
      } catch (fault) {
        if (!(fault instanceof Away || isUnreachable(fault))) throw fault;
        complain('the database')(fault as Error);
        rest.begin();
        throw new HandBack('the database does not answer');
      }
    },
    // A job that waits here for a thread is one that another process could work on.
    pool.threads,
    complain('the queue'),
  );
  const rest = restWhileAway(worker, () =>
    ping(store).then(
      () => true,
      () => false,
    ),
  );
  const tend = () => tendSchedules(store, queues);
  await tend().catch(complain('the schedules'));
  const rounds = [
    every(
      'keep-house',
      TIMES.beat,
      () => (working.all().length > 0 ? beat(store, working.all()) : null),
      complain('a sign of life'),
    ),
    every('keep-house', TIMES.settle, () => settle(store, new Date()), complain('settling')),
    every('keep-house', TIMES.count, () => foldTaskCells(store), complain('counting tasks for the map')),
    every('keep-house', TIMES.count, () => foldTaskCounts(store), complain('counting tasks')),
    every(
      'keep-house',
      TIMES.measure,
      () => measureChallenges(store, new Date()),
      complain('measuring challenges'),
    ),
    every('keep-house', TIMES.recover, recoverRounds(store, queues, working), complain('recovery')),
    every('keep-house', TIMES.tend, tend, complain('the schedules')),
    every('keep-house', TIMES.forget, () => forgetRuns(store, stop.signal), complain('removing old runs')),
    every(
      'keep-house',
      TIMES.forget,
      () => forgetWaysIn(store, new Date()),
      complain('removing ways in that are over'),
    ),
    every(
      'keep-house',
      TIMES.upload,
      () =>
        tokenOf
          ? goOnWithUploads(
              { store, config, tokenOf, now: () => new Date(), random: Math.random },
              () => closing,
            )
          : null,
      complain('uploading'),
    ),
  ];

  return {
    close: async () => {
      closing = true;
      rest.stop();
      const ended = worker.close();
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, TIMES.grace).unref())]);
      // What still works is cut off and handed back: another worker begins on it at once, or the next start of this one.
      stop.abort(new HandBack('this worker closes'));
      await pool.close();
      await ended;
      await Promise.all(rounds.map(stop => stop()));
      await queues.close();
      await store.destroy();
    },
  };
}
