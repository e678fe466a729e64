import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUEUE } from '../../backend/queue/connection.ts';
import { keepSchedulers, type SchedulersLike } from '../../backend/queue/keep-schedulers.ts';
import { type Jalon, loseQueue, openJalon } from '../open-jalon.ts';
import { SETTINGS } from '../servers/setting.ts';

/** Jobs that wait for their time in the queue. */
async function jobsToCome({ store, place }: Jalon): Promise<string[]> {
  if (place.redisUrl) {
    const redis = new Redis(place.redisUrl);
    const ids = await redis.zrange(`bull:${QUEUE}:delayed`, '0', '-1');
    redis.disconnect();
    return ids.sort();
  }
  const { rows } = await sql<{ id: string }>`
    select id from bullmq.job where state = 'delayed' order by id`.execute(store);
  return rows.map(row => row.id);
}

/** The schedulers stay, their jobs go, as after a broken restore: on PostgreSQL they are tables of their own. */
async function loseJobs(jalon: Jalon): Promise<void> {
  if (!jalon.place.redisUrl) return void (await sql`delete from bullmq.job`.execute(jalon.store));
  const redis = new Redis(jalon.place.redisUrl);
  await redis.del(`bull:${QUEUE}:delayed`, ...(await redis.keys(`bull:${QUEUE}:repeat:*:*`)));
  redis.disconnect();
}

describe.each(SETTINGS)('the schedulers of the queue on the %s setting', setting => {
  let jalon: Jalon;
  beforeAll(async () => {
    jalon = await openJalon(setting);
  });
  afterAll(() => jalon?.close());

  const yearly = { id: 'wells', pattern: '0 4 1 1 *', timezone: 'Europe/Brussels', name: 'look' };
  const other = { ...yearly, id: 'ponds' };
  const ids = async () => (await jobsToCome(jalon)).map(id => id.split(':')[1]);

  it('are those that were asked for and no others, with one job each, however many processes ask at once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => jalon.queues.keepSchedulers([yearly, other])));
    expect(await ids()).toEqual(['ponds', 'wells']);
    const before = await jobsToCome(jalon);
    await jalon.queues.keepSchedulers([yearly, other]);
    expect(await jobsToCome(jalon)).toEqual(before);
    await jalon.queues.keepSchedulers([yearly]);
    expect(await ids()).toEqual(['wells']);
  });

  it('are made by many at once, again and again, of which none waits for another without end', async () => {
    const many = Array.from({ length: 6 }, (_, n) => ({ ...yearly, id: `wells-${n}` }));
    for (let round = 0; round < 8; round++) {
      await loseQueue(jalon);
      const orders = [many, [...many].reverse()];
      await Promise.all(Array.from({ length: 8 }, (_, n) => jalon.queues.keepSchedulers(orders[n % 2]!)));
      expect(await ids()).toEqual(many.map(({ id }) => id));
    }
    await jalon.queues.keepSchedulers([yearly]);
    expect(await ids()).toEqual(['wells']);
  });

  it('follow another pattern or zone', async () => {
    const [before] = await jobsToCome(jalon);
    await jalon.queues.keepSchedulers([{ ...yearly, timezone: 'Asia/Tokyo' }]);
    const [after] = await jobsToCome(jalon);
    const time = (id: string) => Number(id.split(':')[2]);
    // Tokyo is eight hours ahead of Brussels in winter.
    expect(time(before!) - time(after!)).toBe(8 * 3_600_000);
  });

  it('are made again after the queue was wiped, or lost their jobs alone', async () => {
    await jalon.queues.keepSchedulers([yearly]);
    const before = await jobsToCome(jalon);
    for (const lose of [loseQueue, loseJobs]) {
      await lose(jalon);
      expect(await jobsToCome(jalon)).toEqual([]);
      await jalon.queues.keepSchedulers([yearly]);
      expect(await jobsToCome(jalon)).toEqual(before);
    }
  });

  it('put a job into the queue each time', async () => {
    let times = 0;
    const worker = await jalon.queues.work(
      async name => {
        if (name === 'look') times++;
      },
      2,
      () => {},
    );
    try {
      // BullMQ takes a sixth field in front, of seconds.
      await jalon.queues.keepSchedulers([{ ...yearly, pattern: '* * * * * *' }]);
      await expect.poll(() => times, { timeout: 50_000 }).toBeGreaterThan(2);
      await jalon.queues.keepSchedulers([]);
      await expect.poll(() => jobsToCome(jalon), { timeout: 50_000 }).toEqual([]);
    } finally {
      await worker.close();
    }
  });
});

describe('a scheduler that PostgreSQL gives up because another process makes it, too (seen once in many)', () => {
  const wanted = [{ id: 'wells', pattern: '0 4 1 1 *', timezone: 'Europe/Brussels', name: 'look' }];
  /** A queue without schedulers that ends so many attempts to make one. */
  const queueThatEnds = (times: number) => {
    const made: string[] = [];
    let ended = 0;
    const queue: SchedulersLike = {
      getJobSchedulers: async () => [],
      getJobState: async () => 'unknown',
      upsertJobScheduler: async id => {
        if (ended++ < times) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
        made.push(id);
      },
      removeJobScheduler: async () => {},
    };
    return { queue, made };
  };

  it('is asked for again', async () => {
    const { queue, made } = queueThatEnds(4);
    await keepSchedulers(queue, wanted, {});
    expect(made).toEqual(['wells']);
  });

  it('is not asked for without end', async () => {
    await expect(keepSchedulers(queueThatEnds(1000).queue, wanted, {})).rejects.toThrow('deadlock detected');
  });
});
