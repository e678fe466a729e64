import type { Challenge } from '../challenge/challenge.ts';
import type { Feature, OsmElement } from '../feature.ts';
import { anyHolds } from '../tags.ts';
import { isRefusal, type Planned, refusal } from './effect.ts';
import { elementOf } from './element-ref.ts';

/** What is known of the map beside the facts of the tasks. */
export type MapState = Readonly<{
  /** By `way/12`, the newest state that is known. */
  elements: ReadonlyMap<string, OsmElement | 'gone'>;
  /** The ways and relations that need an element (`node/12`); empty where nothing does, undefined where nobody asked. */
  usersOf: (ref: string) => readonly string[] | undefined;
}>;

/** The element behind a feature as it is now. */
export function currentState(
  feature: Feature,
  { elements }: Pick<MapState, 'elements'>,
  { filter }: Challenge['community'],
): Planned<OsmElement> {
  const { id, tags } = feature;
  if (!elementOf(id))
    return refusal('needs-an-editor', `${id} does not say which element of the map it is`, id);
  const now = elements.get(id);
  if (now === 'gone')
    return refusal('element-gone', `${id} was deleted on the map since the volunteer saw it`, id);
  if (!now)
    return refusal(
      'element-state-unknown',
      `the source does not carry the whole of ${id} (its version among it), and it could not be read from the map`,
      id,
    );
  if (anyHolds(filter, tags) && !anyHolds(filter, now.tags))
    return refusal('conflict', `${id} has been retagged since the volunteer saw it`, id);
  return now;
}

/** The current states of several features by their ids, or the first reason why one is not known. */
export function currentStates(
  features: Iterable<Feature>,
  map: MapState,
  community: Challenge['community'],
): Planned<ReadonlyMap<string, OsmElement>> {
  const states = new Map<string, OsmElement>();
  for (const feature of features) {
    const state = currentState(feature, map, community);
    if (isRefusal(state)) return state;
    states.set(feature.id, state);
  }
  return states;
}
