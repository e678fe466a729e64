import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { saveChallenge } from '../../../backend/store/challenges.ts';
import { runsOf } from '../../../backend/store/runs/run-queries.ts';
import { type Attempt, beat, findRun, silentRuns, takeOver } from '../../../backend/store/runs/runs.ts';
import { snapshotOfRun } from '../../../backend/store/runs/snapshots.ts';
import { dropSchedule, findSchedule, saveSchedule } from '../../../backend/store/schedules.ts';
import { requestRun } from '../../../jobs/enqueue.ts';
import { recover } from '../../../jobs/rounds/recover.ts';
import { recoverRounds } from '../../../jobs/rounds/recover-rounds.ts';
import { type Jalon, loseQueue, openJalon } from '../../open-jalon.ts';
import { challengeOf } from '../../whole-run/sources.ts';

vi.setConfig({ testTimeout: 120_000 });

let jalon: Jalon;
beforeAll(async () => {
  jalon = await openJalon('redis');
});
afterAll(() => jalon?.close());

const inputs = { official: '/official.csv', community: '/map.osm' };
let count = 0;
/** A run that was handed out, and that the queue knows nothing of any more. */
async function lost(): Promise<Attempt & { id: string }> {
  const id = `lost-${++count}`;
  await saveChallenge(jalon.store, challengeOf(id), {});
  const run = await requestRun(jalon.store, jalon.queues, id, inputs, new Date());
  await loseQueue(jalon);
  await sql`update runs set beat_at = now() - interval '1 hour' where id = ${run}`.execute(jalon.store);
  return { id, run, attempt: 1 };
}
const attemptOf = async (run: string) => (await findRun(jalon.store, run))!.attempt;

it('a queue that answers and takes nothing does not use up the attempts of a run', async () => {
  const { run } = await lost();
  const redis = new Redis(jalon.place.redisUrl!);
  try {
    await redis.config('SET', 'maxmemory', '1');
    for (let round = 0; round < 3; round++)
      await expect(recover(jalon.store, jalon.queues, { silence: 0 })).rejects.toThrow(/OOM|EXECABORT/);
    expect(await attemptOf(run)).toBe(1);
    await redis.config('SET', 'maxmemory', '0');
    await recover(jalon.store, jalon.queues, { silence: 0 });
    expect(await attemptOf(run)).toBe(2);
  } finally {
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
  }
});

it('a run that is given up leaves nothing of what it had read', async () => {
  const { id, run } = await lost();
  await sql`update runs set attempt = 25 where id = ${run}`.execute(jalon.store);
  await sql`
    insert into snapshots (id, challenge_id, side, run_id, state, hash, format, fetched_at, rows, rejected, warnings, columns)
    values ('half', ${id}, 'official', ${run}, 'next', 'half', 'CSV', now(), 1, '[]', '[]', '[]')`.execute(
    jalon.store,
  );
  await recover(jalon.store, jalon.queues, { silence: 0 });
  expect(await findRun(jalon.store, run)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('gave up after 25'),
  });
  expect(await snapshotOfRun(jalon.store, run, 'official')).toBeNull();
});

it('a worker whose run was taken over gives no sign of life for who has it now', async () => {
  const mine = await lost();
  const next = (await takeOver(jalon.store, mine, 0))!;
  await sql`update runs set beat_at = now() - interval '1 hour' where id = ${mine.run}`.execute(jalon.store);
  await beat(jalon.store, [mine]);
  expect((await silentRuns(jalon.store, 60)).map(({ run }) => run)).toContain(mine.run);
  await beat(jalon.store, [next]);
  expect((await silentRuns(jalon.store, 60)).map(({ run }) => run)).not.toContain(mine.run);
});

it('one schedule that cannot be followed keeps neither the others nor lost runs waiting', async () => {
  const [bad, good] = [await lost(), await lost()];
  const schedule = (of: { id: string }, timezone: string, due: number) =>
    saveSchedule(jalon.store, {
      challenge_id: of.id,
      pattern: '0 4 1 1 *',
      timezone,
      due_at: new Date(Date.now() - due),
    });
  await schedule(bad, 'Europe/Atlantis', 20_000);
  await schedule(good, 'Europe/Brussels', 10_000);
  const round = recoverRounds(jalon.store, jalon.queues, undefined);
  try {
    await expect(round()).rejects.toThrow(`${bad.id} (`);
    expect((await findSchedule(jalon.store, good.id))!.run_id).toBe(
      (await runsOf(jalon.store, good.id, 1))[0]!.id,
    );
    const another = await lost();
    await expect(round()).rejects.toThrow();
    expect(await attemptOf(another.run)).toBe(2);
  } finally {
    for (const { id } of [bad, good]) await dropSchedule(jalon.store, id);
  }
});
