import type { TaskState } from '../../core/task/task.ts';
import { ASKED } from '../../store/tasks/task-move.ts';

/** claimed: whoever asks holds it. */
export type ShownState = TaskState | 'claimed';

/**
 * The state that a person may see. While a task still asks, it shows what that person did and nothing of what others
 * did: an answer that others gave could lead the next one.
 */
export function shownState(
  state: TaskState,
  own: Readonly<{ answered: boolean; claimed: boolean }>,
): ShownState {
  if (!ASKED.includes(state)) return state;
  if (own.answered) return 'pending';
  return own.claimed ? 'claimed' : 'open';
}

/** What `state=` of a list means. */
export const STATES_OF: Readonly<Record<'open' | 'settled' | 'all', readonly TaskState[]>> = {
  open: ASKED,
  settled: ['settled', 'exported', 'verified', 'conflict'],
  all: [],
};
