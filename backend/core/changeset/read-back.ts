import type { Change } from '../change/change.ts';
import type { OsmElement, Tags } from '../feature.ts';
import { metres, SAME_POSITION } from '../geo.ts';

/** What we gave a key, as it stands there. */
const tagsAsSent = (before: Tags, after: Tags, now: Tags): boolean =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].every(
    key => before[key] === after[key] || now[key] === after[key],
  );

/** Whether the map has of an edit what was sent. What others changed beside it since does not matter. */
export function isAsSent({ edit }: Pick<Change, 'edit'>, now: OsmElement | 'gone'): boolean {
  if (edit.action === 'delete') return now === 'gone';
  if (now === 'gone') return false;
  if (edit.action === 'create')
    return (
      now.type === 'node' && tagsAsSent({}, edit.tags, now.tags) && metres(now.at, edit.at) < SAME_POSITION
    );
  const { before, after } = edit;
  if (!tagsAsSent(before.tags, after.tags, now.tags)) return false;
  if (before.type !== 'node' || after.type !== 'node' || now.type !== 'node') return true;
  const moved = metres(before.at, after.at) >= SAME_POSITION;
  return !moved || metres(now.at, after.at) < SAME_POSITION;
}
