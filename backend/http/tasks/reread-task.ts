import type { Challenge } from '../../core/challenge/challenge.ts';
import { isReal } from '../../core/change/element-ref.ts';
import type { Finding } from '../../core/discrepancy/discrepancy.ts';
import { freshFacts } from '../../core/task/fresh-facts.ts';
import { refreshTask } from '../../store/tasks/refresh-task.ts';
import { ASKED } from '../../store/tasks/task-move.ts';
import { type StoredTask, storedTask } from '../../store/tasks/task-queries.ts';
import type { Call } from '../frame/operation.ts';

/** Elements of OpenStreetMap that a task is about; none of fiction, and none of another map. */
function elementsOf({ sample, community }: Challenge, facts: Finding): string[] {
  if (sample || community.licence !== 'OSM') return [];
  const theirs = [facts.community, ...facts.others].filter(one => one?.side === 'community');
  return theirs.map(one => one!.id).filter(isReal);
}

/** `same` also where the map could not be read in time. `task`: as it stands now; null where there is none. */
export type Reread = Readonly<{ came: 'same' | 'changed' | 'closed'; task: StoredTask | null }>;

/**
 * Reads the elements of a task again before somebody sees it, and asks the rules again where one has changed.
 * @param reads false: it is taken as it is, and the map is not asked
 */
export async function rereadTask(
  call: Pick<Call, 'deps' | 'now'>,
  id: string,
  reads = true,
): Promise<Reread> {
  const { store } = call.deps;
  const task = await storedTask(store, id);
  const came = task && reads ? await reread(call, task) : 'same';
  return { came, task: came === 'same' ? task : await storedTask(store, id) };
}

async function reread({ deps, now }: Pick<Call, 'deps' | 'now'>, task: StoredTask): Promise<Reread['came']> {
  const { rereader, store } = deps;
  if (!rereader) return 'same';
  const { id, challenge } = task;
  const read = await rereader.read(elementsOf(challenge, task.facts), now);
  if (read.size === 0) return 'same';
  const map = new Map([...read].map(([ref, { state }]) => [ref, state]));
  const oldest = new Date(Math.min(...[...read.values()].map(({ at }) => at.getTime())));
  const decide = (standing: Parameters<typeof freshFacts>[1]) =>
    ASKED.includes(standing.state) ? freshFacts(challenge, standing, map, oldest.toISOString()) : null;
  // Most of the time nothing has changed, and no row is locked for it.
  if (decide({ ...task, place: '', settlement: null, settledAt: null }) === null) return 'same';
  const change = await refreshTask(store, { id, challenge: challenge.id }, now, decide);
  if (change === null) return 'same';
  return ASKED.includes(change.to) ? 'changed' : 'closed';
}

/** When all elements of a task were last read from the map itself; null where one was not, or there is none. */
export function rereadAt(
  { deps, now }: Pick<Call, 'deps' | 'now'>,
  challenge: Challenge,
  facts: Finding,
): Date | null {
  const refs = elementsOf(challenge, facts);
  const known = deps.rereader?.known(refs, now);
  if (!known || refs.length === 0 || known.size < refs.length) return null;
  return new Date(Math.min(...[...known.values()].map(({ at }) => at.getTime())));
}
