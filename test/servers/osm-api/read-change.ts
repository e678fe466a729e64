import { SaxesParser } from 'saxes';
import { rounded } from '../../../backend/core/change/element-ref.ts';
import type { ElementType, LonLat, Member } from '../../../backend/core/feature.ts';
import { Refusal } from './refusal.ts';
import type { Rules } from './rules.ts';

export type Action = 'create' | 'modify' | 'delete';

/** One element of an osmChange. Ids below zero are placeholders; `at` is null where a deletion gives none. */
export type Edit = Readonly<{
  action: Action;
  ifUnused: boolean;
  changeset: number;
  type: ElementType;
  id: number;
  /** 0 for what is created */
  version: number;
  tags: Readonly<Record<string, string>>;
  at: LonLat | null;
  nodes: readonly number[];
  members: readonly Member[];
}>;

/** Characters of a key, a value or a role, counted as Unicode does. */
const LENGTH = 255;
const bad = (words: string) => new Refusal(400, words);
const isType = (name: string): name is ElementType =>
  name === 'node' || name === 'way' || name === 'relation';

/** `Node`, as the server calls it. */
export const typeName = (type: ElementType): string => type.charAt(0).toUpperCase() + type.slice(1);

function whole(text: string | undefined, what: string): number {
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) throw bad(`${what} is not numeric`);
  return Number(text);
}

function degrees(text: string | undefined, what: 'Latitude' | 'Longitude', most: number): number {
  const value = Number(text?.trim() || Number.NaN);
  if (Number.isNaN(value)) throw bad(`${what} is not numeric`);
  if (Math.abs(value) > most) throw bad(`${what} outside of valid range`);
  return value;
}

/** Adds a tag as the API lets one in. @param owner `Node -1` @throws Refusal 400 */
export function addTag(
  tags: Record<string, string>,
  owner: string,
  { k, v }: Readonly<Record<string, string | undefined>>,
): void {
  if (k === undefined || v === undefined)
    throw bad(`Mandatory field ${k === undefined ? 'k' : 'v'} missing in tag element for ${owner}`);
  if (k === '') throw bad(`Key may not be empty in ${owner}`);
  if ([...k].length > LENGTH) throw bad(`Key has more than 255 unicode characters in ${owner}`);
  if ([...v].length > LENGTH) throw bad(`Value has more than 255 unicode characters in ${owner}`);
  if (Object.hasOwn(tags, k)) throw bad(`${owner} has duplicate tags with key ${k}`);
  tags[k] = v;
}

type Draft = {
  -readonly [K in keyof Edit]: Edit[K];
} & { tags: Record<string, string>; nodes: number[]; members: Member[] };
type Attributes = Readonly<Record<string, string>>;

function begin(type: ElementType, action: Action, ifUnused: boolean, a: Attributes): Draft {
  const id = whole(a['id'], 'Id');
  if (id === 0) throw bad('Id must be different from 0');
  const owner = `${typeName(type)} ${id}`;
  if (a['changeset'] === undefined) throw bad(`Changeset id is missing for ${owner}`);
  const changeset = whole(a['changeset'], 'Changeset');
  if (changeset <= 0) throw bad('Changeset must be a positive number');
  if (action !== 'create' && a['version'] === undefined)
    throw bad(`Version is required when updating ${owner}`);
  const version = action === 'create' ? 0 : whole(a['version'], 'Version');
  if (action !== 'create' && version < 1) throw bad(`Invalid version number ${version} in ${owner}`);
  if (action === 'create' && id > 0) throw bad('Placeholder IDs must be negative for created elements.');
  const stands = type === 'node' && (action !== 'delete' || a['lat'] !== undefined);
  const at: LonLat | null = stands
    ? rounded([degrees(a['lon'], 'Longitude', 180), degrees(a['lat'], 'Latitude', 90)])
    : null;
  return { action, ifUnused, changeset, type, id, version, tags: {}, at, nodes: [], members: [] };
}

function memberOf(a: Attributes): Member {
  const type = (a['type'] ?? '').toLowerCase();
  if (!isType(type)) throw bad(`Invalid type ${a['type'] ?? ''} in member relation`);
  const ref = whole(a['ref'], "Relation member 'ref' attribute");
  if (ref === 0) throw bad("Relation member 'ref' attribute may not be 0");
  const role = a['role'] ?? '';
  if ([...role].length > LENGTH) throw bad('Relation Role has more than 255 unicode characters');
  return { type, ref, role };
}

function finish({ type, id, action, nodes, members }: Draft, rules: Rules): void {
  if (action === 'delete') return;
  if (type === 'way' && nodes.length === 0)
    throw new Refusal(412, `Precondition failed: Way ${id} must have at least one node`);
  if (type === 'way' && nodes.length > rules.wayNodes)
    throw bad(
      `You tried to add ${nodes.length} nodes to way ${id}, however only ${rules.wayNodes} are allowed`,
    );
  if (type === 'relation' && members.length > rules.relationMembers)
    throw bad(
      `You tried to add ${members.length} members to relation ${id}, however only ${rules.relationMembers} are allowed`,
    );
}

/** The edits of an osmChange, in their order. @throws Refusal 400 where it is none, or holds what no map may; 412 for a way without nodes */
export function readChange(xml: string, rules: Rules): readonly Edit[] {
  const edits: Edit[] = [];
  const open: string[] = [];
  let action: Action = 'create';
  let ifUnused = false;
  let draft: Draft | null = null;
  const parser = new SaxesParser();
  parser.on('error', fault => {
    throw fault;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const a = attributes as Attributes;
    open.push(name);
    if (open.length === 1) {
      if (name !== 'osmChange') throw bad(`Unknown top-level element ${name}, expecting osmChange`);
    } else if (open.length === 2) {
      if (name !== 'create' && name !== 'modify' && name !== 'delete')
        throw bad(`Unknown action ${name}, choices are create, modify, delete`);
      action = name;
      ifUnused = name === 'delete' && a['if-unused'] !== undefined;
    } else if (open.length === 3) {
      if (!isType(name)) throw bad(`Unknown element ${name}, expecting node, way or relation`);
      draft = begin(name, action, ifUnused, a);
    } else if (open.length > 4) throw bad('xml file nested too deep');
    else if (name === 'tag') addTag(draft!.tags, `${typeName(draft!.type)} ${draft!.id}`, a);
    else if (name === 'nd' && draft!.type === 'way') {
      const node = whole(a['ref'], 'Way node');
      if (node === 0) throw bad('Way node value may not be 0');
      draft!.nodes.push(node);
    } else if (name === 'member' && draft!.type === 'relation') draft!.members.push(memberOf(a));
  });
  parser.on('closetag', () => {
    if (open.length === 3) {
      finish(draft!, rules);
      edits.push(draft!);
    }
    open.pop();
  });
  try {
    parser.write(xml).close();
  } catch (fault) {
    throw fault instanceof Refusal ? fault : bad((fault as Error).message);
  }
  return edits;
}
