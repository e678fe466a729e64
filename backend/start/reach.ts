import { Redis } from 'ioredis';
import type { Store } from '../store/connect.ts';
import { StartFault } from '../store/opening/start-fault.ts';
import { ping } from '../store/watch/ping.ts';

/** Where a server is, without the password. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  return `${url.hostname}:${url.port || (url.protocol.startsWith('redis') ? 6379 : 5432)}`;
}

/** @throws StartFault when the database does not answer */
export async function reachDatabase(store: Store, address: string): Promise<void> {
  try {
    await ping(store);
  } catch (fault) {
    throw new StartFault(`the database at ${withoutPassword(address)} cannot be used: ${reason(fault)}`, {
      cause: fault,
    });
  }
}

/** @throws StartFault when Redis does not answer within five seconds */
export async function reachRedis(address: string): Promise<void> {
  await askRedis(address, redis => redis.ping());
}

/** The answer to one question. @throws StartFault when Redis does not answer within five seconds */
export async function askRedis<T>(address: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(address, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let last: unknown = null;
  redis.on('error', fault => {
    last = fault;
  });
  try {
    await redis.connect();
    return await ask(redis);
  } catch (fault) {
    throw new StartFault(
      `Redis at ${withoutPassword(address)} cannot be used: ${redisReason(last ?? fault)}`,
    );
  } finally {
    redis.disconnect();
  }
}

/** Redis answers a connection without a password with advice on how to write a client. */
function redisReason(fault: unknown): string {
  const words = reason(fault);
  if (words.startsWith('NOAUTH')) return 'it asks for a password';
  return words.startsWith('WRONGPASS') ? 'it does not take that user and password' : words;
}

/** A refused connection to a name with several addresses has no message of its own. */
export function reason(fault: unknown): string {
  if (fault instanceof AggregateError && fault.errors.length > 0) return reason(fault.errors[0]);
  const { message, code } = fault as { message?: string; code?: string };
  return (message || code || String(fault)).split('\n', 1)[0] ?? '';
}
