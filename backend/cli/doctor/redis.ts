import { askRedis, reason, withoutPassword } from '../../start/reach.ts';
import type { Check } from '../doctor.ts';

/** What BullMQ 6 refuses to work below, and what it recommends (RedisConnection.minimumVersion and its neighbour). */
const OLDEST = '5.0.0';
const RECOMMENDED = '6.2.0';

export async function* checkRedis(redisUrl: string | null): AsyncGenerator<Check> {
  if (!redisUrl) {
    yield { state: 'ok', what: 'no REDIS_URL: the queue lives in the database' };
    return;
  }
  try {
    yield* redisFacts(withoutPassword(redisUrl), await askRedis(redisUrl, redis => redis.info()));
  } catch (fault) {
    const what = reason(fault);
    const wayOut = what.endsWith('password')
      ? 'write it into REDIS_URL: redis://:PASSWORD@HOST:PORT'
      : 'start it, or change REDIS_URL';
    yield { state: 'missing', what, wayOut };
  }
}

/** @param info what Redis answers to INFO; CONFIG is often forbidden where somebody else runs it */
export function* redisFacts(where: string, info: string): Generator<Check> {
  const fact = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = fact('redis_version');
  const what = `Redis ${version} at ${where}`;
  if (isOlder(version, OLDEST))
    yield { state: 'wrong', what, wayOut: `it is too old for the queue: ${RECOMMENDED} or later is needed` };
  else if (isOlder(version, RECOMMENDED))
    yield { state: 'look', what, wayOut: `the queue is made for ${RECOMMENDED} or later` };
  else yield { state: 'ok', what };
  const policy = fact('maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction')
    yield {
      state: 'wrong',
      what: `Redis throws jobs away when its memory is full (maxmemory-policy ${policy})`,
      wayOut: 'set maxmemory-policy noeviction in redis.conf',
    };
  if (fact('aof_enabled') === '0')
    yield {
      state: 'wrong',
      what: 'Redis forgets jobs when it stops (appendonly is off)',
      wayOut: 'set appendonly yes in redis.conf',
    };
  if (fact('aof_last_write_status') === 'err')
    yield {
      state: 'wrong',
      what: 'Redis could not write its append-only file',
      wayOut: 'see its log: its disk may be full',
    };
  if (fact('role') === 'slave')
    yield {
      state: 'wrong',
      what: 'that Redis is a replica, which takes no jobs',
      wayOut: 'set REDIS_URL to its primary',
    };
}

function isOlder(version: string, than: string): boolean {
  const parts = (text: string) => text.split('.').map(Number);
  const [a = 0, b = 0, c = 0] = parts(version);
  const [x = 0, y = 0, z = 0] = parts(than);
  return a !== x ? a < x : b !== y ? b < y : c < z;
}
