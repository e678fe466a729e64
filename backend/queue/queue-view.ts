import { createPostgresBackend, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { QUEUE } from './connection.ts';

/** milliseconds; whoever looks at the queue is told that it does not answer, and does not wait for it */
const PATIENCE = 3_000;

/** The queue for those who only look at it: on connections of its own, which give up where those of the work wait. */
export type QueueView = Readonly<{
  /** BullMQ's own object, for the queue board. */
  queue: Queue;
  /** Jobs by state. @throws Error when the queue does not answer in time */
  counts(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}>;

/** Connects when first used. The queue's schema must be there: `openQueues` sees to it. */
export function openQueueView(databaseUrl: string, redisUrl: string | null): QueueView {
  return redisUrl === null ? onPostgres(databaseUrl) : onRedis(redisUrl);
}

function onPostgres(connectionString: string): QueueView {
  const connection = { connectionString, max: 1, connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE };
  // On either backend it has the operations that the board asks for; their types differ.
  const queue = new Queue(QUEUE, { connection }, createPostgresBackend) as unknown as Queue;
  return viewOf(queue, () => queue.close());
}

function onRedis(redisUrl: string): QueueView {
  const redis = new Redis(redisUrl, {
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
    maxRetriesPerRequest: 1,
  });
  // The one who asked is told; without a listener it would end the process.
  redis.on('error', () => {});
  const queue = new Queue(QUEUE, { connection: redis });
  return viewOf(queue, async () => {
    await queue.close();
    redis.disconnect();
  });
}

function viewOf(queue: Queue, close: () => Promise<void>): QueueView {
  queue.on('error', () => {});
  return { queue, counts: () => queue.getJobCounts(), close };
}
