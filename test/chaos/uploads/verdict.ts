import type { Store } from '../../../backend/store/connect.ts';
import type { SettledPlace } from '../../handover/settled-world.ts';
import type { OsmApiServer } from '../../servers/osm-api/start-osm-api.ts';

/** The account that uploads. */
export const UID = 101;

/** What is wrong after an upload, if anything, and in which states its tasks are. */
export async function verdict(
  store: Store,
  osm: OsmApiServer,
  upload: string,
  places: readonly SettledPlace[],
): Promise<Readonly<{ states: Readonly<Record<string, number>>; wrong: readonly string[] }>> {
  const wrong: string[] = [];
  const states: Record<string, number> = {};
  const { hold, hold_words: words } = await store
    .selectFrom('uploads')
    .select(['hold', 'hold_words'])
    .where('id', '=', upload)
    .executeTakeFirstOrThrow();
  for (const place of places) {
    const { task } = place;
    const { state, settlement } = await store
      .selectFrom('tasks')
      .select(['state', 'settlement'])
      .where('id', '=', task)
      .executeTakeFirstOrThrow();
    const event = await store
      .selectFrom('task_events')
      .selectAll()
      .where('task_id', '=', task)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    const stands = state === 'exported' ? `waiting for a person (${hold})` : state;
    states[stands] = (states[stands] ?? 0) + 1;
    if (settlement === null && state !== 'open') wrong.push(`${task}: its answer is lost`);
    const reason = JSON.stringify(event?.data ?? null);
    const made = editsBy(osm, place);
    if (made.some(count => count > 1)) wrong.push(`${task}: edited more than once (${made.join(', ')})`);
    const there = isThere(osm, place);
    if (state === 'verified') {
      if (!there && !changedAfter(osm, place)) wrong.push(`${task}: verified, and the map does not have it`);
    } else if (state === 'conflict') {
      if (reason === 'null' || reason === '{}') wrong.push(`${task}: in conflict without a reason`);
      if (made.some(count => count > 0)) wrong.push(`${task}: in conflict, and edited`);
    } else if (state === 'open') {
      if (!/not-fixed-yet|came-back/.test(reason)) wrong.push(`${task}: open because of ${reason}`);
    } else if (!(state === 'exported' && hold && words)) {
      wrong.push(`${task}: ${state}, and nobody is asked for anything`);
    }
  }
  const numbers = await store
    .selectFrom('changesets')
    .select(['osm_id', 'sent_at', 'state'])
    .where('upload_id', '=', upload)
    .where('osm_id', 'is not', null)
    .execute();
  for (const { osm_id: id, sent_at: sent, state } of numbers) {
    const theirs = osm.world.changesets.one(Number(id));
    if (sent && state !== 'sent' && theirs.closedAt.getTime() > Date.now())
      wrong.push(`changeset ${id} was sent, and stays open`);
  }
  return { states, wrong };
}

/** How often the account edited each element of a place; for one that was added: how many there are. */
function editsBy(osm: OsmApiServer, { facts, fix, elements }: SettledPlace): number[] {
  if (facts.community === null) {
    const name = fix.tags.find(({ key }) => key === 'name')?.value;
    return [osm.world.map.versions().filter(one => one.uid === UID && one.tags['name'] === name).length];
  }
  return elements.map(
    ({ type, id }) => osm.world.map.history(`${type}/${id}`).filter(({ uid }) => uid === UID).length,
  );
}

/** Whether the map has what was answered. */
function isThere(osm: OsmApiServer, { facts, fix, elements }: SettledPlace): boolean {
  if (facts.community === null) return editsBy(osm, { facts, fix, elements, task: '' })[0] === 1;
  const now = osm.world.map.current(facts.community.id);
  if (!now?.visible) return false;
  if (fix.keep !== undefined) {
    const twin = facts.others[0]!;
    return osm.world.map.current(twin.id)?.visible === false;
  }
  const at = fix.position?.at;
  const stands = !at || (now.type === 'node' && now.at[0] === at[0] && now.at[1] === at[1]);
  return stands && fix.tags.every(({ key, value }) => now.tags[key] === value);
}

/** Whether somebody else has edited a place after the account did: what they made of it is theirs. */
function changedAfter(osm: OsmApiServer, { elements }: SettledPlace): boolean {
  return elements.some(({ type, id }) => {
    const [before, last] = osm.world.map.history(`${type}/${id}`).slice(-2);
    return before?.uid === UID && last?.uid !== UID;
  });
}
