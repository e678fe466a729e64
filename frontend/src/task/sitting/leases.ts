import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { otherTabs } from '../../other-tabs.ts';
import { ApiProblem, api } from '../../server/api.ts';
import { isNotYet } from '../../server/not-yet.ts';

/** Milliseconds between looks at the leases, and how much of one must be left to let it be. */
const CHECK = 30_000;
const LEFT = 90_000;
/** Milliseconds in which another tab's release has arrived at the server. */
const ARRIVED = 2_000;

/** Ids of tasks that a tab lets go of: on the server they are the others', too. */
const tabs = otherTabs<string>('jalon.leases');

type Claimed = Readonly<{ id: string; claim: Readonly<{ until: string }> | null }>;

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
    tabs.tell(id);
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
  const renewing = setInterval(renew, CHECK);
  const deaf = tabs.hear(released => {
    if (held.has(released)) setTimeout(() => held.has(released) && claimAgain(released), ARRIVED);
  });

  /** What is known of a lease only grows: a task that was fetched long ago still tells its first end. */
  function hold({ id, claim }: Claimed): void {
    if (claim) held.set(id, Math.max(held.get(id) ?? 0, Date.parse(claim.until)));
  }

  return {
    hold,
    /** One that came when it was no longer wanted. */
    decline(task: Claimed): void {
      hold(task);
      letGo(task.id);
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
      deaf();
    },
  };
}

export type Leases = ReturnType<typeof leases>;
