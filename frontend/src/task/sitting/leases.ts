import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { ApiProblem, api } from '../../api.ts';
import { isNotYet } from '../../not-yet.ts';

/** Milliseconds between looks at the leases, and how much of one must be left to let it be. */
const CHECK = 30_000;
const LEFT = 90_000;
/** Milliseconds in which another tab's release has arrived at the server. */
const ARRIVED = 2_000;

/** What a tab tells the others of this browser: it lets go of a task, which is theirs on the server, too. */
type TabWord = Readonly<{ released: string }>;
const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('jalon.leases') : null;

type Watch = Readonly<{
  /** The server gives a task no longer. */
  lost: (id: string) => void;
  /** It has other facts by now. */
  changed: (task: TaskView) => void;
  /** Nobody looks at the page. */
  isHidden: () => boolean;
}>;

/** What this page holds on the server: renewed while it is looked at, let go when the page is left. */
export function leases({ lost, changed, isHidden }: Watch) {
  /** Task to the end of its lease, in milliseconds since 1970. */
  const held = new Map<string, number>();

  function letGo(id: string): void {
    if (!held.delete(id)) return;
    api.release(id, { keepalive: true }).catch(() => undefined);
    otherTabs?.postMessage({ released: id } satisfies TabWord);
  }
  function claimAgain(id: string): void {
    api.claim(id).then(
      claim => {
        if (!claim || !held.has(id)) return;
        held.set(id, Date.parse(claim.until));
        if (claim.changed) changed(claim.changed);
      },
      cause => {
        // A server that is busy, or not there, has taken nothing away.
        if (cause instanceof ApiProblem && !isNotYet(cause) && held.delete(id)) lost(id);
      },
    );
  }
  function renew(): void {
    if (isHidden()) return;
    for (const [id, until] of held) if (until - Date.now() <= LEFT) claimAgain(id);
  }
  const hear = (event: Event): void => {
    const { released } = (event as Event & Readonly<{ data: TabWord }>).data;
    if (held.has(released)) setTimeout(() => held.has(released) && claimAgain(released), ARRIVED);
  };
  const renewing = setInterval(renew, CHECK);
  otherTabs?.addEventListener('message', hear);

  return {
    /** What is known of a lease only grows: a task that was fetched long ago still tells its first end. */
    hold({ id, claim }: Readonly<{ id: string; claim: Readonly<{ until: string }> | null }>): void {
      if (claim) held.set(id, Math.max(held.get(id) ?? 0, Date.parse(claim.until)));
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
    close(): void {
      clearInterval(renewing);
      otherTabs?.removeEventListener('message', hear);
    },
  };
}
