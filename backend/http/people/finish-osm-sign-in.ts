import { timingSafeEqual } from 'node:crypto';
import { exchangeCode } from '../../osm/sign-in/exchange-code.ts';
import { readUser } from '../../osm/sign-in/read-user.ts';
import { SignInFault } from '../../osm/sign-in/sign-in-fault.ts';
import type { ServerAccount } from '../../store/people/accounts.ts';
import { type SignIn, takeSignIn } from '../../store/people/sign-ins.ts';
import type { SignInProblem } from '../contract/sign-in.ts';
import type { Call } from '../frame/operation.ts';
import { callbackOf, type OsmSignIn, osmSignIn, sealedAs } from './osm-sign-in.ts';
import { signInAs } from './sign-in-as.ts';
import { markOf } from './sign-in-cookie.ts';
import { hashOf } from './token.ts';

/** What the OAuth server says by the browser's mouth: anything may stand in it. */
type Returned = Readonly<{ state?: string; code?: string; error?: string }>;
type Asked = Pick<Call, 'ctx' | 'deps' | 'now'>;

/**
 * The end of a sign-in with OpenStreetMap: the browser is signed in, or nothing has changed.
 * @returns where it goes next, or what went wrong. @throws Refusal 503
 */
export async function finishOsmSignIn(
  asked: Asked,
  returned: Returned,
): Promise<Readonly<{ returnTo: string }> | SignInProblem> {
  const osm = osmSignIn(asked.deps);
  const { state = '', code, error } = returned;
  const stateHash = hashOf(state);
  const begun = await takeSignIn(asked.deps.store, stateHash);
  if (!begun) return 'forged';
  if (begun.expiresAt <= asked.now) return 'expired';
  if (!isSame(markOf(asked.ctx), begun.browserHash)) return 'forged';
  if (error !== undefined) return error === 'access_denied' ? 'denied' : 'refused';
  const verifier = osm.seal.unseal(begun.verifier, sealedAs.verifier(stateHash));
  // Begun before SECRET_KEY became another.
  if (verifier === null) return 'expired';
  if (!code) return 'refused';
  try {
    const account = await accountOf(asked, osm, { code, verifier, begun });
    await signInAs(asked, account, { keepAnswers: begun.keepAnswers });
    return { returnTo: begun.returnTo };
  } catch (fault) {
    if (!(fault instanceof SignInFault)) throw fault;
    asked.deps.log.warn({ code: fault.code }, `a sign-in failed: ${fault.message}`);
    return fault.kind;
  }
}

/** Whose code it is, as the server says. @throws SignInFault */
async function accountOf(
  { ctx }: Asked,
  { server, seal }: OsmSignIn,
  { code, verifier, begun }: Readonly<{ code: string; verifier: string; begun: SignIn }>,
): Promise<ServerAccount> {
  const given = await exchangeCode(server, { code, verifier, redirectUri: callbackOf(ctx) });
  const user = await readUser(server, given.token);
  const { osmSignInUrl } = server;
  const subject = String(user.id);
  return {
    server: osmSignInUrl,
    subject,
    name: user.name,
    token: seal.seal(given.token, sealedAs.token(osmSignInUrl, subject)),
    scopes: given.scopes ?? begun.scopes,
  };
}

const isSame = (given: string | null, wanted: string): boolean =>
  given !== null &&
  given.length === wanted.length &&
  timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
