import { randomUUID } from 'node:crypto';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import type { Side } from '../../backend/core/feature.ts';
import { guard } from '../../backend/core/snapshot/guards.ts';
import type { Snapshot } from '../../backend/core/snapshot/snapshot.ts';
import { newest } from '../../backend/core/task/data-times.ts';
import { projectRoot } from '../../backend/project-root.ts';
import { readAnswer } from '../../backend/sources/community/overpass/read-answer.ts';
import { readCommunity } from '../../backend/sources/community/read-community.ts';
import { FileFault } from '../../backend/sources/file-fault.ts';
import { readOfficial } from '../../backend/sources/official/read-official.ts';
import { isOverpass } from '../../backend/sources/overpass/area.ts';
import { inParts } from '../../backend/store/jsonb.ts';
import { insertFeatures } from '../../backend/store/runs/features.ts';
import { addToSummary, endRun, lastRun, lockRun, type RunRow } from '../../backend/store/runs/runs.ts';
import {
  currentSnapshot,
  dropSnapshotsOfRun,
  hasSnapshot,
  renewSnapshot,
  retireOldestHeld,
  writeSnapshot,
} from '../../backend/store/runs/snapshots.ts';
import type { SideSummary } from '../../backend/store/tables.ts';
import { type Kept, keepFile, snapshotsIn } from '../bytes/keep-bytes.ts';
import { definitionDigest } from '../definition.ts';
import { failRun } from './fail-run.ts';
import { holdWords } from './hold-words.ts';
import { openRun, type StepContext } from './open-run.ts';
import { sameContent } from './same-content.ts';
import { storedSnapshot } from './stored-snapshot.ts';
import { type Write, writeInParts } from './write-in-parts.ts';

/** features of one transaction */
const FEATURES_AT_ONCE = 1000;

/** Source → kept bytes → snapshot and features. A side whose bytes and definition are those of the last run is left as it is. */
export async function takeSnapshot(context: StepContext, side: Side): Promise<void> {
  const opened = await openRun(context);
  if (opened?.run.step !== 'snapshot' || opened.run.summary[side]) return;
  const { run, definition } = opened;
  try {
    const source = run.inputs[side];
    const kept =
      context.fetched ?? (await keepFile(source, snapshotsIn(context.config.dataDir), projectRoot));
    const current = await currentSnapshot(context.store, run.challenge_id, side);
    const known = current?.hash === kept.hash ? await sameAsLast(context, run, definition, side, kept) : null;
    if (known) return await keepCurrent(context, run, side, known);
    const snapshot = await read(side, kept, source, definition, context.progress);
    const before = current && (await storedSnapshot(context.store, current));
    if (before && sameContent(before, snapshot)) return await renewCurrent(context, run, before, snapshot);
    const holds = before ? guard(before, snapshot, definition.community.filter) : [];
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
  { hash }: Kept,
): Promise<SideSummary | null> {
  const last = await lastRun(store, run.challenge_id, ['done']);
  const said = last?.definition_digest === definitionDigest(definition) ? last.summary[side] : undefined;
  // A run that renewed the snapshot may have failed after that.
  return said?.hash === hash ? said : null;
}

async function read(
  side: Side,
  { path, published }: Kept,
  source: string,
  { official, community }: Challenge,
  progress: (share: number) => void,
): Promise<Snapshot> {
  try {
    if (side === 'official') {
      const snapshot = await readOfficial(path, official, progress);
      return { ...snapshot, dataTime: snapshot.dataTime ?? published ?? null };
    }
    return isOverpass(source)
      ? await readAnswer(path, source, community.filter, progress)
      : await readCommunity(path, community, progress);
  } catch (fault) {
    // The copy has a name of ours; people know the source by theirs.
    if (fault instanceof FileFault) throw new FileFault(source, fault.place, fault.reason, { cause: fault });
    throw fault;
  }
}

/** A job that was handed out twice must not touch what the other one has finished. */
const unread = (run: RunRow | null, side: Side): boolean => run?.step === 'snapshot' && !run.summary[side];

/** What an attempt that was cut off had written of this side goes: it would count as what this run read. */
async function keepCurrent(
  { store, attempt }: StepContext,
  run: RunRow,
  side: Side,
  known: SideSummary,
): Promise<void> {
  await store.transaction().execute(async transaction => {
    if (!unread(await lockRun(transaction, attempt), side)) return;
    await dropSnapshotsOfRun(transaction, run.id, side);
    await addToSummary(transaction, attempt, { [side]: known });
  });
}

/** The same places in other bytes: their rows stay, and the snapshot's own says of when they are known to be so. */
async function renewCurrent(
  { store, attempt }: StepContext,
  run: RunRow,
  before: Snapshot,
  snapshot: Snapshot,
): Promise<void> {
  await store.transaction().execute(async transaction => {
    if (!unread(await lockRun(transaction, attempt), snapshot.side)) return;
    await dropSnapshotsOfRun(transaction, run.id, snapshot.side);
    // Data of an earlier moment takes nothing from what is known of a later one.
    const dataTime = newest({ official: before.dataTime, community: snapshot.dataTime });
    await renewSnapshot(transaction, run.challenge_id, { ...snapshot, dataTime }, new Date());
    await addToSummary(transaction, attempt, { [snapshot.side]: summaryOf(snapshot) });
  });
}

/** The summary comes last: without it the side counts as not read, and the next attempt reads it again. */
async function keep({ store, attempt }: StepContext, run: RunRow, snapshot: Snapshot): Promise<void> {
  const challenge = run.challenge_id;
  const of = { id: randomUUID(), challenge, run: run.id, state: 'next', fetchedAt: new Date() } as const;
  const begin: Write = transaction => writeSnapshot(transaction, of, snapshot);
  if (!(await writeInParts(store, attempt, [begin], (_, now) => unread(now, snapshot.side)))) return;
  const writes = [...inParts(snapshot.features, FEATURES_AT_ONCE)].map(
    (part): Write =>
      transaction =>
        insertFeatures(transaction, challenge, of.id, part),
  );
  const end: Write = transaction =>
    addToSummary(transaction, attempt, { [snapshot.side]: summaryOf(snapshot) });
  await writeInParts(
    store,
    attempt,
    [...writes, end],
    // Nor mix its rows with the other's.
    async (transaction, now) => unread(now, snapshot.side) && (await hasSnapshot(transaction, of.id)),
  );
}

/** Nothing changes until staff accept it; the snapshot's row says what was seen. */
async function hold(
  { store, attempt }: StepContext,
  run: RunRow,
  snapshot: Snapshot,
  reason: string,
): Promise<void> {
  await store.transaction().execute(async transaction => {
    if (!unread(await lockRun(transaction, attempt), snapshot.side)) return;
    const challenge = run.challenge_id;
    const of = { id: randomUUID(), challenge, run: run.id, state: 'held', fetchedAt: new Date() } as const;
    await dropSnapshotsOfRun(transaction, run.id);
    await writeSnapshot(transaction, of, snapshot);
    await retireOldestHeld(transaction, challenge, snapshot.side);
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
