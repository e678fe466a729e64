import type { Finding } from '../discrepancy/discrepancy.ts';
import { type DataTimes, later, newest, told } from './data-times.ts';
import { communityDigest, officialDigest } from './digest.ts';
import type { StandingTask } from './standing-task.ts';
import type { Verdict } from './transition.ts';

/** Which sides say something else than in the task's facts, and say when: only they can reopen what was settled. */
const changedSides = (
  before: Finding,
  now: Finding,
  times: DataTimes,
): readonly ('official' | 'community')[] => [
  ...(times.official !== null && officialDigest(before) !== officialDigest(now) ? ['official' as const] : []),
  ...(times.community !== null && communityDigest(before) !== communityDigest(now)
    ? ['community' as const]
    : []),
];

/**
 * What a settled or finished task makes of a comparison that still shows discrepancies; null: nothing. Data of unknown
 * time never reopens.
 */
export const reopening = (
  task: StandingTask,
  now: Finding,
  digest: string,
  times: DataTimes,
): Verdict | null => {
  const data = told(times);
  const changed = changedSides(task.facts, now, times);
  if (task.state === 'verified' || (task.outcome === 'already-fixed' && task.settlement === null))
    return later(newest(times), task.settledAt)
      ? { event: 'came-back', reason: { code: 'came-back', data } }
      : null;
  switch (task.outcome) {
    case 'fixed':
    case 'already-fixed': {
      const unsent = task.outcome === 'fixed' && task.sentAt === null;
      const fixedAt = (task.outcome === 'fixed' ? task.sentAt : undefined) ?? task.settledAt;
      if (!unsent && later(times.community, fixedAt))
        return { event: 'seen-again', reason: { code: 'not-fixed-yet', data } };
      if (digest === task.factsDigest) return null;
      if (changed.includes('official'))
        return { event: 'seen-changed', reason: { code: 'official-row-changed', data } };
      // The map's side may be from before a fix that was sent; before one that was not, it is news.
      return unsent && changed.length > 0
        ? { event: 'seen-changed', reason: { code: 'facts-changed' } }
        : null;
    }
    case 'official-wrong':
      return changed.includes('official')
        ? { event: 'seen-changed', reason: { code: 'official-row-changed', data } }
        : null;
    case 'not-an-issue':
      return digest !== task.factsDigest && changed.length > 0
        ? { event: 'seen-changed', reason: { code: 'not-an-issue-facts-changed', data } }
        : null;
    case 'cant-tell':
    case null:
      return digest !== task.factsDigest && changed.length > 0
        ? { event: 'seen-changed', reason: { code: 'facts-changed' } }
        : null;
  }
};
