import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Finding } from '../../core/discrepancy/discrepancy.ts';
import type { LonLat } from '../../core/feature.ts';
import { mustLookHere } from '../../core/licence/gate.ts';

/**
 * Where tasks are, for edits that have no place of their own. Everybody sees the boxes that are made of it, so that the agency's
 * place is not in them where it may not be copied.
 */
export function placesOfTasks(
  tasks: readonly Readonly<{ id: string; facts: Pick<Finding, 'community' | 'official'> }>[],
  challenge: Challenge,
): (task: string) => readonly LonLat[] {
  const hidden = mustLookHere(challenge);
  const places = new Map(
    tasks.map(({ id, facts }) => [
      id,
      [facts.community, hidden ? null : facts.official].flatMap(one => (one ? [one.at] : [])),
    ]),
  );
  return task => places.get(task) ?? [];
}
