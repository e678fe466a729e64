import { refOf } from '../../../backend/core/change/element-ref.ts';
import type { Bbox, ElementType, LonLat, Member } from '../../../backend/core/feature.ts';
import { grown, pointsOf } from './box.ts';
import type { OsmMap, OsmVersion } from './osm-map.ts';
import { type Edit, typeName } from './read-change.ts';
import { Refusal } from './refusal.ts';
import type { Dialect } from './rules.ts';

/** One line of a diffResult: what was deleted has no new id and version. */
export type ResultRow = Readonly<{
  type: ElementType;
  oldId: number;
  newId?: number;
  newVersion?: number;
}>;

export type Applied = Readonly<{
  rows: readonly ResultRow[];
  versions: readonly OsmVersion[];
  box: Bbox | null;
  /** Takes all of it back, as a transaction does that is not committed. */
  undo(): void;
}>;

export type By = Readonly<{ changeset: number; uid: number; timestamp: string; dialect: Dialect }>;

const failed = (words: string) => new Refusal(412, `Precondition failed: ${words}`);

/** Applies all edits, in their order, or none. @throws Refusal 400, 404, 409, 410, 412 */
export function applyChange(map: OsmMap, edits: readonly Edit[], by: By): Applied {
  const rows: ResultRow[] = [];
  const versions: OsmVersion[] = [];
  const placeholders = new Map<string, number>();
  let box: Bbox | null = null;

  const undo = () => {
    for (const version of versions.splice(0).reverse()) map.removeLast(refOf(version));
  };
  const touch = (points: readonly LonLat[]) => {
    for (const point of points) box = grown(box, point);
  };
  const append = (version: OsmVersion) => {
    map.append(version);
    versions.push(version);
  };

  /** The id of what an edit refers to. @param where `way -1`: the edit that does */
  function real(type: ElementType, id: number, where: string): number {
    if (id > 0) return id;
    const given = placeholders.get(`${type}/${id}`);
    if (given === undefined)
      throw new Refusal(400, `Placeholder ${type} not found for reference ${id} in ${where}`);
    return given;
  }

  function newVersion(edit: Edit, id: number, version: number): OsmVersion {
    const where = `${edit.type} ${edit.id}`;
    const { tags } = edit;
    const { changeset, uid, timestamp } = by;
    const common = { id, version, tags, visible: true, changeset, uid, timestamp };
    switch (edit.type) {
      case 'node':
        return { ...common, type: 'node', at: edit.at! };
      case 'way':
        return { ...common, type: 'way', nodes: edit.nodes.map(node => real('node', node, where)) };
      case 'relation': {
        const members = edit.members.map(member => ({
          ...member,
          ref: real(member.type, member.ref, where),
        }));
        return { ...common, type: 'relation', members };
      }
    }
  }

  /** A way needs its nodes, a relation its members, all of them visible. */
  function requireParts(edit: Edit, version: OsmVersion): void {
    const missing = (type: ElementType, ids: readonly number[]) =>
      [...new Set(ids)].filter(id => !map.current(`${type}/${id}`)?.visible).sort((a, b) => a - b);
    if (version.type === 'way') {
      const ids = missing('node', version.nodes);
      const list = by.dialect === 'rails' ? `(${ids})` : `${ids}`;
      if (ids.length > 0)
        throw failed(
          `Way ${edit.id} requires the nodes with id in ${list}, which either do not exist, or are not visible.`,
        );
    }
    if (version.type !== 'relation') return;
    for (const type of ['node', 'way', 'relation'] as const) {
      const refs = version.members.filter(member => member.type === type).map(({ ref }) => ref);
      const ids = missing(type, refs);
      if (ids.length === 0) continue;
      throw failed(
        by.dialect === 'rails'
          ? `Relation with id ${edit.id} cannot be saved due to ${typeName(type)} with id ${ids[0]}`
          : `Relation ${edit.id} requires the ${type}s with id in ${ids}, which either do not exist, or are not visible.`,
      );
    }
  }

  /** What an edit changes, as the server has it, in the version that the edit knows. */
  function known(edit: Edit): OsmVersion {
    let { id } = edit;
    if (id < 0) {
      const given = placeholders.get(refOf(edit));
      if (given === undefined)
        throw new Refusal(400, `Placeholder id not found for ${edit.type} reference ${id}`);
      id = given;
    }
    const current = map.current(`${edit.type}/${id}`);
    // The real ones name no element here either.
    if (!current) throw new Refusal(404);
    return current;
  }

  function requireVersion({ version }: Edit, current: OsmVersion): void {
    if (version !== current.version)
      throw new Refusal(
        409,
        `Version mismatch: Provided ${version}, server had: ${current.version} of ${typeName(current.type)} ${current.id}`,
      );
  }

  /** Where the members of a relation are that an edit of it concerns: all, where its tags change, else what joins or leaves. */
  function concerned(before: OsmVersion, after: OsmVersion): readonly LonLat[] {
    if (before.type !== 'relation' || after.type !== 'relation')
      return [before, after].flatMap(element => spread(element));
    const key = ({ type, ref }: Member) => `${type}/${ref}`;
    const [was, is] = [before.members.map(key), after.members.map(key)];
    const joins = is.filter(ref => !was.includes(ref));
    const retagged = JSON.stringify(before.tags) !== JSON.stringify(after.tags);
    if (retagged || joins.some(ref => ref.startsWith('relation/')))
      return [...was, ...is].flatMap(ref => pointsOf(map, ref));
    return [...joins, ...was.filter(ref => !is.includes(ref))].flatMap(ref => pointsOf(map, ref));
  }

  function spread(element: OsmVersion): readonly LonLat[] {
    if (element.type === 'node') return [element.at];
    const parts =
      element.type === 'way'
        ? element.nodes.map(id => `node/${id}`)
        : element.members.map(({ type, ref }) => `${type}/${ref}`);
    return parts.flatMap(ref => pointsOf(map, ref));
  }

  function create(edit: Edit): void {
    const ref = refOf(edit);
    if (placeholders.has(ref)) throw new Refusal(400, 'Placeholder IDs must be unique for created elements.');
    const version = newVersion(edit, map.newId(edit.type), 1);
    requireParts(edit, version);
    placeholders.set(ref, version.id);
    append(version);
    touch(spread(version));
    rows.push({ type: edit.type, oldId: edit.id, newId: version.id, newVersion: 1 });
  }

  function modify(edit: Edit): void {
    const before = known(edit);
    // What was deleted comes back this way: the real ones look at the version only.
    requireVersion(edit, before);
    const after = newVersion(edit, before.id, before.version + 1);
    requireParts(edit, after);
    touch(concerned(before, after));
    append(after);
    rows.push({ type: edit.type, oldId: edit.id, newId: after.id, newVersion: after.version });
  }

  function remove(edit: Edit): void {
    const before = known(edit);
    const { type, id, version } = before;
    const leave = () => rows.push({ type, oldId: edit.id, newId: id, newVersion: version });
    if (!before.visible) {
      if (edit.ifUnused) return void leave();
      throw new Refusal(410, `The ${type} with the id ${id} has already been deleted`);
    }
    requireVersion(edit, before);
    const users = map.users(refOf(before)).filter(user => refOf(user) !== refOf(before));
    if (users.length > 0) {
      if (edit.ifUnused) return void leave();
      const userType = users[0]!.type;
      const ids = users.filter(user => user.type === userType).map(user => user.id);
      throw failed(
        type !== 'relation'
          ? `${typeName(type)} ${id} is still used by ${userType}s ${ids}.`
          : by.dialect === 'rails'
            ? `The relation ${id} is used in relation ${ids[0]}.`
            : `The relation ${id} is used in relations ${ids}.`,
      );
    }
    touch(spread(before));
    const { changeset, uid, timestamp } = by;
    const gone = { id, version: version + 1, tags: {}, visible: false, changeset, uid, timestamp };
    append(
      before.type === 'node'
        ? { ...gone, type: 'node', at: before.at }
        : before.type === 'way'
          ? { ...gone, type: 'way', nodes: [] }
          : { ...gone, type: 'relation', members: [] },
    );
    rows.push({ type, oldId: edit.id });
  }

  const DO = { create, modify, delete: remove };
  try {
    for (const edit of edits) {
      if (edit.changeset !== by.changeset)
        throw new Refusal(
          409,
          `Changeset mismatch: Provided ${edit.changeset} but only ${by.changeset} is allowed`,
        );
      DO[edit.action](edit);
    }
  } catch (fault) {
    undo();
    throw fault;
  }
  return { rows, versions: [...versions], box, undo };
}
