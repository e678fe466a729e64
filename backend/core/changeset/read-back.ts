import type { Change } from '../change/change.ts';
import { refOfMember } from '../change/element-ref.ts';
import type { OsmElement, Tags } from '../feature.ts';
import { metres, SAME_POSITION } from '../geo.ts';

/** What we gave a key, as it stands there. */
const tagsAsSent = (before: Tags, after: Tags, now: Tags): boolean =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].every(
    key => before[key] === after[key] || now[key] === after[key],
  );

/** Elements that we put into a relation are in it, and those that we took out are not. */
function membersAsSent(before: OsmElement, after: OsmElement, now: OsmElement): boolean {
  const [was, sent, is] = [before, after, now].map(
    one => new Set(one.type === 'relation' ? one.members.map(refOfMember) : []),
  );
  return (
    [...sent!].every(ref => was!.has(ref) || is!.has(ref)) &&
    [...was!].every(ref => sent!.has(ref) || !is!.has(ref))
  );
}

/** Whether the map has of an edit what was sent. What others changed beside it since does not matter. */
export function isAsSent({ edit }: Pick<Change, 'edit'>, now: OsmElement | 'gone'): boolean {
  if (edit.action === 'delete') return now === 'gone';
  if (now === 'gone') return false;
  if (edit.action === 'create')
    return (
      now.type === 'node' && tagsAsSent({}, edit.tags, now.tags) && metres(now.at, edit.at) < SAME_POSITION
    );
  const { before, after } = edit;
  if (!tagsAsSent(before.tags, after.tags, now.tags) || !membersAsSent(before, after, now)) return false;
  if (before.type !== 'node' || after.type !== 'node' || now.type !== 'node') return true;
  const moved = metres(before.at, after.at) >= SAME_POSITION;
  return !moved || metres(now.at, after.at) < SAME_POSITION;
}
