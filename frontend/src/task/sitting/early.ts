import { route } from '../../router.svelte.ts';
import { type Sitting, sitting } from './sitting.svelte.ts';

let early: Readonly<{ challenge: string; walk: Sitting }> | null = null;

/** The first task is asked for before there is a page to show it. */
export function sitEarly(): void {
  const at = route();
  if (at.page === 'task') early = { challenge: at.challenge, walk: sitting(at.challenge, at.task) };
}

/** For the page: the one that is under way, or a new one. */
export function sitDown(challenge: string, task: string | null): Sitting {
  const found = early?.challenge === challenge ? early.walk : null;
  if (!found) early?.walk.close();
  early = null;
  return found ?? sitting(challenge, task);
}
