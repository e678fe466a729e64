import type { Change } from '../../core/change/change.ts';
import type { LonLat, OsmElement, Tags } from '../../core/feature.ts';
import type { ChangesView } from '../contract/changes.ts';
import { pair } from './feature.ts';

type ChangeView = ChangesView['changes'][number];

/** An edit for people: what, where, and each key that becomes something else. Keys are sorted. */
export function presentChange({ tasks, edit }: Change): ChangeView {
  const before = edit.action === 'create' ? null : edit.before;
  const after = edit.action === 'modify' ? edit.after : null;
  const from = before && placeOf(before);
  const at = edit.action === 'create' ? edit.at : after && placeOf(after);
  return {
    tasks: [...tasks],
    action: edit.action,
    element: before && `${before.type}/${before.id}`,
    at: at ? pair(at) : from && pair(from),
    from: from && at && (from[0] !== at[0] || from[1] !== at[1]) ? pair(from) : null,
    differences: differencesOf(
      before?.tags ?? {},
      edit.action === 'create' ? edit.tags : (after?.tags ?? {}),
    ),
  };
}

/** Only nodes carry their place; a way's is that of its nodes. */
const placeOf = (element: OsmElement): LonLat | null => (element.type === 'node' ? element.at : null);

function differencesOf(before: Tags, after: Tags): ChangeView['differences'] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .map(key => ({ key, from: before[key] ?? null, to: after[key] ?? null }))
    .filter(({ from, to }) => from !== to);
}
