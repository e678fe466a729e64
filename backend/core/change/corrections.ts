import { metres, SAME_POSITION } from '../geo.ts';
import type { Origin } from '../licence/licence.ts';
import { withoutMentions } from '../talk/comment.ts';
import type { Correction } from './change.ts';
import type { SettledTask } from './to-changes.ts';

/**
 * What the agency should correct, by the settled answers that say that it is wrong.
 * @param ofMap the origin of what the map has
 */
export function correctionsOf({ id, facts, answer }: SettledTask, ofMap: Origin): readonly Correction[] {
  const { official, community } = facts;
  if (answer.say === 'official-wrong') {
    const { at, tags = [], gone } = answer.correction ?? {};
    return [
      {
        task: id,
        officialId: official?.id ?? null,
        ...(at && {
          position: {
            at,
            origin:
              community && metres(at, community.at) <= SAME_POSITION ? ofMap : { licence: 'observation' },
          },
        }),
        tags: tags.map(({ key, value, origin }) => ({
          key,
          from: official && Object.hasOwn(official.tags, key) ? official.tags[key]! : null,
          to: value,
          origin,
        })),
        ...(gone && { gone }),
        ...(answer.comment !== undefined && { comment: withoutMentions(answer.comment) }),
      },
    ];
  }
  // The agency lists one place twice and the volunteer chose the row that stays.
  if (answer.say === 'fix' && answer.fix.keep !== undefined)
    return facts.discrepancies.flatMap(found => {
      if (found.kind !== 'duplicate' || found.side !== 'official' || !official) return [];
      const rows = [official.id, ...found.others];
      return rows.includes(answer.fix.keep!)
        ? rows
            .filter(row => row !== answer.fix.keep)
            .map(row => ({ task: id, officialId: row, tags: [], gone: true as const }))
        : [];
    });
  return [];
}
