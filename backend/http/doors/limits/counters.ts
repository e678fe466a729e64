import { Redis } from 'ioredis';
import pg from 'pg';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
} from 'rate-limiter-flexible';

/** milliseconds that a store may take to count; then the memory of this process counts in its place */
const PATIENCE = 500;
/** to the store; a count takes less than a millisecond of one */
const CONNECTIONS = 2;
/** milliseconds without a fault after which the next one is news */
const QUIET = 60_000;
/** Made by the schema's steps. */
const TABLE = 'rate_limits';

type Told = Readonly<{ name: string; points: number; seconds: number }>;

/** Makes what counts: in one store for all processes, or in the memory of this one. */
export type Counters = Readonly<{
  shared: (one: Told) => RateLimiterAbstract;
  close: () => Promise<void>;
}>;

/** Counts in the memory of this process. */
export const inMemory = ({ name, points, seconds }: Told): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });

/** Of a process that has its data to itself. */
export const memoryCounters: Counters = { shared: inMemory, close: async () => {} };

/**
 * Counts in Redis where there is one, else in the database; embedded, in memory: there is one process.
 * A store that does not answer neither opens the door nor closes it: this process then counts by itself, in its memory.
 * @param onFault told once when the store stops to answer
 * @param patience milliseconds that the store may take
 */
export async function openCounters(
  { databaseUrl, redisUrl }: Readonly<{ databaseUrl: string | null; redisUrl: string | null }>,
  onFault: (fault: Error) => void = () => {},
  patience = PATIENCE,
): Promise<Counters> {
  if (redisUrl !== null) return onRedis(redisUrl, onFault, patience);
  return databaseUrl === null ? memoryCounters : onPostgres(databaseUrl, onFault, patience);
}

/** What every store has in common. Who is refused once is refused from memory, until the series is over. */
const optionsOf = (one: Told) => ({
  keyPrefix: `jalon:${one.name}`,
  points: one.points,
  duration: one.seconds,
  inMemoryBlockOnConsumed: one.points + 1,
  insuranceLimiter: inMemory(one),
});

async function onRedis(url: string, onFault: (fault: Error) => void, patience: number): Promise<Counters> {
  const redis = new Redis(url, {
    lazyConnect: true,
    // Nobody waits for a Redis that is away.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    commandTimeout: patience,
    retryStrategy: tries => Math.min(tries * 100, 2_000),
  });
  const tell = once(onFault);
  redis.on('error', tell.fault);
  redis.on('ready', tell.well);
  await redis.connect().catch(tell.fault);
  return {
    shared: one =>
      new RateLimiterRedis({ ...optionsOf(one), storeClient: redis, rejectIfRedisNotReady: true }),
    close: async () => redis.disconnect(),
  };
}

async function onPostgres(
  connectionString: string,
  onFault: (fault: Error) => void,
  patience: number,
): Promise<Counters> {
  const pool = new pg.Pool({
    connectionString,
    max: CONNECTIONS,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  const tell = once(onFault);
  pool.on('error', tell.fault);
  pool.on('connect', client => void client.on('error', () => {}));
  const client = {
    // Without the statement's name: a prepared statement would be the session's, and PgBouncer gives each another one.
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      try {
        const result = await pool.query(text, values);
        tell.well();
        return result;
      } catch (fault) {
        tell.fault(fault as Error);
        throw fault;
      }
    },
  };
  let first = true;
  return {
    shared: one => {
      const counter = new RateLimiterPostgres({
        ...optionsOf(one),
        storeClient: client,
        storeType: 'client',
        tableName: TABLE,
        tableCreated: true,
        // One of them clears the table of all.
        clearExpiredByTimeout: first,
      });
      first = false;
      return counter;
    },
    close: () => pool.end(),
  };
}

/** Tells of the first fault after a minute in which all was well: a store that is only slow fails again and again. */
function once(onFault: (fault: Error) => void) {
  let told = false;
  let last = 0;
  return {
    fault: (fault: Error) => {
      if (!told) onFault(fault);
      told = true;
      last = performance.now();
    },
    well: () => {
      if (performance.now() - last > QUIET) told = false;
    },
  };
}
