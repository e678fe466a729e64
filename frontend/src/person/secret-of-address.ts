/** The token behind the `#` of a sign-in link or an invitation. Servers never see it, and it must not stay to be copied. */

const PLACES = [
  { path: /^\/sign-in\/here\/?$/, key: 'jalon.sign-in-link' },
  { path: /^\/invitations\/?$/, key: 'jalon.invitation' },
] as const;
export type SecretKey = (typeof PLACES)[number]['key'];

/** Moves it from the address to this tab's own memory, where it outlives going to sign in and coming back. */
export function takeSecret(): void {
  const place = PLACES.find(({ path }) => path.test(location.pathname));
  const token = location.hash.slice(1);
  if (!place || !token) return;
  sessionStorage.setItem(place.key, token);
  history.replaceState(history.state, '', location.pathname + location.search);
}

export const secret = (key: SecretKey): string | null => sessionStorage.getItem(key);
export const forgetSecret = (key: SecretKey): void => sessionStorage.removeItem(key);
