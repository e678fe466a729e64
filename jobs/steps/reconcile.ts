import type { Finding } from '../../backend/core/discrepancy/discrepancy.ts';
import type { LonLat } from '../../backend/core/feature.ts';
import { type Identification, identify } from '../../backend/core/place/identify.ts';
import { covers } from '../../backend/core/snapshot/coverage.ts';
import type { DataTimes } from '../../backend/core/task/data-times.ts';
import { placeId, taskId } from '../../backend/core/task/digest.ts';
import {
  changedTasks,
  type Reconciliation,
  reconcile as reconcileTasks,
} from '../../backend/core/task/reconcile.ts';
import type { StandingTask } from '../../backend/core/task/standing-task.ts';
import type { Store } from '../../backend/store/connect.ts';
import { inParts } from '../../backend/store/jsonb.ts';
import { dropOldFeatures } from '../../backend/store/runs/features.ts';
import { dropOtherFindings, findingsOf } from '../../backend/store/runs/findings.ts';
import { placesOf, savePlaces } from '../../backend/store/runs/places.ts';
import { endRun, lockRun, type RunRow } from '../../backend/store/runs/runs.ts';
import { promoteSnapshots, retireHeld } from '../../backend/store/runs/snapshots.ts';
import type { RunSummary } from '../../backend/store/tables.ts';
import { foldTaskCells } from '../../backend/store/tasks/task-cells.ts';
import { foldTaskCounts } from '../../backend/store/tasks/task-counts.ts';
import {
  changeTasks,
  lockTasks,
  openTasks,
  reprioritise,
  type Spot,
  standingTasks,
} from '../../backend/store/tasks/tasks.ts';
import { definitionDigest } from '../definition.ts';
import { keepOverride } from './keep-override.ts';
import { openRun, type StepContext } from './open-run.ts';
import { snapshotFor } from './stored-snapshot.ts';
import { type Write, writeInParts } from './write-in-parts.ts';

/** places of one transaction */
const PLACES_AT_ONCE = 500;

/** Findings → places and tasks. Everything that a run changes for people, it changes here, at once. */
export async function reconcile(context: StepContext): Promise<void> {
  const opened = await openRun(context);
  if (opened?.run.step !== 'reconcile') return;
  const { run, definition } = opened;
  const { store, attempt } = context;
  const now = new Date();
  const challenge = run.challenge_id;
  if (!run.coverage) throw new Error(`run ${run.id} was compared without a coverage`);
  const coverage = run.coverage;
  const covered = (at: LonLat) => covers(coverage, at);
  const times = await timesOf(store, run);
  // Only runs write places, and no other run of this challenge works: this much needs no lock.
  const identification = identify({
    challenge,
    findings: await findingsOf(store, run.id),
    places: await placesOf(store, challenge),
    covered,
    now: now.toISOString(),
    newId: (side, feature, again) => placeId(challenge, side, feature, again),
  });
  const findings = identification.found.map(({ place, finding }) => ({ place: place.id, finding }));
  context.progress(0.3);
  const inputFor = (tasks: readonly StandingTask[]) => ({
    tasks,
    findings,
    times,
    covered,
    kinds: definition.rules.map(({ kind }) => kind),
    tolerance: definition.answers.tolerance,
    now: now.toISOString(),
    newId: (place: string) => taskId(challenge, place),
  });
  // Worked out before the transaction, during which nobody else gets a turn on the embedded database.
  const before = await standingTasks(store, challenge);
  const planned = reconcileTasks(inputFor(before));
  // Places first, nobody else reads them: a run that ends here finds them again by the same ids.
  const places = [...inParts(identification.changed, PLACES_AT_ONCE)].map(
    (part): Write =>
      transaction =>
        savePlaces(transaction, part),
  );
  if (!(await writeInParts(store, attempt, places, (_, { step }) => step === 'reconcile'))) return;

  const done = await store.transaction().execute(async transaction => {
    if ((await lockRun(transaction, attempt))?.step !== 'reconcile') return false;
    const versions = await lockTasks(transaction, challenge);
    const stale = before.filter(({ id, version }) => versions.get(id) !== version).map(({ id }) => id);
    const fresh = stale.length > 0 ? await standingTasks(transaction, challenge, stale) : [];
    const tasks = [...withoutIds(before, stale, ({ id }) => id), ...fresh];
    const changed = [
      ...withoutIds(planned.changed, stale, ({ task }) => task),
      ...changedTasks(inputFor(fresh)),
    ];
    const result: Reconciliation = { opened: planned.opened, changed };
    const written = { run: run.id, challenge, now, spotOf: spotsOf(identification) };
    await openTasks(transaction, result.opened, written);
    await changeTasks(transaction, result.changed, written);
    const refreshed = result.changed.flatMap(({ task, facts }) => (facts ? [task] : []));
    await reprioritise(
      transaction,
      withoutIds(tasks, refreshed, ({ id }) => id),
    );
    await promoteSnapshots(transaction, challenge, run.id);
    await retireHeld(transaction, challenge);
    await keepOverride(transaction, run);
    return await endRun(transaction, attempt, {
      state: 'done',
      summary: { tasks: countsOf(tasks, findings, result) },
      definitionDigest: definitionDigest(definition),
    });
  });
  if (!done) return;
  // What nobody reads any more. A process that ends before this leaves it to the next run.
  await dropOtherFindings(store, challenge, run.id);
  await dropOldFeatures(store, challenge);
  await foldTaskCells(store);
  await foldTaskCounts(store);
}

function withoutIds<T>(items: readonly T[], ids: readonly string[], idOf: (item: T) => string): readonly T[] {
  const out = new Set(ids);
  return items.filter(item => !out.has(idOf(item)));
}

async function timesOf(store: Store, run: RunRow): Promise<DataTimes> {
  const [official, community] = [
    await snapshotFor(store, run, 'official'),
    await snapshotFor(store, run, 'community'),
  ];
  const time = (at: Date | null) => at?.toISOString() ?? null;
  return { official: time(official.data_time), community: time(community.data_time) };
}

/** The finding's place says where it stands and what it is called. */
function spotsOf({ found }: Identification): (facts: Finding) => Spot {
  const spots = new Map(found.map(({ finding, place }) => [finding, place]));
  return facts => spots.get(facts)!;
}

function countsOf(
  tasks: readonly StandingTask[],
  findings: readonly Readonly<{ place: string; finding: Finding }>[],
  { opened, changed }: Reconciliation,
): NonNullable<RunSummary['tasks']> {
  const asked = new Set(
    findings.flatMap(({ place, finding }) => (finding.discrepancies.length > 0 ? [place] : [])),
  );
  const finished = new Set(['settled', 'verified', 'conflict']);
  const moved = changed.filter(({ reason }) => reason.code !== 'facts-refreshed');
  const closed = moved.filter(({ event }) => event === 'gone').length;
  const reopened = moved.filter(({ from, to }) => finished.has(from) && !finished.has(to)).length;
  const movedIds = new Set(moved.map(({ task }) => task));
  const kept = tasks.filter(({ id, place }) => asked.has(place) && !movedIds.has(id)).length;
  return {
    opened: opened.length,
    kept,
    changed: moved.length - closed - reopened,
    closed,
    reopened,
    untouched: tasks.length - kept - moved.length,
  };
}
