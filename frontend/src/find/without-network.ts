import { paths } from '../router.svelte.ts';
import { NoNetwork } from '../server/api.ts';

/** Address of the tasks that were fetched ahead, where a page cannot be shown for want of a network; null: there are none. */
export const withoutNetwork = (cause: unknown, challenge: string | null): string | null =>
  cause instanceof NoNetwork && challenge !== null ? paths.task(challenge) : null;
