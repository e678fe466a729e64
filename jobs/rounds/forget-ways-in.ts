import type { Store } from '../../backend/store/connect.ts';
import { removeOneTimeLinks } from '../../backend/store/people/one-time-links.ts';
import { removeInvitations } from '../../backend/store/people/roles/invitations.ts';
import { forgetSessions } from '../../backend/store/people/sessions.ts';
import { removeSignIns } from '../../backend/store/people/sign-ins.ts';

/**
 * milliseconds that a sign-in is kept after its end, so that who comes back late is told that it is too late and not that it
 * never was; and a printed link after it was made, which is longer than it is good for
 */
const KEPT = 2 * 86_400_000;

/** Removes what nobody comes in by any more: sign-ins, printed links, invitations and sessions whose time is over. */
export async function forgetWaysIn(store: Store, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT);
  await removeSignIns(store, before);
  await removeOneTimeLinks(store, before);
  await removeInvitations(store, now);
  await forgetSessions(store, now);
}
