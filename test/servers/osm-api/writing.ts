import { SaxesParser } from 'saxes';
import { byElement } from '../../../backend/core/change/element-ref.ts';
import { compareText } from '../../../backend/core/compare-text.ts';
import { applyChange, type ResultRow } from './apply-change.ts';
import type { Changeset } from './changesets.ts';
import type { OsmVersion } from './osm-map.ts';
import { addTag, readChange } from './read-change.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** The tags of a changeset's document. @throws Refusal 400 */
function readTags(xml: string): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  const open: string[] = [];
  let found = false;
  const parser = new SaxesParser();
  parser.on('error', fault => {
    throw fault;
  });
  parser.on('opentag', ({ name, attributes }) => {
    open.push(name);
    const path = open.join('/');
    if (path === 'osm/changeset') found = true;
    if (path === 'osm/changeset/tag') addTag(tags, 'Changeset', attributes as Record<string, string>);
  });
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(xml).close();
  } catch (fault) {
    throw fault instanceof Refusal ? fault : new Refusal(400, (fault as Error).message);
  }
  if (!found)
    throw new Refusal(
      400,
      `Cannot parse valid changeset from xml string ${xml}. XML doesn't contain an osm/changeset element.`,
    );
  return tags;
}

export const createChangeset = (world: World, uid: number, xml: string): Changeset =>
  world.changesets.create(uid, readTags(xml), world.now());

export async function retagChangeset(world: World, id: number, uid: number, xml: string): Promise<Changeset> {
  world.changesets.owned(id, uid);
  return world.locked(id, () => {
    const now = world.now();
    const row = world.changesets.writable(id, uid, now);
    row.tags = readTags(xml);
    world.changesets.touch(row, now);
    return row;
  });
}

export async function closeChangeset(world: World, id: number, uid: number): Promise<void> {
  world.changesets.owned(id, uid);
  await world.locked(id, () => {
    const now = world.now();
    world.changesets.writable(id, uid, now).closedAt = now;
  });
}

/**
 * One osmChange, whole or not at all. The changeset is asked for once its lock is held; `hold` is how long that lasts before
 * anything is applied.
 * @throws Refusal
 */
export async function upload(
  world: World,
  id: number,
  uid: number,
  xml: string,
  hold: () => Promise<unknown>,
): Promise<readonly ResultRow[]> {
  const { map, changesets, rules } = world;
  changesets.owned(id, uid);
  return world.locked(id, async () => {
    const now = world.now();
    const row = changesets.writable(id, uid, now);
    changesets.requireRoom(row, 1, now);
    const edits = readChange(xml, rules);
    await hold();
    const timestamp = `${now.toISOString().slice(0, 19)}Z`;
    const applied = applyChange(map, edits, { changeset: id, uid, timestamp, dialect: rules.dialect });
    try {
      changesets.add(row, world.accounts.get(uid)!, applied.versions.length, applied.box, now);
    } catch (fault) {
      applied.undo();
      throw fault;
    }
    return applied.rows;
  });
}

/** What was applied in a changeset: by time, type, id and version. The order in which it came is not kept. */
export const versionsIn = (world: World, id: number): readonly OsmVersion[] =>
  world.map
    .versions()
    .filter(({ changeset }) => changeset === id)
    .sort((a, b) => compareText(a.timestamp, b.timestamp) || byElement(a, b) || a.version - b.version);

const timeOf = (text: string): Date => {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Refusal(400, `no time information in "${text}"`);
  return time;
};
/** changesets in one answer */
const MOST = 100;

/** The newest changesets that fit what is asked. @throws Refusal 400, 404 */
export function findChangesets(
  { changesets, accounts, now }: World,
  query: URLSearchParams,
): readonly Changeset[] {
  const [user, name, time, ids] = ['user', 'display_name', 'time', 'changesets'].map(key => query.get(key));
  if (user && name) throw new Refusal(400, 'provide either the user ID or display name, but not both');
  const who = [...accounts.values()].find(one => String(one.id) === user || one.name === name);
  if ((user || name) && !who) throw new Refusal(404, 'Object not found');
  const [closedFrom, createdTo] = (time ?? '').split(',').filter(Boolean).map(timeOf);
  const from = query.get('from') ? timeOf(query.get('from')!) : null;
  const to = query.get('to') ? timeOf(query.get('to')!) : null;
  const wanted = ids?.split(',').map(Number);
  const isOpen = (row: Changeset) => changesets.isOpen(row, now());
  const found = changesets
    .all()
    .filter(
      row =>
        (!who || row.uid === who.id) &&
        (!query.has('open') || isOpen(row)) &&
        (!query.has('closed') || !isOpen(row)) &&
        (!closedFrom || row.closedAt >= closedFrom) &&
        (!createdTo || row.createdAt <= createdTo) &&
        (!from || row.createdAt >= from) &&
        (!from || !to || row.createdAt < to) &&
        (!wanted || wanted.includes(row.id)),
    )
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
  if (query.get('order') === 'oldest') found.reverse();
  return found.slice(0, Math.min(MOST, Number(query.get('limit') ?? MOST)));
}
