import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { along } from '../../core/along.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { metres } from '../../core/geo.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { priorityOfKinds } from '../../core/task/priority.ts';
import { claimNext } from '../../store/tasks/claims.ts';
import type { Order } from '../../store/tasks/free-tasks.ts';
import type { Lease } from '../../store/tasks/lease.ts';
import type { nextRequest } from '../contract/claim.ts';
import type { Call } from '../frame/operation.ts';
import { leaseFor } from '../lease.ts';
import { type Area, askedAreas } from './asked-areas.ts';

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
  for (const patience of [undefined, 0]) {
    const { areas, now } = await askedAreas(store, challenge, call.now, patience);
    for (const ids of inOrder(areas, rank)) {
      const claimed = await claim({ by: 'list', ids });
      if (claimed) return claimed;
    }
    // A task that has come since they were read is looked for before there is nothing left.
    if (now) break;
  }
  return null;
}

/** What is smaller comes first; null: not at all. */
type Rank = (area: Area) => number | null;

/** More than any two places are metres apart. */
const FAR = 1e8;
/** metres; of areas that are as near, the first by id */
const NEXT = 1e-6;

/** Ids as they come, in parts that grow: most of the time one of the first is free, and the others need not be sorted. */
function* inOrder(areas: readonly Area[], rank: Rank): Generator<readonly string[]> {
  const ranks = Float64Array.from(areas, (area, i) => (rank(area) ?? Number.POSITIVE_INFINITY) + i * NEXT);
  const sorted = ranks.slice().sort();
  let from = Number.NEGATIVE_INFINITY;
  for (let to = 200; from < Number.MAX_VALUE; to *= 5) {
    const last = Math.min(sorted[to - 1] ?? Number.MAX_VALUE, Number.MAX_VALUE);
    const part: number[] = [];
    for (let i = 0; i < ranks.length; i++) if (ranks[i]! > from && ranks[i]! <= last) part.push(i);
    yield part.sort((a, b) => ranks[a]! - ranks[b]!).map(i => areas[i]!.id);
    from = last;
  }
}

function orderOf({ order, near, route, within }: z.output<typeof nextRequest>): Order {
  if (order === 'route' && route) return { by: 'route', line: route, metres: within };
  if (order === 'random') return { by: 'random', from: randomBytes(16).toString('hex') };
  if (order === 'priority') return { by: 'priority', near: near ?? null };
  return near ? { by: 'nearest', near } : { by: 'id' };
}

/** None where the order says nothing of places. */
function rankOf(order: Order): Rank | null {
  switch (order.by) {
    case 'nearest':
      return ({ at }) => metres(order.near, at);
    case 'priority':
      return ({ at, kinds }) => (order.near ? metres(order.near, at) : 0) - FAR * priorityOfKinds(kinds);
    case 'route':
      return ({ at }) => {
        const { beside, from } = along(order.line, at);
        return beside <= order.metres ? from : null;
      };
    default:
      return null;
  }
}
