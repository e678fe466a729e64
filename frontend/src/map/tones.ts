import type { TaskView } from '../../../backend/http/contract/task.ts';
import type { Dot } from './scene.svelte.ts';

/** How a task is drawn among many. */
const TONES: Readonly<Record<TaskView['state'], Dot['tone']>> = {
  open: 'open',
  claimed: 'open',
  'agreed-so-far': 'open',
  pending: 'under-way',
  'in-review': 'under-way',
  conflict: 'under-way',
  settled: 'settled',
  exported: 'settled',
  verified: 'settled',
  stale: 'pale',
};
export const toneOf = (state: TaskView['state']): Dot['tone'] => TONES[state];
