import { beginComparison, type Comparison } from '../../backend/core/discrepancy/compare.ts';
import type { Finding } from '../../backend/core/discrepancy/discrepancy.ts';
import type { LonLat, Side } from '../../backend/core/feature.ts';
import type { SpokeBefore } from '../../backend/core/snapshot/common-extent.ts';
import { digestOf } from '../../backend/core/task/digest.ts';
import { matchInThreads } from '../../backend/matching/match-in-threads.ts';
import type { Store } from '../../backend/store/connect.ts';
import { inParts } from '../../backend/store/jsonb.ts';
import { positionsOf } from '../../backend/store/runs/features.ts';
import {
  addFindings,
  countFindings,
  dropFindings,
  type FindingRow,
} from '../../backend/store/runs/findings.ts';
import {
  addToSummary,
  endRun,
  lastRun,
  type RunRow,
  setCoverage,
  setStep,
} from '../../backend/store/runs/runs.ts';
import { currentSnapshot, retireHeld, type SnapshotRow } from '../../backend/store/runs/snapshots.ts';
import type { RunSummary, SideSummary } from '../../backend/store/tables.ts';
import { labelsOf } from '../../backend/store/tasks/labels.ts';
import { countTasks, hasFinishedTasks } from '../../backend/store/tasks/tasks.ts';
import { definitionDigest } from '../definition.ts';
import { keepOverride } from './keep-override.ts';
import { openRun, type StepContext } from './open-run.ts';
import { snapshotFor, storedSnapshot } from './stored-snapshot.ts';
import { type Write, writeInParts } from './write-in-parts.ts';

/** What people have settled about pairs, as a run's summary keeps it. */
type Settled = Pick<RunSummary, 'labels'>;

/** findings of one transaction */
const FINDINGS_AT_ONCE = 500;

/** Two snapshots → findings. Ends the run at once where neither the bytes nor the definition have changed. */
export async function compare(context: StepContext): Promise<void> {
  const opened = await openRun(context);
  if (!opened || !['snapshot', 'compare'].includes(opened.run.step)) return;
  const { run, definition } = opened;
  const { store, attempt } = context;
  const official = await snapshotFor(store, run, 'official');
  const community = await snapshotFor(store, run, 'community');
  const digest = definitionDigest(definition);
  const labels = await labelsOf(store, run.challenge_id);
  const settled = labels.length > 0 ? { labels: digestOf(labels) } : {};
  if (
    official.state === 'current' &&
    community.state === 'current' &&
    (await saysNothingNew(store, run, digest, settled))
  )
    return await endUnchanged(context, run, digest, settled);
  if (!(await setStep(store, attempt, 'compare'))) return;
  const begun = beginComparison(
    { ...definition, labels },
    await storedSnapshot(store, official),
    await storedSnapshot(store, community),
    undefined,
    await spokeBefore(store, run, [official, community]),
  );
  const said = begun.end(
    await matchInThreads(begun.official, begun.community, begun.options, context.progress),
  );
  await keep(context, run, [official, community], said, settled);
}

/**
 * Whether a run that read the same places as the last, and knows as much of their pairs, has nothing to compare: its bytes are the same too; or, where they are of a later
 * moment, there is no task that this could reopen.
 */
async function saysNothingNew(
  store: Store,
  run: RunRow,
  digest: string,
  { labels }: Settled,
): Promise<boolean> {
  const last = await lastRun(store, run.challenge_id, ['done']);
  if (last?.definition_digest !== digest || last.summary.labels !== labels) return false;
  const same = (side: Side) => last.summary[side]?.hash === run.summary[side]?.hash;
  return (same('official') && same('community')) || !(await hasFinishedTasks(store, run.challenge_id));
}

/** Nobody reads findings before the run's row says `reconcile`. */
async function keep(
  { store, attempt }: StepContext,
  run: RunRow,
  rows: readonly SnapshotRow[],
  said: Comparison,
  settled: Settled,
): Promise<void> {
  const findings = said.findings.map(toRow);
  const writes: Write[] = [transaction => dropFindings(transaction, run.id)];
  let first = 0;
  for (const part of inParts(findings, FINDINGS_AT_ONCE)) {
    const seq = first;
    writes.push(transaction => addFindings(transaction, run.challenge_id, run.id, part, seq));
    first += part.length;
  }
  writes.push(async transaction => {
    // The same attempt may have been handed out twice: whoever began last goes on to the end.
    if ((await countFindings(transaction, run.id)) !== findings.length) return;
    await addToSummary(transaction, attempt, { ...summaryOf(run.summary, rows, said), ...settled });
    await setCoverage(transaction, attempt, said.coverage);
    await setStep(transaction, attempt, 'reconcile');
  });
  await writeInParts(store, attempt, writes, (_, { step }) => step === 'compare');
}

/** Where silent sources spoke the last time: a place that is gone from there is absent, unless staff accepted that. */
async function spokeBefore(store: Store, run: RunRow, rows: readonly SnapshotRow[]): Promise<SpokeBefore> {
  const before: { -readonly [S in Side]?: readonly LonLat[] } = {};
  for (const row of rows) {
    if (row.state === 'current' || row.coverage !== null || run.inputs.accept?.includes(row.hash)) continue;
    const last = await currentSnapshot(store, run.challenge_id, row.side);
    if (last) before[row.side] = await positionsOf(store, last.id);
  }
  return before;
}

function toRow(finding: Finding): FindingRow {
  if (!finding.match) return { verdict: 'none', finding };
  const doubtful = finding.discrepancies.some(({ kind }) => kind === 'possible-match');
  return { verdict: doubtful ? 'possible' : 'match', finding };
}

function summaryOf(before: RunSummary, rows: readonly SnapshotRow[], said: Comparison): Partial<RunSummary> {
  const side = (name: Side): SideSummary => {
    // What the last comparison said of a side that was not read again does not count: its row has what the reader said.
    const read = rows.find(row => row.side === name)!.warnings;
    const compared = said.warnings.filter(
      warning => ('side' in warning ? warning.side : 'official') === name,
    );
    return { ...before[name]!, warnings: [...read, ...compared] };
  };
  const { compared, verdicts, kinds } = said;
  return { official: side('official'), community: side('community'), compared, verdicts, kinds };
}

/** Only the run's own row says that it looked, unless it was told more than the definition. */
async function endUnchanged(
  { store, attempt }: StepContext,
  run: RunRow,
  digest: string,
  settled: Settled,
): Promise<void> {
  const last = await lastRun(store, run.challenge_id, ['done']);
  const { compared, verdicts, kinds } = last?.summary ?? {};
  const tasks = {
    opened: 0,
    kept: 0,
    changed: 0,
    closed: 0,
    reopened: 0,
    untouched: await countTasks(store, run.challenge_id),
  };
  const summary = { compared, verdicts, kinds, tasks, unchanged: true, ...settled };
  await store.transaction().execute(async transaction => {
    if (!(await endRun(transaction, attempt, { state: 'done', summary, definitionDigest: digest }))) return;
    await keepOverride(transaction, run);
    await retireHeld(transaction, run.challenge_id);
  });
}
