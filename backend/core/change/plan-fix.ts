import type { Fix } from '../answer/answer.ts';
import type { Challenge } from '../challenge/challenge.ts';
import { compareText } from '../compare-text.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import type { Feature, OsmElement } from '../feature.ts';
import { SAME_POSITION } from '../geo.ts';
import type { Origin } from '../licence/licence.ts';
import { metresToFeature } from '../metres-to-feature.ts';
import { currentStates, type MapState } from './current-state.ts';
import { type Effect, isRefusal, type Planned, refusal } from './effect.ts';
import { featureTags, outlineRemains } from './feature-tags.ts';
import { mainKeys, withLifecycle } from './main-tags.ts';
import type { Seen, Wish } from './merge.ts';
import { type ReadFix, readFix } from './read-fix.ts';
import { isDrawn } from './rewire.ts';

type Context = Readonly<{ challenge: Challenge; map: MapState; states: ReadonlyMap<string, OsmElement> }>;
type Tags = Map<string, Wish>;

const fromTheMap = ({ community }: Challenge): Origin => ({
  licence: community.licence,
  attribution: community.attribution,
});

const seenOf = ({ tags, at }: Feature): Seen => ({ tags, at });
/** For values that are carried along as they are now, whatever they were when somebody looked. */
const asNow = (now: OsmElement): Seen => ({ tags: now.tags, ...(now.type === 'node' && { at: now.at }) });

const editorNeeded = (feature: Feature, why: string) =>
  refusal('needs-an-editor', `${feature.id} ${why}`, feature.id);

/** The feature's tags taken off an element that stays as it is otherwise. */
function strip(
  feature: Feature,
  { states }: Pick<Context, 'states'>,
  users: readonly string[],
): Planned<Effect> {
  const now = states.get(feature.id)!;
  if (users.some(user => user.startsWith('relation/')))
    return editorNeeded(feature, `is a member of ${users.find(user => user.startsWith('relation/'))}`);
  const origin: Origin = { licence: 'observation' };
  const leaving = Object.keys(
    now.type === 'node' && users.length === 0 ? now.tags : featureTags(now, users.length > 0),
  );
  const wishes = { tags: new Map(leaving.map(key => [key, { value: null, origin }])) };
  const left = Object.fromEntries(Object.entries(now.tags).filter(([key]) => !leaving.includes(key)));
  if (now.type !== 'node' && !outlineRemains({ ...now, tags: left }))
    return editorNeeded(feature, 'would be an outline of nothing without its tags');
  return { do: 'edit', feature, seen: asNow(now), wishes, whole: true };
}

/**
 * The tags of a feature on a new node, and off the outline (or the vertex) that they were on: an outline that was traced
 * from imagery does not move because the feature stands elsewhere.
 */
function elsewhere(feature: Feature, fix: ReadFix, context: Context): Planned<readonly Effect[]> {
  const users = context.map.usersOf(feature.id) ?? [];
  const stripped = strip(feature, context, users);
  if (isRefusal(stripped)) return stripped;
  const now = context.states.get(feature.id)!;
  const origin = fromTheMap(context.challenge);
  const vertex = users.length > 0;
  const tags: Tags = new Map(
    Object.entries(featureTags(now, vertex)).map(([key, value]) => [key, { value, origin }]),
  );
  for (const [key, wish] of fix.tags)
    if (wish.value === null) tags.delete(key);
    else tags.set(key, wish);
  return [stripped, { do: 'create', where: fix.where!, tags }];
}

/** Metres; an outline that is this close is where the volunteer says it is. */
const standsElsewhere = ({ target, where }: ReadFix, now: OsmElement, challenge: Challenge): boolean =>
  where !== null && now.type !== 'node' && metresToFeature(where.at, target!) > challenge.answers.tolerance;

function lifecycleTags(fix: ReadFix, now: OsmElement, { challenge }: Context): Planned<Tags> {
  const { target, lifecycle } = fix;
  const tags: Tags = new Map();
  if (!lifecycle) return tags;
  const keys = mainKeys(now.tags, challenge.community.filter);
  if (keys.length === 0) return editorNeeded(target!, 'has no main tag that could become a former one');
  for (const key of keys) {
    const to = withLifecycle(key, lifecycle);
    const value = now.tags[key]!;
    if (to === key) continue;
    if (value.includes(';')) return editorNeeded(target!, `is several things at once (${key}=${value})`);
    if (now.tags[to] !== undefined && now.tags[to] !== value)
      return editorNeeded(target!, `has ${to}=${now.tags[to]} already`);
    tags.set(key, { value: null, origin: { licence: 'observation' } });
    tags.set(to, { value, origin: fromTheMap(challenge) });
  }
  return tags;
}

/** What the merged features know and the kept one does not; of two merged ones the first by id speaks. */
function union(fix: ReadFix, kept: OsmElement, { states, challenge }: Context): Tags {
  const tags: Tags = new Map();
  for (const { id } of [...fix.merged].sort((a, b) => compareText(a.id, b.id)))
    for (const [key, value] of Object.entries(featureTags(states.get(id)!)))
      if (kept.tags[key] === undefined && !tags.has(key))
        tags.set(key, { value, origin: fromTheMap(challenge) });
  return tags;
}

/** Relations have the kept one for a member in the place of the one that is merged into it. */
function rewire(
  feature: Feature,
  kept: Feature,
  users: readonly string[],
  { map }: Context,
): Planned<readonly Effect[]> {
  const effects: Effect[] = [];
  for (const ref of users) {
    if (!ref.startsWith('relation/')) continue;
    const relation = map.elements.get(ref);
    if (!relation)
      return refusal('element-state-unknown', `${ref} needs ${feature.id} and is not known`, ref);
    if (relation === 'gone') continue;
    if (ref === kept.id || isDrawn(relation)) return editorNeeded(feature, `is a part of what ${ref} draws`);
    const user: Feature = { side: 'community', id: ref, at: feature.at, tags: {} };
    effects.push({ do: 'rewire', feature: user, from: feature.id, to: kept.id });
  }
  return effects;
}

/**
 * A merged node is deleted only where it is known that no way needs it. Where that is not known it keeps its place and
 * loses its tags: an empty node is untidy, a way without one of its corners is broken.
 */
function drop(feature: Feature, kept: Feature, context: Context): Planned<readonly Effect[]> {
  const users = context.map.usersOf(feature.id);
  const rewires = rewire(feature, kept, users ?? [], context);
  if (isRefusal(rewires)) return rewires;
  const ways = users?.filter(ref => !ref.startsWith('relation/'));
  const dropped: Planned<Effect> =
    context.states.get(feature.id)!.type === 'node' && ways?.length === 0
      ? { do: 'delete', feature }
      : strip(feature, context, ways ?? []);
  return isRefusal(dropped) ? dropped : [...rewires, dropped];
}

function editTarget(fix: ReadFix, context: Context): Planned<readonly Effect[]> {
  const target = fix.target!;
  const now = context.states.get(target.id)!;
  const former = lifecycleTags(fix, now, context);
  if (isRefusal(former)) return former;
  const tags: Tags = new Map([...union(fix, now, context), ...former]);
  const carried: Effect[] =
    tags.size > 0 ? [{ do: 'edit', feature: target, seen: asNow(now), wishes: { tags } }] : [];
  const isCorner = () => (context.map.usersOf(target.id) ?? []).length > 0;
  const shifts =
    fix.where !== null &&
    (now.type === 'node'
      ? metresToFeature(fix.where.at, target) >= SAME_POSITION && isCorner()
      : standsElsewhere(fix, now, context.challenge));
  if (shifts) {
    if (carried.length > 0 || fix.merged.length > 0)
      return editorNeeded(target, 'would be moved and merged or retired at once');
    return elsewhere(target, fix, context);
  }
  const at = fix.where && now.type === 'node' ? fix.where : undefined;
  if (fix.tags.size === 0 && !at) return carried;
  // What the volunteer said of a key is stronger than what is carried along.
  for (const key of fix.tags.keys()) tags.delete(key);
  return [
    ...carried,
    { do: 'edit', feature: target, seen: seenOf(target), wishes: { tags: fix.tags, ...(at && { at }) } },
  ];
}

function createNew(fix: ReadFix, challenge: Challenge): Planned<readonly Effect[]> {
  if (!fix.where)
    return fix.tags.size > 0
      ? refusal('invalid-value', 'the answer adds a place and does not say where it is')
      : [];
  // That there is such a thing here is the volunteer's word.
  const tags: Tags = new Map(
    Object.entries(challenge.create.tags).map(([key, value]) => [
      key,
      { value, origin: { licence: 'observation' } },
    ]),
  );
  for (const [key, wish] of fix.tags)
    if (wish.value === null) tags.delete(key);
    else tags.set(key, wish);
  if (tags.size === 0) return refusal('invalid-value', 'a new place needs a tag');
  return [{ do: 'create', where: fix.where, tags }];
}

/** What one settled fix asks of the map; nothing where it asks nothing of it; or why it cannot be done. */
export function planFix(
  facts: Finding,
  answer: Fix,
  challenge: Challenge,
  map: MapState,
): Planned<readonly Effect[]> {
  const fix = readFix(facts, answer);
  if (isRefusal(fix)) return fix;
  const touched = [
    ...(fix.target ? [fix.target] : []),
    ...fix.bearers.map(({ feature }) => feature),
    ...fix.merged,
  ];
  const states = currentStates(touched, map, challenge.community);
  if (isRefusal(states)) return states;
  const context = { challenge, map, states };
  const effects: Effect[] = [];
  for (const { feature, choices } of fix.bearers)
    effects.push({
      do: 'edit',
      feature,
      seen: seenOf(feature),
      wishes: { tags: new Map(choices.map(({ key, origin }) => [key, { value: null, origin }])) },
    });
  const main = fix.target ? editTarget(fix, context) : createNew(fix, challenge);
  if (isRefusal(main)) return main;
  effects.push(...main);
  for (const feature of fix.merged) {
    const dropped = drop(feature, fix.target!, context);
    if (isRefusal(dropped)) return dropped;
    effects.push(...dropped);
  }
  return effects;
}
