import type { LonLat, OsmElement, Tags } from '../feature.ts';
import type { Change, Edit } from './change.ts';
import { positionText, refOf, refOfEdit } from './element-ref.ts';
import { isRefusedText } from './unfit-text.ts';

/** Unicode characters in a key or a value: https://wiki.openstreetmap.org/wiki/API_v0.6#Tags */
export const LONGEST_TEXT = 255;
/** Nodes in a way and members in a relation: https://wiki.openstreetmap.org/wiki/API_v0.6#Retrieving_Capabilities:_GET_/api/capabilities */
const MOST_NODES = 2000;
const MOST_MEMBERS = 32_000;

const textProblem = (what: string, text: string): string | null => {
  if (text.trim() === '') return `the ${what} is empty`;
  const length = [...text].length;
  if (length > LONGEST_TEXT) return `the ${what} has ${length} characters, OSM takes ${LONGEST_TEXT}`;
  if (isRefusedText(text)) return `the ${what} holds a character that OSM does not take`;
  return null;
};

/** What is wrong with a tag, as words; null where nothing is. */
export const tagProblem = (key: string, value: string): string | null =>
  textProblem('key', key) ??
  (key.startsWith('@') ? `"${key}" is not an OSM key` : null) ??
  textProblem(`value of ${key}`, value);

export const positionProblem = ([lon, lat]: LonLat): string | null =>
  Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    ? null
    : `${lon}, ${lat} is not a place on Earth`;

const tagProblems = (tags: Tags): string[] =>
  Object.entries(tags).flatMap(([key, value]) => tagProblem(key, value) ?? []);

const elementProblems = (element: OsmElement): string[] => {
  const problems = tagProblems(element.tags);
  if (!Number.isSafeInteger(element.id) || element.id < 1) problems.push('the id is not a positive integer');
  if (!Number.isSafeInteger(element.version) || element.version < 1)
    problems.push('the version is not a positive integer');
  if (element.type === 'node') problems.push(...[positionProblem(element.at) ?? []].flat());
  if (element.type === 'way' && (element.nodes.length < 1 || element.nodes.length > MOST_NODES))
    problems.push(`the way has ${element.nodes.length} nodes, OSM takes 1 to ${MOST_NODES}`);
  if (element.type === 'relation' && element.members.length > MOST_MEMBERS)
    problems.push(`the relation has ${element.members.length} members, OSM takes ${MOST_MEMBERS}`);
  return problems;
};

/** What the API would refuse in one edit, as words. */
export function editProblems(edit: Edit): readonly string[] {
  switch (edit.action) {
    case 'create': {
      const problems = tagProblems(edit.tags);
      if (!Number.isSafeInteger(edit.placeholder) || edit.placeholder >= 0)
        problems.push('the placeholder of a new node is a negative integer');
      if (Object.keys(edit.tags).length === 0) problems.push('a new node needs a tag');
      return [...problems, ...[positionProblem(edit.at) ?? []].flat()];
    }
    case 'modify': {
      const { before, after } = edit;
      const problems = elementProblems(after);
      if (refOf(before) !== refOf(after)) problems.push(`it would become ${refOf(after)}`);
      if (before.version !== after.version) problems.push('the version is not the one that was read');
      return problems;
    }
    case 'delete':
      return elementProblems(edit.before);
  }
}

/** Tags and position that an edit brings and that are not among the values it states: the gate would not see them. */
const unstated = ({ edit, values }: Change): string[] => {
  if (edit.action === 'delete') return [];
  const before = edit.action === 'modify' ? edit.before : null;
  const after = edit.action === 'modify' ? edit.after : null;
  const tags = after?.tags ?? (edit.action === 'create' ? edit.tags : {});
  const at = edit.action === 'create' ? edit.at : after?.type === 'node' ? after.at : null;
  const was = before?.type === 'node' ? positionText(before.at) : null;
  const stated = new Set(values.map(({ key, value }) => `${key}=${value}`));
  const missing = Object.entries(tags)
    .filter(([key, value]) => before?.tags[key] !== value && !stated.has(`${key}=${value}`))
    .map(([key, value]) => `the origin of ${key}=${value} is not stated`);
  if (at && positionText(at) !== was && !stated.has(`@position=${positionText(at)}`))
    missing.push('the origin of the position is not stated');
  return missing;
};

/** What would be refused, or should never leave, in a set of changes that leave together; one line each. */
export function changesProblems(changes: readonly Change[]): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const created = new Set<number>();
  const deleted = new Set<string>();
  for (const change of changes) {
    const { edit } = change;
    const name = refOfEdit(edit);
    if (seen.has(name)) problems.push(`${name}: is edited twice`);
    seen.add(name);
    if (edit.action === 'create') created.add(edit.placeholder);
    if (edit.action === 'delete') deleted.add(name);
    for (const problem of [...editProblems(edit), ...unstated(change)]) problems.push(`${name}: ${problem}`);
  }
  for (const { edit } of changes) {
    if (edit.action !== 'modify') continue;
    const { after } = edit;
    const refs =
      after.type === 'way'
        ? after.nodes.map(id => ({ type: 'node' as const, id }))
        : after.type === 'relation'
          ? after.members.map(({ type, ref }) => ({ type, id: ref }))
          : [];
    for (const ref of refs) {
      if (ref.id < 0 && !created.has(ref.id)) problems.push(`${refOf(after)}: ${refOf(ref)} is not created`);
      if (deleted.has(refOf(ref))) problems.push(`${refOf(after)}: needs ${refOf(ref)}, which is deleted`);
    }
  }
  return problems;
}

/** @throws Error naming every problem: a writer was handed what must not leave */
export function mustBeSound(changes: readonly Change[]): void {
  const problems = changesProblems(changes);
  if (problems.length > 0) throw new Error(`these changes must not leave: ${problems.join('; ')}`);
}
