/** Where somebody was before they went to sign in. */

const BEGUN = 'jalon.signing-in';

/** The address of the page to sign in, which comes back to where this browser is now. */
export function signInPath(): string {
  const { pathname, search } = location;
  if (pathname.startsWith('/sign-in')) return pathname + search;
  return pathname === '/' ? '/sign-in' : `/sign-in?returnTo=${encodeURIComponent(pathname + search)}`;
}

/** A path of this site; `/` for whatever else somebody may have put into the address. */
export function pathOfOurs(text: string | null): string {
  if (!text?.startsWith('/') || !URL.canParse(text, location.origin)) return '/';
  const { origin, pathname, search } = new URL(text, location.origin);
  return origin === location.origin && !pathname.startsWith('//') ? pathname + search : '/';
}

/** A sign-in that was begun in this tab. `answers`: how many are to come along. */
type Begun = Readonly<{ returnTo: string; answers: number }>;

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
  const path = pathOfOurs(localStorage.getItem(FROM));
  localStorage.removeItem(FROM);
  return path;
}
