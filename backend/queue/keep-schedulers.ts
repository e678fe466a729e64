import { ErrorCode, type JobSchedulerJson, type JobsOptions } from 'bullmq';

/** Puts a job into the queue at the times of a pattern. */
export type Scheduler = Readonly<{
  id: string;
  /** cron */
  pattern: string;
  /** IANA name */
  timezone: string;
  /** of the job */
  name: string;
}>;

/** What is used of a queue of BullMQ; the same on every backend. */
export type SchedulersLike = {
  getJobSchedulers(): Promise<JobSchedulerJson[]>;
  getJobState(id: string): Promise<string>;
  upsertJobScheduler(
    id: string,
    repeat: { pattern: string; tz: string },
    template: { name: string; opts: JobsOptions },
  ): Promise<unknown>;
  removeJobScheduler(id: string): Promise<unknown>;
};

/** Makes a queue's schedulers these and no others; one that is right and has its next job stays untouched. */
export async function keepSchedulers(
  queue: SchedulersLike,
  wanted: readonly Scheduler[],
  opts: JobsOptions,
): Promise<void> {
  const there = new Map((await queue.getJobSchedulers()).map(scheduler => [scheduler.key, scheduler]));
  for (const { id, pattern, timezone, name } of wanted) {
    const found = there.get(id);
    there.delete(id);
    if (found?.pattern === pattern && found.tz === timezone && (await hasNextJob(queue, found))) continue;
    await unlessMadeMeanwhile(() => queue.upsertJobScheduler(id, { pattern, tz: timezone }, { name, opts }));
  }
  for (const id of there.keys()) await queue.removeJobScheduler(id);
}

/** Two processes that make the same one at once may wait for each other; PostgreSQL ends one of them, which asks again. */
const DEADLOCK = '40P01';
const TRIES = 5;

async function unlessMadeMeanwhile(make: () => Promise<unknown>): Promise<void> {
  for (let tried = 1; ; tried++)
    try {
      await make();
      return;
    } catch (fault) {
      const { code } = fault as { code?: number | string };
      if (code === ErrorCode.SchedulerJobIdCollision) return;
      if (code !== DEADLOCK || tried >= TRIES) throw fault;
    }
}

/** A scheduler goes on from job to job: without its next one it stands still for ever. */
async function hasNextJob(queue: SchedulersLike, { key, next }: JobSchedulerJson): Promise<boolean> {
  const state = await queue.getJobState(`repeat:${key}:${next}`);
  return state !== 'unknown' && state !== 'completed' && state !== 'failed';
}
