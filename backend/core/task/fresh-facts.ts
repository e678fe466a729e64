import type { Challenge } from '../challenge/challenge.ts';
import { freshFinding, type MapNow } from './fresh-finding.ts';
import { changedTasks } from './reconcile.ts';
import type { StandingTask } from './standing-task.ts';
import type { Transition } from './transition.ts';

/**
 * What becomes of a task by the map of this moment, as of any newer data: it closes itself where nothing is wrong any more, changed
 * facts replace the old ones. Null: nothing changes. @param now ISO 8601, when the map was read
 */
export function freshFacts(
  challenge: Challenge,
  task: StandingTask,
  map: MapNow,
  now: string,
): Transition | null {
  const finding = freshFinding(challenge, task.facts, map);
  if (finding === task.facts) return null;
  const [change] = changedTasks({
    tasks: [task],
    findings: finding ? [{ place: task.place, finding }] : [],
    // The official side is as old as it was: it says nothing new here.
    times: { official: null, community: now },
    covered: () => true,
    tolerance: challenge.answers.tolerance,
    now,
  });
  return change ?? null;
}
