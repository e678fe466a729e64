import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { saveChallenge } from '../../../backend/store/challenges.ts';
import { connect } from '../../../backend/store/connect.ts';
import { runsOf } from '../../../backend/store/runs/run-queries.ts';
import { dropSchedule, findSchedule, saveSchedule } from '../../../backend/store/schedules.ts';
import { requestRun } from '../../../jobs/enqueue.ts';
import { recover } from '../../../jobs/rounds/recover.ts';
import { fireSchedules, SCHEDULE, tendSchedules } from '../../../jobs/schedules/schedules.ts';
import { startWorker, type WorkerDeps } from '../../../jobs/worker.ts';
import { ended, type Jalon, loseQueue, openJalon, runOnce } from '../../open-jalon.ts';
import { SETTINGS } from '../../servers/setting.ts';
import { challengeOf, stations, writeCommunity, writeOfficial } from '../../whole-run/sources.ts';

vi.setConfig({ testTimeout: 120_000 });

describe.each(SETTINGS)('a schedule on the %s setting', setting => {
  let jalon: Jalon;
  let id: string;
  let inputs: { official: string; community: string };
  let count = 0;
  beforeAll(async () => {
    jalon = await openJalon(setting);
  });
  afterAll(() => jalon?.close());

  const all = stations(20);
  beforeEach(async () => {
    id = `stations-${++count}`;
    await saveChallenge(jalon.store, challengeOf(id), {});
    inputs = {
      official: await writeOfficial(jalon.folder, `${id}.csv`, all.slice(0, 18)),
      community: await writeCommunity(jalon.folder, `${id}.osm`, all.slice(2)),
    };
    return async () => {
      await jalon.rest();
      await dropSchedule(jalon.store, id);
    };
  });

  /** Of once a year: what makes it due is the row. */
  const schedule = (due: Date) =>
    saveSchedule(jalon.store, {
      challenge_id: id,
      pattern: '0 4 1 1 *',
      timezone: 'Europe/Brussels',
      due_at: due,
    });
  const dueIn = (seconds: number) => schedule(new Date(Date.now() + seconds * 1000));
  const runs = () => runsOf(jalon.store, id, 50);
  const row = async () => (await findSchedule(jalon.store, id))!;
  const fire = () => fireSchedules(jalon.store, jalon.queues);
  /** A run that is done, and nobody who works. */
  async function begin() {
    await jalon.work();
    const run = await runOnce(jalon, id, inputs);
    await jalon.rest();
    return run;
  }
  const startAnother = (log?: WorkerDeps['log']) =>
    startWorker({ config: jalon.config, databaseUrl: jalon.url, embedded: setting === 'embedded', log });

  it('that is due asks once for what the last run read, whoever looks at the same time', async () => {
    const first = await begin();
    await dueIn(-1);
    await Promise.all([fire(), fire(), recover(jalon.store, jalon.queues), fire(), fire()]);
    const [run, ...earlier] = await runs();
    expect(earlier.map(({ id }) => id)).toEqual([first.id]);
    expect(run).toMatchObject({ inputs, state: 'running' });
    const fired = await row();
    expect(fired.run_id).toBe(run!.id);
    expect(fired.fired_at!.getTime()).toBeLessThan(fired.due_at.getTime());
    expect(fired.due_at.toISOString()).toMatch(/-01-01T03:00:00\.000Z$/);
    await jalon.work();
    expect(await ended(jalon.store, run!.id)).toMatchObject({ state: 'done', summary: { unchanged: true } });
  });

  it('fires exactly once after the queue was wiped before it was due, with two workers', async () => {
    await begin();
    await jalon.work();
    const second = await startAnother();
    try {
      await dueIn(2);
      await tendSchedules(jalon.store, jalon.queues);
      await loseQueue(jalon);
      await expect.poll(async () => (await row()).run_id, { timeout: 60_000 }).not.toBeNull();
      await ended(jalon.store, (await row()).run_id!);
      for (let again = 0; again < 3; again++) await recover(jalon.store, jalon.queues);
      expect((await runs()).map(({ state }) => state)).toEqual(['done', 'done']);
    } finally {
      await second.close();
    }
  });

  it('wakes a worker through the queue', async () => {
    await begin();
    await dueIn(-1);
    const errors: string[] = [];
    const worker = await startAnother({ error: (_, message) => void errors.push(message) });
    try {
      await jalon.queues.addFlow({ name: SCHEDULE, data: {}, id: `woken-${id}`, after: [] });
      await expect.poll(async () => (await row()).run_id, { timeout: 60_000 }).not.toBeNull();
      await ended(jalon.store, (await row()).run_id!);
      expect(errors).toEqual([]);
    } finally {
      await worker.close();
    }
  });

  it('that fell due several times while nobody was there fires once at the next start', async () => {
    await begin();
    await saveSchedule(jalon.store, {
      challenge_id: id,
      pattern: '0 4 * * *',
      timezone: 'Europe/Brussels',
      due_at: new Date(Date.now() - 5 * 86_400_000),
    });
    for (let start = 0; start < 3; start++) await recover(jalon.store, jalon.queues);
    expect(await runs()).toHaveLength(2);
    expect((await row()).due_at.getTime()).toBeGreaterThan(Date.now());
  });

  it('doubles no run that waits for the same sources or reads them', async () => {
    await begin();
    const running = await requestRun(jalon.store, jalon.queues, id, inputs, new Date());
    await dueIn(-1);
    await fire();
    expect((await row()).run_id).toBe(running);
    const override = { official: { map: { ref: 'CODE' } } };
    const waiting = await requestRun(jalon.store, jalon.queues, id, { ...inputs, override }, new Date());
    await dueIn(-1);
    await fire();
    expect((await row()).run_id).toBe(waiting);
    expect(await runs()).toHaveLength(3);
  });

  it('goes on after a source that could not be read, and says which run failed', async () => {
    await begin();
    await rm(inputs.official);
    await jalon.work();
    await dueIn(-1);
    await fire();
    const failed = await ended(jalon.store, (await row()).run_id!);
    expect(failed).toMatchObject({ state: 'failed', summary: { fault: 'input' } });
    await writeOfficial(jalon.folder, `${id}.csv`, all.slice(0, 17));
    await dueIn(-1);
    await fire();
    expect(await ended(jalon.store, (await row()).run_id!)).toMatchObject({
      state: 'done',
      inputs,
      summary: { official: { rows: 17 } },
    });
  });

  it('goes on after a source that was held, which stays held until its data is good again', async () => {
    await begin();
    await jalon.work();
    const next = async () => {
      await dueIn(-1);
      await fire();
      return ended(jalon.store, (await row()).run_id!);
    };
    await writeOfficial(jalon.folder, `${id}.csv`, all.slice(0, 9));
    expect((await next()).state).toBe('held');
    expect((await next()).state).toBe('held');
    await writeOfficial(jalon.folder, `${id}.csv`, all.slice(0, 17));
    expect(await next()).toMatchObject({ state: 'done', summary: { official: { rows: 17 } } });
    const { rows } = await sql<{ state: string }>`
      select distinct state from snapshots where challenge_id = ${id} and side = 'official' order by state`.execute(
      jalon.store,
    );
    expect(rows.map(({ state }) => state)).toEqual(['current', 'old']);
  });

  it('reads with a mapping what has not ended well yet', async () => {
    const override = { official: { map: { name: 'CODE' } } };
    await jalon.work();
    const failed = await runOnce(jalon, id, { ...inputs, official: '/none.csv', override });
    expect(failed.state).toBe('failed');
    await dueIn(-1);
    await fire();
    const [run] = await runs();
    expect(run!.inputs).toEqual({ ...inputs, official: '/none.csv', override });
    await ended(jalon.store, run!.id);
  });

  if (setting === 'postgres')
    it('is still due after a process was cut off between its claim and its run', async () => {
      await begin();
      await dueIn(-1);
      const dying = connect(jalon.url);
      const blocker = connect(jalon.url);
      try {
        await blocker.transaction().execute(async transaction => {
          // The claim succeeds, the run's row has to wait.
          await sql`lock table runs in exclusive mode`.execute(transaction);
          const cutOff = fireSchedules(dying, jalon.queues).then(
            () => null,
            (fault: Error) => fault,
          );
          await expect
            .poll(
              async () =>
                (
                  await sql`
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock' and query like '%into runs%'`.execute(
                    jalon.store,
                  )
                ).rows.length,
              { timeout: 30_000 },
            )
            .toBe(1);
          expect(await cutOff).toBeInstanceOf(Error);
        });
        expect(await runs()).toHaveLength(1);
        expect(await row()).toMatchObject({ fired_at: null, run_id: null });
        await fire();
        await fire();
        expect(await runs()).toHaveLength(2);
      } finally {
        await dying.destroy();
        await blocker.destroy();
      }
    });
});
