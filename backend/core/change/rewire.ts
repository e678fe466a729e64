import type { Member, OsmElement } from '../feature.ts';
import { elementOf, refOfMember } from './element-ref.ts';

/** Relations that draw an area of their members: another member would be another area. */
const DRAWN: ReadonlySet<string> = new Set(['multipolygon', 'boundary']);
export const isDrawn = ({ type, tags }: OsmElement): boolean =>
  type === 'relation' && DRAWN.has(tags['type'] ?? '');

/**
 * A relation with `to` in every place where `from` was a member, in the same role. What would be in it twice in one role is
 * in it once. The very same object where `from` is no member.
 */
export function rewired(relation: OsmElement, from: string, to: string): OsmElement {
  if (relation.type !== 'relation') return relation;
  const other = elementOf(to);
  if (!other || !relation.members.some(member => refOfMember(member) === from)) return relation;
  const there = new Set(
    relation.members.filter(member => refOfMember(member) === to).map(({ role }) => role),
  );
  const members = relation.members.flatMap((member): Member[] => {
    if (refOfMember(member) !== from) return [member];
    if (there.has(member.role)) return [];
    return [{ type: other.type, ref: other.id, role: member.role }];
  });
  return { ...relation, members };
}
