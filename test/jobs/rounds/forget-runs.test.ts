import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { KEPT } from '../../../backend/store/runs/old-runs.ts';
import { forgetRuns } from '../../../jobs/rounds/forget-runs.ts';
import { DATABASES, useStore } from '../../store/empty-store.ts';
import { missingFinding, seedChallenge, seedTask, startOver, testChallenge } from '../../store/seed.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await startOver(store, []);
    for (const id of ['wells', 'taps']) await seedChallenge(store, testChallenge(id));
  });

  /** A run a day, the last one so many days ago: `wells-1` is the oldest. Each left a snapshot that the next replaced. */
  async function nightly(challenge: string, count: number, daysAgo: number, state = 'done') {
    await sql`
      insert into runs (id, challenge_id, state, step, inputs, requested_at, ended_at)
      select ${challenge}::text || '-' || n, ${challenge}, ${state}, 'done', '{}', day, day
      from generate_series(1, ${count}::integer) n, lateral (
        select now() - make_interval(days => ${count}::integer - n + ${daysAgo}::integer) as day
      ) d`.execute(store);
    await sql`
      insert into snapshots (id, challenge_id, side, run_id, state, hash, format, fetched_at, rows, rejected, warnings, columns)
      select 's-' || id, challenge_id, 'official', id, 'old', id, 'CSV', ended_at, 1, '[]', '[]', '[]'
      from runs where challenge_id = ${challenge}`.execute(store);
  }
  const numbers = async (table: 'runs' | 'snapshots', challenge: string) => {
    const { rows } = await sql<{ n: number }>`
      select split_part(id, ${`${challenge}-`}, 2)::integer as n from ${sql.table(table)}
      where challenge_id = ${challenge} order by n`.execute(store);
    return rows.map(({ n }) => n);
  };
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

  it('runs of the last months stay, and the last ones of a challenge that seldom runs', async () => {
    await nightly('wells', KEPT.days + 60, 0);
    await nightly('taps', KEPT.runs + 7, KEPT.days + 1);
    await forgetRuns(store);
    // 60 runs are as old as that or older: the 60th ended 90 days and some moments ago.
    for (const table of ['runs', 'snapshots'] as const) {
      expect(await numbers(table, 'wells')).toEqual(from(61, KEPT.days + 60));
      expect(await numbers(table, 'taps')).toEqual(from(8, KEPT.runs + 7));
    }
    expect(await forgetRuns(store)).toBe(0);
  });

  it('a run that something still speaks of stays, without the snapshots that were replaced', async () => {
    await nightly('wells', 20 + KEPT.runs, 100);
    await sql`update snapshots set state = 'current' where id = 's-wells-2'`.execute(store);
    await sql`update snapshots set state = 'held' where id = 's-wells-3'`.execute(store);
    await seedTask(store, 'wells', 't', missingFinding('1', [4, 50]));
    await sql`
      insert into task_events (task_id, event, to_state, run_id) values ('t', 'opened', 'open', 'wells-5')`.execute(
      store,
    );
    await sql`
      insert into findings (challenge_id, run_id, seq, verdict, evidence, finding)
      values ('wells', 'wells-7', 1, 'none', '[]', '{}')`.execute(store);
    await sql`
      insert into schedules (challenge_id, pattern, timezone, due_at, run_id)
      values ('wells', '0 3 * * *', 'UTC', now(), 'wells-11')`.execute(store);
    await forgetRuns(store);
    expect(await numbers('runs', 'wells')).toEqual([2, 3, 5, 7, 11, ...from(21, 20 + KEPT.runs)]);
    expect(await numbers('snapshots', 'wells')).toEqual([2, 3, ...from(21, 20 + KEPT.runs)]);
  });

  it('a challenge that has failed ever since keeps the last run that was done, which the next begins with', async () => {
    await nightly('wells', 20 + KEPT.runs, 100, 'failed');
    await sql`update runs set state = 'done' where id in ('wells-4', 'wells-6')`.execute(store);
    await sql`update runs set state = 'held' where id in ('wells-8', 'wells-9')`.execute(store);
    await forgetRuns(store);
    expect(await numbers('runs', 'wells')).toEqual([6, 9, ...from(21, 20 + KEPT.runs)]);
  });

  it('a run that waits or works stays, whenever it was asked for', async () => {
    await nightly('wells', 3 + KEPT.runs, 100);
    await sql`update runs set state = 'waiting', ended_at = null where id = 'wells-1'`.execute(store);
    await sql`update runs set state = 'running', ended_at = null where id = 'wells-2'`.execute(store);
    await forgetRuns(store);
    expect(await numbers('runs', 'wells')).toEqual([1, 2, ...from(4, 3 + KEPT.runs)]);
  });

  it('several workers at once, a few rows at a time, remove what one removes', async () => {
    await nightly('wells', 40 + KEPT.runs, 100);
    const removed = await Promise.all([1, 2, 3].map(() => forgetRuns(store, undefined, 3)));
    await forgetRuns(store);
    expect(removed.every(count => count <= 80)).toBe(true);
    expect(await numbers('runs', 'wells')).toEqual(from(41, 40 + KEPT.runs));
  });

  it('one that is told to end removes nothing more', async () => {
    await nightly('wells', 10 + KEPT.runs, 100);
    expect(await forgetRuns(store, AbortSignal.abort())).toBe(0);
    expect(await numbers('runs', 'wells')).toHaveLength(10 + KEPT.runs);
  });
});
