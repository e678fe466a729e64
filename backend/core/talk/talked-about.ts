import type { TaskState } from '../task/task.ts';

/** While a task asks nobody, those who took part may read what was said and talk about it. */
export const TALKED_ABOUT: readonly TaskState[] = [
  'in-review',
  'settled',
  'exported',
  'verified',
  'conflict',
];

/** A reviewer may still have it asked again: who might answer it then is told of nothing yet. */
export const TOLD_TO_ALL: readonly TaskState[] = ['settled', 'exported', 'verified', 'conflict'];

/** Those who answered a task are told apart by letters: A, B, …, Z, AA. */
export const letterOf = (index: number): string =>
  (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
