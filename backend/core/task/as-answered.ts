import type { Fix } from '../answer/answer.ts';
import type { Discrepancy, Finding } from '../discrepancy/discrepancy.ts';
import { metresToFeature } from '../metres-to-feature.ts';
import { officialDigest } from './digest.ts';
import type { StandingTask } from './standing-task.ts';

/** Whether somebody answered what is asked: the two sides differ still because the agency was found wrong in it. */
function isAnswered(discrepancy: Discrepancy, { position, tags }: Fix): boolean {
  if (discrepancy.kind === 'moved') return position !== undefined;
  if (discrepancy.kind !== 'tags-differ') return false;
  const said = new Set(tags.map(({ key }) => key));
  return discrepancy.differences.every(({ key }) => said.has(key));
}

/**
 * Whether the map says what was settled, and only the agency, whose row is as it was, still says something else. Asking again
 * would get the same answer again.
 * @param tolerance metres; two positions that are closer say the same
 */
export function standsAsAnswered(task: StandingTask, now: Finding, tolerance: number): boolean {
  const { settlement } = task;
  if (settlement?.say !== 'fix' || !now.community) return false;
  if (task.state !== 'settled' && task.state !== 'verified') return false;
  if (officialDigest(task.facts) !== officialDigest(now)) return false;
  const { fix } = settlement;
  const { community } = now;
  const at = fix.position?.at;
  return (
    now.discrepancies.every(one => isAnswered(one, fix)) &&
    (!at || metresToFeature(at, community) <= tolerance) &&
    fix.tags.every(({ key, value }) => (community.tags[key] ?? null) === (value?.trim() ?? null))
  );
}
