import type { Action } from '../backend/core/policy/policy.ts';
import type { Flow } from '../backend/queue/connection.ts';
import type { Attempt } from '../backend/store/runs/runs.ts';

/**
 * The pipeline of a run, as it is drawn in docs/architecture.md:
 *
 *     snapshot official  ─┐
 *                         ├─▶ compare ─▶ reconcile
 *     snapshot community ─┘
 *
 * `after` names the steps that must have ended first, `may` what whoever asked for the run must be allowed to do. Each step is one file here, named after it.
 */
export const PIPELINE = {
  'snapshot-official': { may: 'run', after: [] },
  'snapshot-community': { may: 'run', after: [] },
  compare: { may: 'run', after: ['snapshot-official', 'snapshot-community'] },
  reconcile: { may: 'run', after: ['compare'] },
} as const satisfies Record<string, { may: Action; after: readonly string[] }>;

export type Step = keyof typeof PIPELINE;
const LAST: Step = 'reconcile';

export const isStep = (name: string): name is Step => Object.hasOwn(PIPELINE, name);

/** The jobs of one attempt of a run. An id is used once: a repeated one would be ignored while the old job is kept. */
export function flowOf(attempt: Attempt, step: Step = LAST): Flow {
  return {
    name: step,
    data: attempt,
    id: `${attempt.run}-${attempt.attempt}-${step}`,
    after: PIPELINE[step].after.map(earlier => flowOf(attempt, earlier)),
  };
}

/** The ids of the jobs of one attempt, the first to be worked on first. */
export function jobsOf(attempt: Attempt): string[] {
  const ids = ({ id, after }: Flow): string[] => [...after.flatMap(ids), id];
  return ids(flowOf(attempt));
}
