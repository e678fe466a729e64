import { Redis } from 'ioredis';
import { QUEUE } from './connection.ts';

/** BullMQ's own prefix of every key of the queue, jobs, schedulers and locks included. */
const KEYS = `bull:${QUEUE}:*`;

/** Removes everything that Redis knows of the queue; what else lies there stays. */
export async function emptyQueue(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  // The operation that needs it is told; without a listener it would end the process.
  redis.on('error', () => {});
  try {
    for await (const keys of redis.scanStream({ match: KEYS, count: 1000 }) as AsyncIterable<string[]>)
      if (keys.length > 0) await redis.unlink(...keys);
  } finally {
    redis.disconnect();
  }
}
