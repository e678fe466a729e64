import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findChallenge, saveChallenge } from '../../backend/store/challenges.ts';
import { connect, type Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { addFindings, countFindings, dropOtherFindings } from '../../backend/store/runs/findings.ts';
import { runsOf } from '../../backend/store/runs/run-queries.ts';
import {
  type Attempt,
  addToSummary,
  endRun,
  findRun,
  insertRun,
  lockRun,
  setStep,
  startNextRun,
} from '../../backend/store/runs/runs.ts';
import { snapshotOfRun, writeSnapshot } from '../../backend/store/runs/snapshots.ts';
import { bundled } from '../../challenges/bundled.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { loadChallenges, loadSamples } from '../../jobs/load-challenges.ts';
import { reconcile } from '../../jobs/steps/reconcile.ts';
import { takeSnapshot } from '../../jobs/steps/take-snapshot.ts';
import { type Jalon, openJalon, runOnce } from '../open-jalon.ts';
import { challengeOf, stations, writeCommunity, writeOfficial } from './sources.ts';

vi.setConfig({ testTimeout: 120_000 });

// What two do at once: on PostgreSQL, where they truly do.
let jalon: Jalon;
let store: Store;
beforeAll(async () => {
  jalon = await openJalon('postgres');
  store = connect(jalon.url, { max: 10 });
});
afterAll(async () => {
  await store?.destroy();
  await jalon?.close();
});

const all = stations(30);
let count = 0;
async function begin() {
  const id = `twice-${++count}`;
  await saveChallenge(store, challengeOf(id), {});
  const inputs = {
    official: await writeOfficial(jalon.folder, `${id}.csv`, all),
    community: await writeCommunity(jalon.folder, `${id}.osm`, all.slice(1)),
  };
  return { id, inputs };
}
/** A challenge whose first run is done, and a second that is handed out to nobody but this test. */
async function beginAgain() {
  const begun = await begin();
  await jalon.work();
  await runOnce(jalon, begun.id, begun.inputs);
  await jalon.rest();
  const run = await requestRun(store, jalon.queues, begun.id, begun.inputs, new Date());
  return { ...begun, attempt: { run, attempt: 1 } satisfies Attempt };
}
const contextOf = (attempt: Attempt) => ({
  store,
  config: jalon.config,
  attempt,
  progress: () => {},
});
/** Somebody waits for a row that another has locked. */
const waited = () =>
  vi.waitFor(
    async () => {
      const { rows } = await sql`
        select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        store,
      );
      expect(rows).toHaveLength(1);
    },
    { timeout: 20_000 },
  );

it('a late twin of a job that found the source unchanged takes nothing of what the other has read', async () => {
  const { id, attempt } = await beginAgain();
  const read = {
    id: `read-${id}`,
    challenge: id,
    run: attempt.run,
    state: 'next',
    fetchedAt: new Date(),
  } as const;
  let late: Promise<void> = Promise.resolve();
  await store.transaction().execute(async transaction => {
    await lockRun(transaction, attempt);
    late = takeSnapshot(contextOf(attempt), 'official');
    await waited();
    // A live source sent something else to the first of the two.
    const said = {
      side: 'official' as const,
      hash: 'other',
      format: 'CSV',
      dataTime: null,
      coverage: null,
      rows: 0,
      features: [],
      rejected: [],
      warnings: [],
      columns: [],
    };
    await writeSnapshot(transaction, read, said);
    const summary = { format: 'CSV', hash: 'other', rows: 0, features: 0, rejected: {}, warnings: [] };
    await addToSummary(transaction, attempt, { official: summary, community: summary });
    await setStep(transaction, attempt, 'compare');
  });
  await late;
  expect(await snapshotOfRun(store, attempt.run, 'official')).toMatchObject({ id: read.id });
  expect((await findRun(store, attempt.run))!.summary.official!.hash).toBe('other');
});

it('a late twin of a comparison does not take the run back from its reconciliation', async () => {
  const { attempt } = await beginAgain();
  expect(await setStep(store, attempt, 'compare')).toBe(true);
  expect(await setStep(store, attempt, 'compare')).toBe(true);
  expect(await setStep(store, attempt, 'reconcile')).toBe(true);
  expect(await setStep(store, attempt, 'compare')).toBe(false);
  expect((await findRun(store, attempt.run))!.step).toBe('reconcile');
});

it('a late twin of a reconciliation leaves the findings of the run after it alone', async () => {
  const { id, inputs, attempt } = await beginAgain();
  await setStep(store, attempt, 'reconcile');
  await store
    .updateTable('runs')
    .set({ coverage: jsonb({ kind: 'box', box: [3, 49, 9, 55] }) })
    .where('id', '=', attempt.run)
    .execute();
  await addFindings(store, id, attempt.run, [], 0);
  let late: Promise<void> = Promise.resolve();
  let next: Attempt | null = null;
  await store.transaction().execute(async transaction => {
    await lockRun(transaction, attempt);
    late = reconcile(contextOf(attempt));
    await waited();
    await endRun(transaction, attempt, { state: 'failed' });
  });
  await requestRun(store, jalon.queues, id, inputs, new Date());
  const [row] = await runsOf(store, id, 1);
  next = { run: row!.id, attempt: row!.attempt };
  const finding = { official: null, community: null, others: [], match: null, discrepancies: [] };
  await addFindings(store, id, next.run, [{ verdict: 'none', finding }], 0);
  await late;
  await dropOtherFindings(store, id, attempt.run);
  expect(await countFindings(store, next.run)).toBe(1);
});

it('two who ask for the same run at once ask for one', async () => {
  const { id, inputs } = await begin();
  const ask = () => requestRun(store, jalon.queues, id, inputs, new Date());
  const working = await ask();
  let second = '';
  const first = await store.transaction().execute(async transaction => {
    const asked = await insertRun(transaction, `first-${id}`, id, inputs, new Date());
    const another = ask().then(run => {
      second = run;
    });
    await Promise.race([another, waited()]);
    return asked;
  });
  await vi.waitFor(() => expect(second).toBe(first));
  expect((await runsOf(store, id, 50)).map(run => run.id).sort()).toEqual([first, working].sort());
});

it('processes that start at once ask for the first run of each sample once', async () => {
  await loadChallenges(store);
  await Promise.all(Array.from({ length: 6 }, () => loadSamples(store, jalon.queues)));
  const samples = bundled.filter(({ sample }) => sample);
  expect(samples.length).toBeGreaterThan(0);
  for (const { id } of samples) expect(await runsOf(store, id, 50), id).toHaveLength(1);
  expect(await startNextRun(store, samples[0]!.id)).toBeNull();
});

it('a run that is unchanged keeps what it was told beyond the definition', async () => {
  const { id, inputs } = await begin();
  await jalon.work();
  await runOnce(jalon, id, inputs);
  const override = { official: { attribution: 'somebody else', licence: 'CC-BY-4.0' as const } };
  const run = await runOnce(jalon, id, { ...inputs, override });
  await jalon.rest();
  expect(run).toMatchObject({ state: 'done', summary: { unchanged: true } });
  expect(await findChallenge(store, id)).toMatchObject({
    override,
    definition: { official: override.official },
  });
});
