import type { State } from './state.ts';
import { STATES_OF_FINDING } from './states-of-finding.ts';
import { STATES_OF_PEOPLE } from './states-of-people.ts';
import { STATES_OF_REVIEWING } from './states-of-reviewing.ts';
import { STATES_OF_TASKS } from './states-of-tasks.ts';
import { STATES_OF_UPLOADS } from './states-of-uploads.ts';

/** Every page in every state that it has: what the pictures of the documentation show, and what is looked at for barriers. */
export const STATES: readonly State[] = [
  ...STATES_OF_FINDING,
  ...STATES_OF_TASKS,
  ...STATES_OF_REVIEWING,
  ...STATES_OF_UPLOADS,
  ...STATES_OF_PEOPLE,
];
