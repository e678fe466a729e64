import { compareText } from '../compare-text.ts';
import type { Change, NotPossible } from './change.ts';
import type { Refusal } from './effect.ts';

/**
 * Takes the refused changes out, and every change that shares a task with one of them: an answer is carried out whole or
 * not at all. Each task that loses something gets one NotPossible.
 */
export function dropTogether(
  changes: readonly Change[],
  refused: ReadonlyMap<Change, Refusal>,
): Readonly<{ changes: Change[]; notPossible: NotPossible[] }> {
  const blocked = new Map<string, Refusal>();
  for (const [change, why] of refused)
    for (const task of change.tasks) if (!blocked.has(task)) blocked.set(task, why);
  let kept = changes.filter(change => !refused.has(change));
  for (;;) {
    const next = kept.find(({ tasks }) => tasks.some(task => blocked.has(task)));
    if (!next) break;
    const [cause, why] = next.tasks.flatMap(task => {
      const because = blocked.get(task);
      return because ? [[task, because] as const] : [];
    })[0]!;
    for (const task of next.tasks)
      if (!blocked.has(task))
        blocked.set(task, { ...why, detail: `edits the same element as the task ${cause}: ${why.detail}` });
    kept = kept.filter(change => change !== next);
  }
  return {
    changes: kept,
    notPossible: [...blocked]
      .map(([task, why]) => ({ task, ...why }))
      .sort((a, b) => compareText(a.task, b.task)),
  };
}
