import { createPostgresBackend, FlowProducer, type JobsOptions, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { migrateQueue } from './migrate-queue.ts';

/** The one queue; jobs are told apart by name. */
const QUEUE = 'jalon';

/** A job and the jobs that must have ended before it, as `jobs/pipeline.ts` draws them. */
export type Flow = Readonly<{ name: string; data: object; id: string; after: readonly Flow[] }>;

export type Processor = (name: string, data: unknown) => Promise<void>;

export type Queues = Readonly<{
  addFlow(flow: Flow): Promise<void>;
  /** Whether a job of this id still waits or works; one that ended is gone. */
  holds(id: string): Promise<boolean>;
  /** Works on jobs until closed; `concurrency` jobs at a time. */
  work(
    processor: Processor,
    concurrency: number,
    onError: (fault: Error) => void,
  ): Promise<{ close(force?: boolean): Promise<void> }>;
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

// Rows tell what happened to a run, so the queue keeps nothing that has ended. A job fails only when the database
// could not be reached: it is tried again for about a minute, and what is lost after that is found by `recover`.
const jobOptions: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 6,
  backoff: { type: 'exponential', delay: 2000 },
};

// A processor's own loop is free (the work is in threads), so a lock that was not renewed means a dead process.
const workerOptions = { lockDuration: 30_000, maxStalledCount: 5 };
// A long transaction of a run holds up every other connection there, the renewing one too; and no other worker is alive.
const embeddedOptions = { lockDuration: 600_000, drainDelay: 1 };

function onPostgres(databaseUrl: string, embedded: boolean): Queues {
  const connection = { connectionString: databaseUrl, max: 3 };
  const queue = new Queue(QUEUE, { connection }, createPostgresBackend);
  const flows = new FlowProducer({ connection }, createPostgresBackend);
  const worker = (processor: Processor, concurrency: number) =>
    new Worker(
      QUEUE,
      job => processor(job.name, job.data),
      { connection, concurrency, ...workerOptions, ...(embedded && embeddedOptions) },
      createPostgresBackend,
    );
  return queuesOf(queue, flows, worker, async () => {});
}

function onRedis(redisUrl: string): Queues {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE, { connection: redis });
  const flows = new FlowProducer({ connection: redis });
  const worker = (processor: Processor, concurrency: number) =>
    new Worker(QUEUE, job => processor(job.name, job.data), {
      connection: redis,
      concurrency,
      ...workerOptions,
    });
  return queuesOf(queue, flows, worker, async () => {
    await redis.quit();
  });
}

/** The few operations of BullMQ that are used here; the same on every backend. */
type QueueLike = {
  getJobState(id: string): Promise<string>;
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
  close(force?: boolean): Promise<void>;
};

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
    holds: async id => {
      const state = await queue.getJobState(id);
      return state !== 'unknown' && state !== 'completed' && state !== 'failed';
    },
    work: async (processor, concurrency, onError) => {
      const worker = makeWorker(processor, concurrency);
      worker.on('error', onError);
      await worker.waitUntilReady();
      return worker;
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
