import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import type { Bbox } from '../../core/feature.ts';
import { inBox } from '../../core/geo.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { type Cluster, cellsOfBox, clustered, LEVELS } from '../../core/map-cells.ts';
import type { Store } from '../../store/connect.ts';
import { taskCells } from '../../store/tasks/task-cells.ts';
import { ASKED } from '../../store/tasks/task-move.ts';
import { type Pin, pins } from '../../store/tasks/task-queries.ts';
import { STATES_OF } from '../present/shown-state.ts';
import { areaPins } from './shown-places.ts';

/** Pins that are put together here, where the counted cells are too large for a window. */
const MOST_READ = 10_000;

export type WindowQuery = Readonly<{
  box: Bbox;
  state: keyof typeof STATES_OF;
  kinds: readonly Kind[];
  /** Pins; where there are more, clusters. */
  most: number;
}>;

/** `counts`: how many of each challenge; of clusters, those of the cells that the window touches. */
export type TasksInWindow = Readonly<{ counts: ReadonlyMap<string, number> }> &
  (Readonly<{ pins: readonly Pin[] }> | Readonly<{ clusters: readonly Cluster[] }>);

/** Tasks of some challenges in the window of a map, as they are shown: one by one while they are few. */
export async function tasksInWindow(
  store: Store,
  challenges: readonly Challenge[],
  query: WindowQuery,
): Promise<TasksInWindow> {
  const { box, state, kinds, most } = query;
  const asked = { states: STATES_OF[state], kinds };
  // Where places are hidden their areas are counted, never the places.
  const areas: Pin[] = [];
  for (const challenge of challenges.filter(mustLookHere))
    areas.push(...(await areaPins(store, challenge, asked)).filter(({ at }) => inBox(at, box)));
  const open = challenges.filter(one => !mustLookHere(one)).map(({ id }) => id);
  const { level, wanted } = cellsOfBox(box);
  const standings = state === 'all' ? [] : [state];
  const cells = await taskCells(store, { challenges: open, box, standings, kinds });
  const count = cells.clusters.reduce((sum, one) => sum + one.count, areas.length);

  const isFine = wanted > LEVELS.last;
  if (count <= most || isFine) {
    const limit = isFine ? MOST_READ : 2 * most;
    const read = open.length === 0 ? [] : await pins(store, open, { ...asked, box, limit: limit + 1 });
    const all = [...areas, ...read];
    const counts = countsOf(all);
    if (all.length <= most) return { pins: all, counts };
    if (read.length <= limit) return { clusters: clustered(all.map(asPlace), wanted), counts };
  }
  // A challenge has areas, or places that are counted.
  const counts = new Map([...countsOf(areas), ...cells.counts]);
  return { clusters: clustered([...areas.map(asPlace), ...cells.clusters], level), counts };
}

const asPlace = ({ at, state }: Pin) => ({ at, open: ASKED.includes(state) ? 1 : 0 });

function countsOf(all: readonly Pin[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { challenge } of all) counts.set(challenge, (counts.get(challenge) ?? 0) + 1);
  return counts;
}
