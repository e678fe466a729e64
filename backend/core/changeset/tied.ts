import type { SettledWithState } from '../change/settled-rows.ts';

/** Edits of these tasks, those of tasks that share one with them, and so on. */
export function tiedTo<T extends Readonly<{ tasks: readonly string[] }>>(
  chosen: ReadonlySet<string>,
  changes: readonly T[],
): T[] {
  const byTask = new Map<string, T[]>();
  for (const change of changes)
    for (const task of change.tasks) {
      const own = byTask.get(task);
      if (own) own.push(change);
      else byTask.set(task, [change]);
    }
  const taken = new Set<T>();
  const tasks = [...chosen];
  const seen = new Set(chosen);
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop())
    for (const change of byTask.get(task) ?? []) {
      taken.add(change);
      for (const other of change.tasks)
        if (!seen.has(other)) {
          seen.add(other);
          tasks.push(other);
        }
    }
  return changes.filter(change => taken.has(change));
}

/** Elements that a task is about, and the spot of a place that it adds. */
function touches({ facts, answer }: Pick<SettledWithState, 'facts' | 'answer'>): string[] {
  const elements = [facts.community, ...facts.others].flatMap(one =>
    one?.side === 'community' ? [one.id] : [],
  );
  const spot = answer.say === 'fix' && answer.fix.position ? [answer.fix.position.at.join()] : [];
  return [...elements, ...spot];
}

/** Others that touch what a task does. */
export function besides(task: SettledWithState, settled: readonly SettledWithState[]): SettledWithState[] {
  const own = new Set(touches(task));
  return settled.filter(other => other.id !== task.id && touches(other).some(what => own.has(what)));
}
