import type { MatchResult } from '../match/match.ts';
import type { Warning } from '../snapshot/snapshot.ts';
import { windOf } from '../wind.ts';

/** What the matching noticed about the lists as a whole: a person should look. */
export const noticed = ({ shift, running }: Pick<MatchResult, 'shift' | 'running'>): readonly Warning[] => [
  // What brings the positions back points the other way.
  ...(shift
    ? [
        {
          kind: 'shifted-as-a-whole',
          metres: Math.round(Math.hypot(shift.east, shift.north)),
          wind: windOf(-shift.east, -shift.north),
        } as const,
      ]
    : []),
  ...running.map(key => ({ kind: 'running-numbers', key }) as const),
];
