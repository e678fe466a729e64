import { ApiProblem, api } from '../api.ts';

/** Milliseconds between looks at the leases, and how much of one must be left to let it be. */
const CHECK = 30_000;
const LEFT = 90_000;

/**
 * What this page holds on the server: renewed while it is looked at, let go when the page is left. `lost`: the server gives a
 * task no longer.
 */
export function leases(lost: (id: string) => void) {
  /** Task to the end of its lease, in milliseconds since 1970. */
  const held = new Map<string, number>();

  function letGo(id: string): void {
    if (held.delete(id)) api.release(id, { keepalive: true }).catch(() => undefined);
  }
  function renew(): void {
    for (const [id, until] of held) {
      if (until - Date.now() > LEFT || document.hidden) continue;
      api.claim(id).then(
        claim => claim && held.has(id) && held.set(id, Date.parse(claim.until)),
        cause => cause instanceof ApiProblem && held.delete(id) && lost(id),
      );
    }
  }
  const renewing = setInterval(renew, CHECK);

  return {
    hold({ id, claim }: Readonly<{ id: string; claim: Readonly<{ until: string }> | null }>): void {
      if (claim) held.set(id, Date.parse(claim.until));
    },
    /** It was answered: the server has ended the lease. */
    ended: (id: string): void => {
      held.delete(id);
    },
    letGo,
    /** It has ended by itself, as far as is known here. */
    hasEnded: (id: string): boolean => (held.get(id) ?? 0) < Date.now(),
    letAllGo(): void {
      for (const id of [...held.keys()]) letGo(id);
    },
    close: (): void => clearInterval(renewing),
  };
}
