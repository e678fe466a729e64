import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Bbox } from '../../core/feature.ts';
import { boxOf, inBox } from '../../core/geo.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import type { Store } from '../../store/connect.ts';
import type { TaskCount } from '../../store/tasks/task-counts.ts';
import { type FactsPin, factsPins, type Pin, type PinQuery, pins } from '../../store/tasks/task-queries.ts';
import { shown } from '../present/shown.ts';

/**
 * Pins where people may see them. In look-here mode the box is asked of the area's centre, never of the stored place:
 * asked often enough with smaller and smaller boxes, it would give the place away.
 */
export async function shownPins(store: Store, challenge: Challenge, query: PinQuery): Promise<Pin[]> {
  if (!mustLookHere(challenge)) return pins(store, [challenge.id], query);
  const { box } = query;
  const found = await areaPins(store, challenge, query);
  return (box ? found.filter(pin => inBox(pin.at, box)) : found).slice(0, query.limit);
}

/** A task has at least one side, so that this is never seen. */
const NOWHERE = [0, 0] as const;

/** Every task's area as a pin, by id. */
export async function areaPins(
  store: Store,
  challenge: Challenge,
  query: Pick<PinQuery, 'states' | 'kinds'>,
): Promise<Pin[]> {
  return areasOf(store, challenge, await factsPins(store, challenge.id, query));
}

/** The same of some that were read. `digest`: of the facts that they were made of. */
export async function areasOf(
  store: Store,
  challenge: Challenge,
  stored: readonly FactsPin[],
): Promise<(Pin & Readonly<{ digest: string }>)[]> {
  const secret = await lookHereSecret(store);
  return stored.map(pin => {
    const { area, community, name } = shown({ ...pin, challenge }, secret);
    // Without an official side there is no area, and the map's own place is no secret.
    const at = area?.centre ?? community?.at ?? NOWHERE;
    const { id, state, kinds, factsDigest: digest } = pin;
    return { id, challenge: pin.challenge, state, kinds, name, at, digest };
  });
}

/** Boxes around areas, by challenge, with what they were made of: every task's facts are read for one. */
const remembered = new WeakMap<Store, Map<string, Readonly<{ of: string; box: Bbox | null }>>>();

/** A box that holds what is shown of a challenge's tasks; null where it has none. @param run that its tasks come from */
export async function shownExtent(
  store: Store,
  challenge: Challenge,
  counts: readonly TaskCount[],
  run: string | null,
): Promise<Bbox | null> {
  if (!mustLookHere(challenge)) return boxAround(counts.map(({ box }) => box));
  const of = `${run} ${counts.reduce((sum, { count }) => sum + count, 0)}`;
  const boxes = remembered.get(store) ?? new Map();
  remembered.set(store, boxes);
  const known = boxes.get(challenge.id);
  if (known?.of === of) return known.box;
  const areas = await areaPins(store, challenge, { states: [], kinds: [] });
  const box = boxOf(areas.map(pin => pin.at));
  boxes.set(challenge.id, { of, box });
  return box;
}

const boxAround = (boxes: readonly Bbox[]): Bbox | null =>
  boxOf(boxes.flatMap(([west, south, east, north]) => [[west, south] as const, [east, north] as const]));
