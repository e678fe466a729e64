import { timingSafeEqual } from 'node:crypto';
import { exchangeCode, type OsmToken } from '../../osm/sign-in/exchange-code.ts';
import { type OsmUser, readUser } from '../../osm/sign-in/read-user.ts';
import { SignInFault } from '../../osm/sign-in/sign-in-fault.ts';
import { type SignIn, takeSignIn } from '../../store/people/sign-ins.ts';
import type { ConnectProblem, SignInProblem } from '../contract/sign-in.ts';
import type { Call } from '../frame/operation.ts';
import { keepUploadAccount } from './keep-upload-account.ts';
import { callbackOf, type OsmSignIn, osmSignIn, sealedAs, uploadSignIn } from './osm-sign-in.ts';
import { signInAs } from './sign-in-as.ts';
import { markOf } from './sign-in-cookie.ts';
import { hashOf } from './token.ts';

/** What the OAuth server says by the browser's mouth: anything may stand in it. */
type Returned = Readonly<{ state?: string; code?: string; error?: string }>;
type Asked = Pick<Call, 'ctx' | 'deps' | 'now'>;

/** `problem`: null where it ended well. `returnTo`: where the browser goes next; of a sign-in here that failed to its page. */
export type SignInEnd = Readonly<{ returnTo: string; problem: ConnectProblem | null }>;

/**
 * The end of a sign-in with OpenStreetMap: the browser is signed in, or the person's account for uploads is kept, or nothing has
 * changed. @throws Refusal 503
 */
export async function finishOsmSignIn(asked: Asked, returned: Returned): Promise<SignInEnd> {
  const { deps } = asked;
  if (!deps.uploadSignIn) osmSignIn(deps);
  const stateHash = hashOf(returned.state ?? '');
  const begun = await takeSignIn(deps.store, stateHash);
  if (!begun) return failed('forged');
  const uploads = begun.uploadsOf !== null;
  const osm = uploads ? uploadSignIn(deps) : osmSignIn(deps);
  const problem = await finish(asked, osm, { begun, stateHash, returned });
  if (!uploads && problem !== null) return failed(problem);
  return { returnTo: problem === null ? begun.returnTo : withProblem(begun.returnTo, problem), problem };
}

const failed = (problem: ConnectProblem): SignInEnd => ({ returnTo: `/sign-in?problem=${problem}`, problem });

/** Who connects an account is signed in, and stays where they were: the page there says it. */
function withProblem(path: string, problem: ConnectProblem): string {
  const url = new URL(path, 'http://here.invalid');
  url.searchParams.set('connect', problem);
  return `${url.pathname}${url.search}${url.hash}`;
}

type Ending = Readonly<{ begun: SignIn; stateHash: string; returned: Returned }>;

async function finish(
  asked: Asked,
  osm: OsmSignIn,
  { begun, stateHash, returned: { code, error } }: Ending,
): Promise<ConnectProblem | null> {
  if (begun.expiresAt <= asked.now) return 'expired';
  if (!isSame(markOf(asked.ctx), begun.browserHash)) return 'forged';
  if (error !== undefined) return error === 'access_denied' ? 'denied' : 'refused';
  const verifier = osm.seal.unseal(begun.verifier, sealedAs.verifier(stateHash));
  // Begun before SECRET_KEY became another.
  if (verifier === null) return 'expired';
  if (!code) return 'refused';
  try {
    const given = await exchangeCode(osm.server, { code, verifier, redirectUri: callbackOf(asked.ctx) });
    const scopes = given.scopes ?? begun.scopes;
    const user = await readUser(osm.server, given.token);
    if (begun.uploadsOf !== null)
      return await keepUploadAccount(asked, osm, begun.uploadsOf, { ...user, token: given.token, scopes });
    await signInAs(asked, accountOf(osm, user, { ...given, scopes }), { keepAnswers: begun.keepAnswers });
    return null;
  } catch (fault) {
    if (!(fault instanceof SignInFault)) throw fault;
    asked.deps.log.warn({ code: fault.code }, `a sign-in failed: ${fault.message}`);
    return fault.kind satisfies SignInProblem;
  }
}

function accountOf(
  { server: { osmSignInUrl }, seal }: OsmSignIn,
  { id, name }: OsmUser,
  { token, scopes }: OsmToken & Readonly<{ scopes: readonly string[] }>,
) {
  const subject = String(id);
  const sealed = seal.seal(token, sealedAs.token(osmSignInUrl, subject));
  return { server: osmSignInUrl, subject, name, token: sealed, scopes };
}

const isSame = (given: string | null, wanted: string): boolean =>
  given !== null &&
  given.length === wanted.length &&
  timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
