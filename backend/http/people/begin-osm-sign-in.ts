import { authorizeAddress } from '../../osm/sign-in/authorize-address.ts';
import { newVerifier } from '../../osm/sign-in/pkce.ts';
import type { OsmScope } from '../../osm/sign-in/sign-in-server.ts';
import { beginSignIn } from '../../store/people/sign-ins.ts';
import type { Call } from '../frame/operation.ts';
import { callbackOf, osmSignIn, sealedAs } from './osm-sign-in.ts';
import { pathOfOurs } from './return-to.ts';
import { markBrowser } from './sign-in-cookie.ts';
import { hashOf, newToken } from './token.ts';

/** milliseconds until a sign-in that nobody came back from is over */
const LIFETIME = 600_000;
/** It takes no more to know who somebody is. */
const SCOPES: readonly OsmScope[] = ['read_prefs'];

/** Keeps what must be known when the browser comes back. @returns where it goes. @throws Refusal 503 */
export async function beginOsmSignIn(
  { ctx, deps, now }: Pick<Call, 'ctx' | 'deps' | 'now'>,
  { returnTo, keepAnswers }: Readonly<{ returnTo: string; keepAnswers: boolean }>,
): Promise<string> {
  const { server, seal } = osmSignIn(deps);
  const state = newToken();
  const stateHash = hashOf(state);
  const verifier = newVerifier();
  await beginSignIn(deps.store, stateHash, {
    browserHash: markBrowser(ctx, LIFETIME),
    verifier: seal.seal(verifier, sealedAs.verifier(stateHash)),
    scopes: SCOPES,
    returnTo: pathOfOurs(returnTo),
    keepAnswers,
    now,
    expiresAt: new Date(now.getTime() + LIFETIME),
  });
  return authorizeAddress(server, { redirectUri: callbackOf(ctx), scopes: SCOPES, state, verifier });
}
