import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { Dot } from '../../map/scene.svelte.ts';
import { api } from '../../server/api.ts';
import { placeOf } from './place-of.ts';

/** Degrees around a task within which the other tasks are shown. */
const REACH = 0.08;
/** Others that are shown: as many as a dense town has. */
const MOST = 5000;
const STORED = 'jalon.neighbours';

let wanted = $state(localStorage.getItem(STORED) === 'on');
export const wantsNeighbours = (): boolean => wanted;
export function wantNeighbours(on: boolean): void {
  wanted = on;
  localStorage.setItem(STORED, on ? 'on' : 'off');
}

/** The other tasks around, as pale dots; none where the server does not answer. */
export async function neighboursOf(task: TaskView, signal: AbortSignal): Promise<readonly Dot[]> {
  const [lon, lat] = placeOf(task) ?? [0, 0];
  const wide = REACH / Math.max(0.2, Math.cos((lat * Math.PI) / 180));
  const box = [lon - wide, lat - REACH, lon + wide, lat + REACH].map(degrees => degrees.toFixed(5)).join();
  const found = await api
    .tasks(task.challenge, { state: 'all', box, limit: String(MOST) }, { signal })
    .catch(() => null);
  return (found?.features ?? [])
    .filter(({ id }) => id !== task.id)
    .map(({ id, geometry, properties }) => ({
      id,
      at: geometry.coordinates,
      tone: 'pale',
      label: properties.name ?? '',
    }));
}
