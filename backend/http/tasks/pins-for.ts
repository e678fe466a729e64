import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import { answeredAmong } from '../../store/tasks/answer-queries.ts';
import type { Pin } from '../../store/tasks/task-queries.ts';
import type { Call } from '../frame/operation.ts';
import { personOf } from '../people/who.ts';
import { type ShownState, shownState } from '../present/shown-state.ts';

export type PinView = Readonly<{
  type: 'Feature';
  geometry: { type: 'Point'; coordinates: [number, number] };
  properties: { id: string; challenge: string; state: ShownState; kinds: Kind[]; name: string | null };
}>;

/** Pins as GeoJSON, each in the state that whoever asks may see. */
export async function pinsFor(call: Call, pins: readonly Pin[]): Promise<PinView[]> {
  const person = await personOf(call);
  const ids = pins.map(({ id }) => id);
  const own = person ? await answeredAmong(call.deps.store, ids, person.id) : new Set<string>();
  return pins.map(({ id, challenge, at, state, kinds, name }) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [...at] },
    properties: {
      ...{ id, challenge, name, kinds: [...kinds] },
      state: shownState(state, { answered: own.has(id), claimed: false }),
    },
  }));
}
