import { canonical } from '../canonical.ts';
import type { Change, Edit, LeavingValue } from '../change/change.ts';
import { positionText } from '../change/element-ref.ts';
import { compareText } from '../compare-text.ts';
import type { LonLat, OsmElement, Tags } from '../feature.ts';
import type { Origin } from '../licence/licence.ts';
import type { Applied } from './sent-and-applied.ts';

/** An edit as it was applied. */
export type AppliedChange = Readonly<{ change: Change; applied: Applied }>;

/** Something that stays, since somebody else has touched it since. `key`: absent where it is the element as a whole. */
export type NotReverted = Readonly<{
  tasks: readonly string[];
  ref: string;
  key?: string;
  why: 'gone' | 'restored' | 'changed-since';
}>;

export type Revert = Readonly<{ changes: readonly Change[]; rest: readonly NotReverted[] }>;

/**
 * Edits that take back others, as far as what they did still stands: each key and the position by itself. What others changed since
 * stays theirs, and is listed.
 * @param now by `node/12`, as the map has them at this moment
 * @param origin of what the map had before
 */
export function revertOf(
  rows: readonly AppliedChange[],
  now: ReadonlyMap<string, OsmElement | 'gone'>,
  origin: Origin,
): Revert {
  const changes: Change[] = [];
  const rest: NotReverted[] = [];
  for (const row of rows) {
    const one = revertOne(row, now.get(row.applied.ref) ?? 'gone', origin);
    if (one.change) changes.push(one.change);
    rest.push(...one.rest);
  }
  return { changes, rest };
}

type Reverted = Readonly<{ change: Change | null; rest: readonly NotReverted[] }>;

function revertOne({ change, applied }: AppliedChange, now: OsmElement | 'gone', origin: Origin): Reverted {
  const { tasks, edit } = change;
  const { ref } = applied;
  const stays = (why: NotReverted['why']): Reverted => ({ change: null, rest: [{ tasks, ref, why }] });
  const made = (reverting: Edit, values: readonly LeavingValue[] = []): Change => ({
    tasks,
    edit: reverting,
    values,
  });
  if (edit.action === 'delete') {
    if (now !== 'gone') return stays('restored');
    // Undeleting is an edit of the version that the deletion made.
    const before = { ...edit.before, version: edit.before.version + 1 };
    return { change: made({ action: 'modify', before, after: before }), rest: [] };
  }
  if (now === 'gone') return stays('gone');
  if (edit.action === 'create')
    return now.version === applied.version
      ? { change: made({ action: 'delete', before: now }), rest: [] }
      : stays('changed-since');
  return revertModify({ tasks, ref }, edit, now, origin);
}

function revertModify(
  { tasks, ref }: Pick<NotReverted, 'tasks' | 'ref'>,
  { before, after }: Extract<Edit, { action: 'modify' }>,
  now: OsmElement,
  origin: Origin,
): Reverted {
  const rest: NotReverted[] = [];
  const values: LeavingValue[] = [];
  const tags: Record<string, string> = { ...now.tags };
  let anything = false;
  for (const key of changedKeys(before.tags, after.tags)) {
    if (now.tags[key] === before.tags[key]) continue;
    if (now.tags[key] !== after.tags[key]) {
      rest.push({ tasks, ref, key, why: 'changed-since' });
      continue;
    }
    anything = true;
    const value = before.tags[key];
    if (value === undefined) delete tags[key];
    else {
      tags[key] = value;
      values.push({ key, value, origin });
    }
  }
  let next: OsmElement = { ...now, tags };
  if (before.type === 'node' && after.type === 'node' && now.type === 'node' && next.type === 'node') {
    const same = (a: LonLat, b: LonLat) => positionText(a) === positionText(b);
    if (!same(before.at, after.at) && !same(now.at, before.at)) {
      if (same(now.at, after.at)) {
        anything = true;
        next = { ...next, at: before.at };
        values.push({ key: '@position', value: positionText(before.at), origin });
      } else rest.push({ tasks, ref, key: '@position', why: 'changed-since' });
    }
  }
  if (before.type === 'relation' && after.type === 'relation' && now.type === 'relation') {
    const same = (a: typeof now, b: typeof now) => canonical(a.members) === canonical(b.members);
    if (!same(before, after) && !same(now, before)) {
      if (same(now, after)) {
        anything = true;
        next = { ...now, tags, members: before.members };
      } else rest.push({ tasks, ref, key: '@members', why: 'changed-since' });
    }
  }
  if (!anything) return { change: null, rest };
  return { change: { tasks, edit: { action: 'modify', before: now, after: next }, values }, rest };
}

const changedKeys = (before: Tags, after: Tags): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(key => before[key] !== after[key])
    .sort(compareText);
