import { authorizeAddress } from '../../osm/sign-in/authorize-address.ts';
import { newVerifier } from '../../osm/sign-in/pkce.ts';
import type { OsmScope } from '../../osm/sign-in/sign-in-server.ts';
import { beginSignIn } from '../../store/people/sign-ins.ts';
import type { Call } from '../frame/operation.ts';
import { callbackOf, type OsmSignIn, osmSignIn, sealedAs, uploadSignIn } from './osm-sign-in.ts';
import { pathOfOurs } from './return-to.ts';
import { markBrowser } from './sign-in-cookie.ts';
import { hashOf, newToken } from './token.ts';

/** milliseconds until a sign-in that nobody came back from is over */
const LIFETIME = 600_000;
/** It takes no more to know who somebody is. */
const WHO: readonly OsmScope[] = ['read_prefs'];
/** To write, and to know under which name. */
const WRITE: readonly OsmScope[] = ['read_prefs', 'write_api'];

type Asked = Pick<Call, 'ctx' | 'deps' | 'now'>;
type Begun = Readonly<{
  scopes: readonly OsmScope[];
  returnTo: string;
  keepAnswers: boolean;
  uploadsOf: string | null;
}>;

/** Of whoever this browser is. @returns where it goes. @throws Refusal 503 */
export const beginOsmSignIn = (
  asked: Asked,
  how: Readonly<{ returnTo: string; keepAnswers: boolean }>,
): Promise<string> => begin(asked, osmSignIn(asked.deps), { ...how, scopes: WHO, uploadsOf: null });

/** Of this person, at the server that uploads go to. @returns where the browser goes. @throws Refusal 503 */
export const beginUploadSignIn = (
  asked: Asked,
  { person, returnTo }: Readonly<{ person: string; returnTo: string }>,
): Promise<string> =>
  begin(asked, uploadSignIn(asked.deps), { returnTo, scopes: WRITE, keepAnswers: false, uploadsOf: person });

/** Keeps what must be known when the browser comes back. */
async function begin(
  { ctx, deps, now }: Asked,
  { server, seal }: OsmSignIn,
  { scopes, returnTo, ...more }: Begun,
): Promise<string> {
  const state = newToken();
  const stateHash = hashOf(state);
  const verifier = newVerifier();
  await beginSignIn(deps.store, stateHash, {
    ...more,
    browserHash: markBrowser(ctx, LIFETIME),
    verifier: seal.seal(verifier, sealedAs.verifier(stateHash)),
    scopes,
    returnTo: pathOfOurs(returnTo),
    now,
    expiresAt: new Date(now.getTime() + LIFETIME),
  });
  return authorizeAddress(server, { redirectUri: callbackOf(ctx), scopes, state, verifier });
}
