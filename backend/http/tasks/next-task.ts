import type { z } from 'zod';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { compareText } from '../../core/compare-text.ts';
import { metres } from '../../core/geo.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { claimNext } from '../../store/tasks/claims.ts';
import { ASKED } from '../../store/tasks/task-move.ts';
import type { nextRequest } from '../contract/claim.ts';
import type { Call } from '../frame/operation.ts';
import { leaseFor } from '../lease.ts';
import { areaPins } from './shown-places.ts';

/** Claims the next task by what is shown of it; its id, or null when nothing is left for this person. */
export async function claimNextShown(
  call: Pick<Call, 'deps' | 'now'>,
  challenge: Challenge,
  person: string,
  search: z.output<typeof nextRequest>,
): Promise<string | null> {
  const { store } = call.deps;
  const near = search.near ?? null;
  const lease = leaseFor(call, person);
  const asked = { challenge: challenge.id, near, skip: search.skip, kinds: search.kinds ?? [] };
  if (!near || !mustLookHere(challenge)) return claimNext(store, asked, lease);
  // Nearest by the areas: an order by the hidden places would tell where they are to whoever asks from many sides.
  const areas = await areaPins(store, challenge, { states: ASKED, kinds: asked.kinds });
  const nearest = areas
    .map(({ id, at }) => ({ id, distance: metres(near, at) }))
    .sort((a, b) => a.distance - b.distance || compareText(a.id, b.id));
  return claimNext(store, { ...asked, near: null, order: nearest.map(({ id }) => id) }, lease);
}
