import type { Change } from '../change/change.ts';
import { refOfEdit } from '../change/element-ref.ts';
import { compareText } from '../compare-text.ts';
import type { LonLat } from '../feature.ts';

/** Edits that tasks tie to each other. */
export type Bundle = Readonly<{
  changes: readonly Change[];
  tasks: readonly string[];
  points: readonly LonLat[];
}>;

/** By the names of their elements, whatever order they came in. */
export function inOrder(changes: readonly Change[]): Change[] {
  const names = new Map(changes.map(change => [change, refOfEdit(change.edit)]));
  return [...changes].sort((a, b) => compareText(names.get(a)!, names.get(b)!));
}

/**
 * Changes as they hang together by their tasks, which cannot be carried out by halves: in the order of their first tasks.
 * @param placesOf where a task is, for edits that have no place of their own (tags of a way)
 */
export function bundlesOf(
  changes: readonly Change[],
  placesOf: (task: string) => readonly LonLat[],
): readonly Bundle[] {
  /** Each task to another one of its bundle; the root to itself. */
  const towards = new Map<string, string>();
  const rootOf = (task: string): string => {
    let root = task;
    for (let next = towards.get(root); next !== undefined && next !== root; next = towards.get(root))
      root = next;
    towards.set(task, root);
    return root;
  };
  for (const { tasks } of changes) {
    const [first, ...others] = tasks;
    for (const task of first === undefined ? [] : [first, ...others])
      if (rootOf(task) !== rootOf(first!)) towards.set(rootOf(task), rootOf(first!));
  }
  const byRoot = new Map<string, Change[]>();
  for (const change of inOrder(changes)) {
    const root = rootOf(change.tasks[0] ?? refOfEdit(change.edit));
    const bundle = byRoot.get(root);
    if (bundle) bundle.push(change);
    else byRoot.set(root, [change]);
  }
  return [...byRoot.values()]
    .map(own => {
      const tasks = [...new Set(own.flatMap(({ tasks }) => tasks))].sort(compareText);
      const points = own.flatMap(pointsOf);
      return { changes: own, tasks, points: points.length > 0 ? points : tasks.flatMap(placesOf) };
    })
    .sort((a, b) => compareText(a.tasks[0] ?? '', b.tasks[0] ?? ''));
}

function pointsOf({ edit }: Change): LonLat[] {
  if (edit.action === 'create') return [edit.at];
  const states = edit.action === 'modify' ? [edit.before, edit.after] : [edit.before];
  return states.flatMap(state => (state.type === 'node' ? [state.at] : []));
}
