import { compareText } from '../compare-text.ts';
import type { Feature, LonLat, OsmElement } from '../feature.ts';
import { metres, SAME_POSITION } from '../geo.ts';
import type { Change, Edit, LeavingValue } from './change.ts';
import { type Effect, type Refusal, refusal } from './effect.ts';
import { byElement, positionText } from './element-ref.ts';
import { type Clash, clashes, fulfil, type Whereabouts, type Wish } from './merge.ts';
import { rewired } from './rewire.ts';

/** What the tasks so far want of one element. */
type Bench = Readonly<{
  now: OsmElement;
  tasks: readonly string[];
  /** Those among the tasks that want something other than what is there. */
  movers: readonly string[];
  tags: ReadonlyMap<string, Wish>;
  at?: Whereabouts;
  /** Members that give their place to another element. */
  rewires: readonly Readonly<{ from: string; to: string }>[];
  deleted: boolean;
  /** A task is about all of its tags at once. */
  whole: boolean;
}>;
type Creation = Readonly<{ tasks: readonly string[]; where: Whereabouts; tags: ReadonlyMap<string, Wish> }>;

/** All edits under way, one for each element however many tasks ask for it. Filled task by task, in place. */
export type Workbench = Readonly<{
  elements: Map<string, Bench>;
  /** By position and tags. */
  creations: Map<string, Creation>;
}>;

export const emptyWorkbench = (): Workbench => ({ elements: new Map(), creations: new Map() });

const quoted = (value: string | null): string => (value === null ? 'nothing' : `"${value}"`);
const clashWords = ({ key, seen, now, ours }: Clash): string =>
  `${key === '@position' ? 'its position' : key} was ${quoted(seen)}, is ${quoted(now)} by now, and was answered ${quoted(ours)}`;

const withTask = (tasks: readonly string[], task: string): readonly string[] =>
  tasks.includes(task) ? tasks : [...tasks, task];

/** Where this task and an earlier one want different things of one element. */
function rivalry(bench: Bench, effect: Exclude<Effect, { do: 'create' }>): string | null {
  const others = bench.tasks.join(', ');
  if (bench.deleted || effect.do === 'delete')
    return bench.deleted && effect.do === 'delete' ? null : `another settled task (${others}) edits it too`;
  if (effect.do === 'rewire') {
    const first = bench.rewires.find(({ from }) => from === effect.from);
    return first && first.to !== effect.to
      ? `${effect.from} gives its place to ${first.to} by another settled task (${others}), to ${effect.to} by this one`
      : null;
  }
  if (bench.whole || effect.whole) return `another settled task (${others}) edits it too`;
  for (const [key, wish] of effect.wishes.tags) {
    const first = bench.tags.get(key);
    if (first && first.value !== wish.value)
      return `${key} should be ${quoted(first.value)} by another settled task (${others}), ${quoted(wish.value)} by this one`;
  }
  const { at } = effect.wishes;
  if (at && bench.at && metres(at.at, bench.at.at) >= SAME_POSITION)
    return `another settled task (${others}) puts it at ${positionText(bench.at.at)}, this one at ${positionText(at.at)}`;
  return null;
}

function onElement(
  bench: Bench | undefined,
  effect: Exclude<Effect, { do: 'create' }>,
  now: OsmElement,
  task: string,
): Bench | Refusal {
  const { id } = effect.feature;
  const before: Bench = bench ?? {
    now,
    tasks: [],
    movers: [],
    tags: new Map(),
    rewires: [],
    deleted: false,
    whole: false,
  };
  // Within one task the later effect completes the earlier one; only another task can be a rival.
  const rival = bench?.tasks.some(other => other !== task) ? rivalry(before, effect) : null;
  if (rival) return refusal('conflict', `${id}: ${rival}`, id);
  const tasks = withTask(before.tasks, task);
  if (effect.do === 'delete')
    return { ...before, tasks, movers: withTask(before.movers, task), deleted: true };
  if (effect.do === 'rewire') {
    const { from, to } = effect;
    const isThere = rewired(now, from, to) === now;
    const movers = isThere ? before.movers : withTask(before.movers, task);
    return { ...before, tasks, movers, rewires: [...before.rewires, { from, to }] };
  }
  const found = clashes(effect.seen, now, effect.wishes);
  if (found.length > 0) return refusal('conflict', `${id}: ${found.map(clashWords).join('; ')}`, id);
  const at = before.at ?? effect.wishes.at;
  const movers = fulfil(now, effect.wishes) === now ? before.movers : withTask(before.movers, task);
  return {
    ...before,
    tasks,
    movers,
    tags: new Map([...before.tags, ...effect.wishes.tags]),
    whole: before.whole || effect.whole === true,
    ...(at && { at }),
  };
}

/** A place that two tasks add in the same spot with the same tags is one place. */
const spotOf = ({ where, tags }: Extract<Effect, { do: 'create' }>): string =>
  JSON.stringify([positionText(where.at), [...tags].map(([key, { value }]) => [key, value]).sort()]);

/**
 * Puts all effects of one task on what is there, and says whether they want anything that is not there yet; or says why
 * one of them does not fit: then none of them happens.
 */
export function applyTask(
  work: Workbench,
  task: string,
  effects: readonly Effect[],
  now: (feature: Feature) => OsmElement,
): Readonly<{ anything: boolean }> | Refusal {
  const elements = new Map<string, Bench>();
  const creations = new Map<string, Creation>();
  for (const effect of effects) {
    if (effect.do === 'create') {
      const spot = spotOf(effect);
      const twin = creations.get(spot) ?? work.creations.get(spot);
      creations.set(spot, {
        tasks: withTask(twin?.tasks ?? [], task),
        where: twin?.where ?? effect.where,
        tags: twin?.tags ?? effect.tags,
      });
      continue;
    }
    const { id } = effect.feature;
    const next = onElement(elements.get(id) ?? work.elements.get(id), effect, now(effect.feature), task);
    if ('reason' in next) return next;
    elements.set(id, next);
  }
  for (const [id, bench] of elements) work.elements.set(id, bench);
  for (const [spot, creation] of creations) work.creations.set(spot, creation);
  return {
    anything: creations.size > 0 || [...elements.values()].some(({ movers }) => movers.includes(task)),
  };
}

const sorted = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).sort(([a], [b]) => compareText(a, b)));

const position = (at: LonLat, where: Whereabouts): LeavingValue => ({
  key: '@position',
  value: positionText(at),
  origin: where.origin,
});

function valuesOf(wishes: ReadonlyMap<string, Wish>, before: OsmElement | null): LeavingValue[] {
  return [...wishes]
    .filter(([key, { value }]) => value !== null && before?.tags[key] !== value)
    .map(([key, { value, origin }]) => ({ key, value: value!, origin }))
    .sort((a, b) => compareText(a.key, b.key));
}

/** What stands on the bench as changes: new nodes, then edits, then deletions. `marks` go with every one of them. */
export function changesOf(work: Workbench, marks: readonly LeavingValue[]): readonly Change[] {
  const created = [...work.creations.values()].map(({ tasks, where, tags }, i): Change => {
    const entries = [...tags].flatMap(([key, { value }]) => (value === null ? [] : [[key, value] as const]));
    const edit: Edit = {
      action: 'create',
      placeholder: -1 - i,
      at: where.at,
      tags: sorted(Object.fromEntries(entries)),
    };
    return { tasks, edit, values: [...valuesOf(tags, null), position(where.at, where), ...marks] };
  });
  const benches = [...work.elements.values()].sort((a, b) => byElement(a.now, b.now));
  const modified = benches
    .filter(({ deleted }) => !deleted)
    .flatMap(({ now, movers: tasks, tags, at, rewires }): Change[] => {
      const after = rewires.reduce(
        (element, { from, to }) => rewired(element, from, to),
        fulfil(now, { tags, ...(at && { at }) }),
      );
      if (after === now) return [];
      const moved = at && after.type === 'node' && now.type === 'node' && after.at !== now.at;
      const values = [...valuesOf(tags, now), ...(moved ? [position(after.at, at)] : []), ...marks];
      return [
        {
          tasks,
          edit: { action: 'modify', before: now, after: { ...after, tags: sorted(after.tags) } },
          values,
        },
      ];
    });
  const deleted = benches
    .filter(bench => bench.deleted)
    .map(
      ({ now, movers: tasks }): Change => ({
        tasks,
        edit: { action: 'delete', before: now },
        values: [...marks],
      }),
    );
  return [...created, ...modified, ...deleted];
}
