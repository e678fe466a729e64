import {
  createPostgresBackend,
  DelayedError,
  FlowProducer,
  type Job,
  type JobsOptions,
  Queue,
  WaitingError,
  Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import { keepSchedulers, type Scheduler, type SchedulersLike } from './keep-schedulers.ts';
import { migrateQueue } from './migrate-queue.ts';

/** The one queue; jobs are told apart by name. */
export const QUEUE = 'jalon';

/** A job and the jobs that must have ended before it, as `jobs/pipeline.ts` draws them. */
export type Flow = Readonly<{ name: string; data: object; id: string; after: readonly Flow[] }>;

/** @throws HandBack when the job is to be worked on by somebody else */
export type Processor = (name: string, data: unknown) => Promise<void>;

/** What a processor throws that was cut off or came too early: it is nobody's fault, and the job goes back to the queue. */
export class HandBack extends Error {
  /** milliseconds until it is handed out again; 0: at once */
  readonly later: number;
  constructor(words: string, later = 0) {
    super(words);
    this.later = later;
  }
}

export type QueueWorker = Readonly<{
  /** Takes no more jobs; those under way go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Takes no more jobs, waits for those under way. */
  close(): Promise<void>;
}>;

export type Queues = Readonly<{
  addFlow(flow: Flow): Promise<void>;
  /** Whether any of these jobs is about to be handed to a worker. One that works, waits for others or has ended is not. */
  willHandOut(ids: readonly string[]): Promise<boolean>;
  /** Makes the queue's schedulers these and no others. Safe to call at any time, from any number of processes. */
  keepSchedulers(wanted: readonly Scheduler[]): Promise<void>;
  /** Works on jobs until closed; `concurrency` jobs at a time. */
  work(processor: Processor, concurrency: number, onError: (fault: Error) => void): Promise<QueueWorker>;
  close(): Promise<void>;
}>;

/**
 * The queue lives in Redis when there is one, else in the database.
 * @param embedded the database is PGlite behind its socket, where one notification in ten is lost
 */
export async function openQueues(
  databaseUrl: string,
  redisUrl: string | null,
  embedded: boolean,
): Promise<Queues> {
  if (redisUrl !== null) return onRedis(redisUrl);
  await migrateQueue(databaseUrl);
  return onPostgres(databaseUrl, embedded);
}

// Rows tell what happened to a run, so the queue keeps nothing that has ended, and a job that will never end well takes
// the ones that wait for it along: `recover` hands the run out anew.
const jobOptions: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  failParentOnFailure: true,
  attempts: 6,
  backoff: { type: 'exponential', delay: 2000 },
  stackTraceLimit: 1,
};

// Who died is told by the rows (`recover`), within seconds and by one clock. These locks, which on PostgreSQL are timed by
// each worker's own clock, only clear away the jobs that the dead left behind.
const workerOptions = {
  lockDuration: 30_000,
  maxStalledCount: 5,
  /** milliseconds between two tries to reach a queue that went away */
  runRetryDelay: 1_000,
};
// A long transaction of a run holds up every other connection there, the renewing one too; and no other worker is alive.
const embeddedOptions = { lockDuration: 600_000, drainDelay: 1 };

function onPostgres(databaseUrl: string, embedded: boolean): Queues {
  const connection = {
    connectionString: databaseUrl,
    max: 3,
    connectionTimeoutMillis: 30_000,
    // A server that has gone without a word is found out.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const queue = new Queue(QUEUE, { connection }, createPostgresBackend);
  const flows = new FlowProducer({ connection }, createPostgresBackend);
  const worker = (processor: Processor, concurrency: number) =>
    new Worker(
      QUEUE,
      bullProcessor(processor),
      { connection, concurrency, ...workerOptions, ...(embedded && embeddedOptions) },
      createPostgresBackend,
    );
  return queuesOf(queue, flows, worker, async () => {});
}

function onRedis(redisUrl: string): Queues {
  // Whoever adds a job has a person waiting, and a row that says what was asked for: better told at once that Redis is
  // away. A worker has nothing better to do than to wait for it.
  const hurried = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  const patient = new Redis(redisUrl, { maxRetriesPerRequest: null, lazyConnect: true });
  // Whoever needed the connection is told; without a listener every try to connect again would be printed.
  for (const redis of [hurried, patient]) redis.on('error', () => {});
  const queue = new Queue(QUEUE, { connection: hurried });
  const flows = new FlowProducer({ connection: hurried });
  const worker = (processor: Processor, concurrency: number) =>
    new Worker(QUEUE, bullProcessor(processor), { connection: patient, concurrency, ...workerOptions });
  return queuesOf(queue, flows, worker, async () => {
    // Not `quit`, which waits for a Redis that is away.
    for (const redis of [hurried, patient]) redis.disconnect();
  });
}

const bullProcessor = (processor: Processor) => async (job: Job, token?: string) => {
  try {
    await processor(job.name, job.data);
  } catch (fault) {
    if (!(fault instanceof HandBack)) throw fault;
    if (fault.later > 0) {
      await job.moveToDelayed(Date.now() + fault.later, token);
      throw new DelayedError();
    }
    await job.moveToWait(token);
    throw new WaitingError();
  }
};

/** The few operations of BullMQ that are used here; the same on every backend. */
type QueueLike = SchedulersLike & {
  on(event: 'error', listener: (fault: Error) => void): unknown;
  close(): Promise<void>;
};
type FlowsLike = {
  add(flow: ReturnType<typeof toBullFlow>): Promise<unknown>;
  on(event: 'error', listener: (fault: Error) => void): unknown;
  close(): Promise<void>;
};
type WorkerLike = {
  on(event: 'error', listener: (fault: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  pause(doNotWaitActive?: boolean): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
};
/** States of a job that no worker has, and that waits for nothing but a worker. */
const READY = ['waiting', 'prioritized', 'delayed', 'paused'];

function queuesOf(
  queue: QueueLike,
  flows: FlowsLike,
  makeWorker: (processor: Processor, concurrency: number) => WorkerLike,
  disconnect: () => Promise<void>,
): Queues {
  // A connection that breaks is reported by the operation that needed it; without a listener it would end the process.
  queue.on('error', () => {});
  flows.on('error', () => {});
  return {
    addFlow: async flow => {
      await flows.add(toBullFlow(flow));
    },
    willHandOut: async ids => {
      for (const id of ids) if (READY.includes(await queue.getJobState(id))) return true;
      return false;
    },
    keepSchedulers: wanted => keepSchedulers(queue, wanted, jobOptions),
    work: async (processor, concurrency, onError) => {
      const worker = makeWorker(processor, concurrency);
      worker.on('error', onError);
      await worker.waitUntilReady();
      return {
        pause: () => worker.pause(true),
        resume: () => worker.resume(),
        close: () => worker.close(),
      };
    },
    close: async () => {
      await Promise.all([queue.close(), flows.close()]);
      await disconnect();
    },
  };
}

type BullFlow = {
  name: string;
  queueName: string;
  data: object;
  opts: JobsOptions & { jobId: string };
  children: BullFlow[];
};

function toBullFlow(flow: Flow): BullFlow {
  return {
    name: flow.name,
    queueName: QUEUE,
    data: flow.data,
    opts: { ...jobOptions, jobId: flow.id },
    children: flow.after.map(toBullFlow),
  };
}
