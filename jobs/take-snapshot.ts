import { projectRoot } from '../backend/config.ts';
import type { Challenge } from '../backend/core/challenge/challenge.ts';
import type { Side } from '../backend/core/feature.ts';
import { guard } from '../backend/core/snapshot/guards.ts';
import type { Snapshot } from '../backend/core/snapshot/snapshot.ts';
import { readCommunity } from '../backend/sources/community/read-community.ts';
import { FileFault } from '../backend/sources/file-fault.ts';
import { readOfficial } from '../backend/sources/official/read-official.ts';
import { insertFeatures } from '../backend/store/features.ts';
import { addToSummary, endRun, lastRun, lockRun, type RunRow } from '../backend/store/runs.ts';
import { currentSnapshot, dropSnapshotsOfRun, writeSnapshot } from '../backend/store/snapshots.ts';
import type { SideSummary } from '../backend/store/tables.ts';
import { definitionDigest } from './definition.ts';
import { failRun } from './fail-run.ts';
import { holdWords } from './hold-words.ts';
import { keepBytes, snapshotsIn } from './keep-bytes.ts';
import { openRun, type StepContext } from './step.ts';
import { storedSnapshot } from './stored-snapshot.ts';

/** Source → kept bytes → snapshot and features. A side whose bytes and definition are those of the last run is left as it is. */
export async function takeSnapshot(context: StepContext, side: Side): Promise<void> {
  const opened = await openRun(context);
  if (opened?.run.step !== 'snapshot' || opened.run.summary[side]) return;
  const { run, definition } = opened;
  try {
    const kept = await keepBytes(run.inputs[side], snapshotsIn(context.dataDir), projectRoot);
    const current = await currentSnapshot(context.store, run.challenge_id, side);
    const known = current?.hash === kept.hash ? await sameAsLast(context, run, definition, side) : null;
    if (known) return await addToSummary(context.store, context.attempt, { [side]: known });
    const snapshot = await read(side, kept.path, run.inputs[side], definition, context.progress);
    const holds = current ? guard(await storedSnapshot(context.store, current), snapshot) : [];
    if (holds.length > 0 && !run.inputs.accept?.includes(kept.hash))
      await hold(context, run, snapshot, holdWords(side, holds));
    else await keep(context, run, snapshot);
  } catch (fault) {
    if (!(fault instanceof FileFault)) throw fault;
    await failRun(context.store, context.attempt, { error: fault.message, fault: 'input' });
  }
}

/** What the last run that was done said of this side, if it compared by the same definition. */
async function sameAsLast(
  { store }: StepContext,
  run: RunRow,
  definition: Challenge,
  side: Side,
): Promise<SideSummary | null> {
  const last = await lastRun(store, run.challenge_id, ['done']);
  return last?.definition_digest === definitionDigest(definition) ? (last.summary[side] ?? null) : null;
}

async function read(
  side: Side,
  path: string,
  source: string,
  { official, community }: Challenge,
  progress: (share: number) => void,
): Promise<Snapshot> {
  try {
    return side === 'official'
      ? await readOfficial(path, official, progress)
      : await readCommunity(path, community, progress);
  } catch (fault) {
    // The copy has a name of ours; people know the source by theirs.
    if (fault instanceof FileFault) throw new FileFault(source, fault.place, fault.reason, { cause: fault });
    throw fault;
  }
}

async function keep({ store, attempt }: StepContext, run: RunRow, snapshot: Snapshot): Promise<void> {
  await store.transaction().execute(async transaction => {
    if (!(await lockRun(transaction, attempt))) return;
    const of = { challenge: run.challenge_id, run: run.id, state: 'next', fetchedAt: new Date() } as const;
    const id = await writeSnapshot(transaction, of, snapshot);
    await insertFeatures(transaction, run.challenge_id, id, snapshot.features);
    await addToSummary(transaction, attempt, { [snapshot.side]: summaryOf(snapshot) });
  });
}

/** Nothing changes until staff accept it; the snapshot's row says what was seen. */
async function hold(
  { store, attempt }: StepContext,
  run: RunRow,
  snapshot: Snapshot,
  reason: string,
): Promise<void> {
  await store.transaction().execute(async transaction => {
    if (!(await lockRun(transaction, attempt))) return;
    const of = { challenge: run.challenge_id, run: run.id, state: 'held', fetchedAt: new Date() } as const;
    await writeSnapshot(transaction, of, snapshot);
    await dropSnapshotsOfRun(transaction, run.id);
    const summary = { [snapshot.side]: summaryOf(snapshot) };
    await endRun(transaction, attempt, { state: 'held', error: reason, summary });
  });
}

function summaryOf(snapshot: Snapshot): SideSummary {
  const rejected: Record<string, number> = {};
  for (const { reason } of snapshot.rejected) rejected[reason] = (rejected[reason] ?? 0) + 1;
  return {
    format: snapshot.format,
    hash: snapshot.hash,
    rows: snapshot.rows,
    features: snapshot.features.length,
    rejected,
    warnings: snapshot.warnings,
  };
}
