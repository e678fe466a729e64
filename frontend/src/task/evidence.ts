import type { TaskView } from '../../../backend/http/contract/task.ts';
import type { Sentence } from '../messages/key.ts';

export type Evidence = NonNullable<TaskView['match']>['evidence'][number];

/** From here on two values are as good as equal. */
const SAME = 0.999;
const ALIKE = 0.8;

/** One reason in words, without its weight. */
export function sayEvidence(found: Evidence, distance: (metres: number) => string): Sentence {
  const { official = '', community = '', key = '' } = found;
  if (found.kind === 'distance')
    return { key: 'why.distance', values: { distance: distance(found.measure) } };
  const how = found.measure >= SAME ? 'same' : found.measure >= ALIKE ? 'alike' : 'other';
  const values = { official, community, key };
  if (how === 'same' && official !== community && official && community) {
    return { key: `why.${found.kind}.alike`, values };
  }
  return { key: `why.${found.kind}.${how}`, values };
}

/** The strongest reasons first; `part` is the length of a bar, 0 to 1, against the strongest one. */
export function weighed(
  evidence: readonly Evidence[],
): readonly Readonly<{ found: Evidence; part: number }>[] {
  const sorted = [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const strongest = Math.max(1, Math.abs(sorted[0]?.weight ?? 1));
  return sorted.map(found => ({ found, part: Math.abs(found.weight) / strongest }));
}
