import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { along } from '../../core/along.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { compareText } from '../../core/compare-text.ts';
import { metres } from '../../core/geo.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { priorityOfKinds } from '../../core/task/priority.ts';
import { claimNext } from '../../store/tasks/claims.ts';
import type { Order } from '../../store/tasks/free-tasks.ts';
import type { Lease } from '../../store/tasks/lease.ts';
import { ASKED } from '../../store/tasks/task-move.ts';
import type { Pin } from '../../store/tasks/task-queries.ts';
import type { nextRequest } from '../contract/claim.ts';
import type { Call } from '../frame/operation.ts';
import { leaseFor } from '../lease.ts';
import { areaPins } from './shown-places.ts';

/** Claims the next task by what is shown of it: its id and the lease; null when nothing is left for this person. */
export async function claimNextShown(
  call: Pick<Call, 'deps' | 'now'>,
  challenge: Challenge,
  person: string,
  search: z.output<typeof nextRequest>,
): Promise<Readonly<{ id: string; lease: Lease }> | null> {
  const { store } = call.deps;
  const lease = leaseFor(call, person);
  const kinds = search.kinds ?? [];
  const order = orderOf(search);
  const claim = async (by: Order) => {
    const asked = { challenge: challenge.id, order: by, skip: search.skip, kinds };
    const id = await claimNext(store, asked, lease);
    return id === null ? null : { id, lease };
  };
  const rank = mustLookHere(challenge) ? rankOf(order) : null;
  if (!rank) return claim(order);
  // By the areas: an order by the hidden places would tell where they are to whoever asks from many sides.
  const areas = await areaPins(store, challenge, { states: ASKED, kinds });
  const ids = areas
    .map(pin => ({ id: pin.id, ranks: rank(pin) }))
    .filter(({ ranks }) => ranks !== null)
    .sort((a, b) => a.ranks![0] - b.ranks![0] || a.ranks![1] - b.ranks![1] || compareText(a.id, b.id))
    .map(({ id }) => id);
  return claim({ by: 'list', ids });
}

function orderOf({ order, near, route, within }: z.output<typeof nextRequest>): Order {
  if (order === 'route' && route) return { by: 'route', line: route, metres: within };
  if (order === 'random') return { by: 'random', from: randomBytes(16).toString('hex') };
  if (order === 'priority') return { by: 'priority', near: near ?? null };
  return near ? { by: 'nearest', near } : { by: 'id' };
}

/** What is smaller comes first, then by the second; null: not at all. None where the order says nothing of places. */
function rankOf(order: Order): ((pin: Pin) => readonly [number, number] | null) | null {
  switch (order.by) {
    case 'nearest':
      return ({ at }) => [metres(order.near, at), 0];
    case 'priority':
      return ({ at, kinds }) => [-priorityOfKinds(kinds), order.near ? metres(order.near, at) : 0];
    case 'route':
      return ({ at }) => {
        const { beside, from } = along(order.line, at);
        return beside <= order.metres ? [from, 0] : null;
      };
    default:
      return null;
  }
}
