import { commandWords } from '../../core/command-words.ts';
import type { RunRow } from '../../store/runs/runs.ts';
import type { ScheduleRow } from '../../store/schedules.ts';
import { spaced } from '../warning-words.ts';

/** A schedule, its next times by its own clock, and how the last one ended, for people. */
export function scheduleWords(
  { challenge_id, pattern, timezone, fired_at }: ScheduleRow,
  next: readonly Date[],
  last: RunRow | null,
): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
    timeZoneName: 'short',
  });
  return [
    `${challenge_id}  ${pattern}  ${timezone}`,
    ...next.map((time, i) => `  ${i === 0 ? 'next' : '    '}  ${clock.format(time)}`),
    ...(fired_at ? [`  last  ${clock.format(fired_at)}: ${endWords(challenge_id, last)}`] : []),
  ].join('\n');
}

function endWords(challenge: string, run: RunRow | null): string {
  switch (run?.state) {
    case undefined:
      return 'there was nothing to read';
    case 'waiting':
      return 'waits for its turn';
    case 'running':
      return 'is under way';
    case 'failed':
      return `failed: ${run.error ?? 'no reason was kept'}; the next time tries again`;
    case 'held':
      return `held: ${run.error ?? 'no reason was kept'}; to go on with it: ${commandWords(`run ${challenge} --accept`)}`;
    case 'done':
      return `done, ${doneWords(run)}`;
  }
}

function doneWords({ summary: { unchanged, tasks } }: RunRow): string {
  if (unchanged) return 'the sources had not changed';
  const counts = (['opened', 'reopened', 'changed', 'closed'] as const)
    .filter(key => (tasks?.[key] ?? 0) > 0)
    .map(key => `${tasks?.[key]} ${spaced(key)}`);
  return counts.length > 0 ? `tasks: ${counts.join(', ')}` : 'no task has changed';
}
