import { challengeOf } from './pkce.ts';
import type { OsmScope, SignInServer } from './sign-in-server.ts';

export type Authorization = Readonly<{
  redirectUri: string;
  scopes: readonly OsmScope[];
  state: string;
  /** Only its challenge goes into the address. */
  verifier: string;
}>;

/** Where a browser asks its person for leave (RFC 6749, 4.1.1; RFC 7636, 4.3). */
export function authorizeAddress(
  { osmSignInUrl, osmClientId }: Pick<SignInServer, 'osmSignInUrl' | 'osmClientId'>,
  { redirectUri, scopes, state, verifier }: Authorization,
): string {
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: osmClientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  });
  return `${osmSignInUrl}/oauth2/authorize?${asked}`;
}
