import type { Store } from '../../backend/store/connect.ts';
import { removeInvitations } from '../../backend/store/people/roles/invitations.ts';
import { removeOneTimeLinks } from '../../backend/store/people/one-time-links.ts';
import { forgetSessions } from '../../backend/store/people/sessions.ts';
import { removeSignIns } from '../../backend/store/people/sign-ins.ts';

/**
 * milliseconds that what can be used no more is kept: who comes back late, or with an old link, is told that it is too late
 * and not that it never was
 */
const KEPT = 2 * 86_400_000;

/** Removes sign-ins that nobody came back from, printed links, invitations and sessions whose time is over. */
export async function forgetSignIns(store: Store, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT);
  await removeSignIns(store, before);
  await removeOneTimeLinks(store, before);
  await removeInvitations(store, now);
  await forgetSessions(store, now);
}
