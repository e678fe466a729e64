/** Where somebody was before they went to sign in. */

import { pathOfOurs } from './path-of-ours.ts';
import type { PersonHere } from './person-here.ts';

const BEGUN = 'jalon.signing-in';

/** The address of the page to sign in, which comes back to where this browser is now. */
export function signInPath(): string {
  const { pathname, search } = location;
  if (pathname.startsWith('/sign-in')) return pathname + search;
  return pathname === '/' ? '/sign-in' : `/sign-in?returnTo=${encodeURIComponent(pathname + search)}`;
}

/** A sign-in that was begun in this tab. `answers`: how many are to come along; `from`: the guest who is to keep them, or not. */
type Begun = Readonly<{ returnTo: string; answers: number; keep: boolean; from: PersonHere }>;

export function rememberBegun(begun: Begun): void {
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
}

export function begun(): Begun | null {
  const kept = sessionStorage.getItem(BEGUN);
  return kept === null ? null : (JSON.parse(kept) as Begun);
}

export const forgetBegun = (): void => sessionStorage.removeItem(BEGUN);

/** The printed link opens in a tab of its own: what it goes back to is kept for all tabs. */
const FROM = 'jalon.return-to';
export const rememberReturn = (path: string): void => localStorage.setItem(FROM, path);
export function takeReturn(): string {
  const path = pathOfOurs(localStorage.getItem(FROM), location.origin);
  localStorage.removeItem(FROM);
  return path;
}
