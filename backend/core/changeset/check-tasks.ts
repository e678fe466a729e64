import type { Challenge } from '../challenge/challenge.ts';
import type { OsmElement } from '../feature.ts';
import { factsDigest } from '../task/digest.ts';
import { freshFinding, type MapNow } from '../task/fresh-finding.ts';
import type { StandingTask } from '../task/standing-task.ts';
import { type Transition, transition } from '../task/transition.ts';
import { isAsSent } from './read-back.ts';
import type { AppliedChange } from './revert.ts';

/** What a task becomes by what was read back of the edits that were sent for it. */
export type ReadBack = Readonly<{
  /** The edits of the changeset. */
  rows: readonly AppliedChange[];
  /** By `node/12`. */
  now: ReadonlyMap<string, OsmElement | 'gone'>;
  /** ISO 8601, when they were read. */
  at: string;
}>;

/**
 * Verified where the map has what was sent, or the rules find nothing wrong any more; else it is asked again, with what is there.
 * Null where something else has become of the task meanwhile.
 */
export function checkedTask(
  challenge: Challenge,
  task: StandingTask,
  { rows, now, at }: ReadBack,
): Transition | null {
  if (task.state !== 'settled') return null;
  const own = rows.filter(({ change }) => change.tasks.includes(task.id));
  const data = { community: at };
  const right = () =>
    transition(task, { event: 'gone', reason: { code: 'seen-right', data } }, null, task.factsDigest, {
      outcome: task.outcome ?? 'fixed',
      at,
    });
  if (own.every(({ change, applied }) => isAsSent(change, now.get(applied.ref) ?? 'gone'))) return right();
  const map: MapNow = new Map(
    [...now].map(([ref, element]) => [ref, element === 'gone' ? element : { element, points: [] }]),
  );
  const finding = freshFinding(challenge, task.facts, map);
  if (!finding || finding.discrepancies.length === 0) return right();
  return transition(
    task,
    { event: 'seen-again', reason: { code: 'not-fixed-yet', data } },
    finding,
    factsDigest(finding),
    null,
  );
}

/** What was taken back is asked again. Null where something else has become of the task meanwhile. */
export function revertedTask(task: StandingTask, at: string): Transition | null {
  if (task.state !== 'settled' && task.state !== 'verified') return null;
  return transition(
    task,
    { event: 'came-back', reason: { code: 'came-back', data: { community: at } } },
    null,
    task.factsDigest,
    null,
  );
}
