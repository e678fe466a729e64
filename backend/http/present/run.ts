import type { Bbox } from '../../core/feature.ts';
import type { RunRow } from '../../store/runs/runs.ts';
import type { RunView } from '../contract/run.ts';

/**
 * A run for people. In look-here mode the box that was compared is rounded outwards to whole degrees: it may have been
 * inferred from the official points, and its corners would be theirs.
 */
export function presentRun(row: RunRow, lookHere: boolean): RunView {
  const { compared, ...summary } = row.summary;
  return {
    id: row.id,
    challenge: row.challenge_id,
    state: row.state,
    step: row.step,
    progress: row.progress,
    error: row.error,
    summary: {
      official: summary.official && sideView(summary.official),
      community: summary.community && sideView(summary.community),
      compared: compared && {
        ...compared,
        box: lookHere ? wholeDegrees(compared.box) : [...compared.box],
      },
      verdicts: summary.verdicts,
      kinds: summary.kinds,
      tasks: summary.tasks,
      unchanged: summary.unchanged,
    },
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

type Box = NonNullable<RunView['summary']['compared']>['box'];
type Side = NonNullable<RunRow['summary']['official']>;
const sideView = (side: Side) => ({ ...side, warnings: side.warnings.map(warning => ({ ...warning })) });

const wholeDegrees = ([west, south, east, north]: Bbox): Box => [
  Math.max(-180, Math.floor(west)),
  Math.max(-90, Math.floor(south)),
  Math.min(180, Math.ceil(east)),
  Math.min(90, Math.ceil(north)),
];
