import { rename } from '../router.svelte.ts';

/** Takes from the address why a sign-in at the map's server gave no account; null where it says nothing. */
export function takeConnectProblem(): string | null {
  const problem = new URLSearchParams(location.search).get('connect');
  if (problem !== null) rename(location.pathname);
  return problem;
}
