import { revokeToken } from '../../osm/sign-in/revoke-token.ts';
import { SignInFault } from '../../osm/sign-in/sign-in-fault.ts';
import { takeToken } from '../../store/people/accounts.ts';
import type { ForgottenToken } from '../../store/people/leaving/delete-person.ts';
import type { UploadAccount } from '../../store/uploads/upload-accounts.ts';
import type { Deps } from '../deps.ts';
import { type OsmSignIn, sealedAs } from './osm-sign-in.ts';

/** milliseconds; somebody waits to be signed out */
const PATIENCE = 3_000;

/**
 * Forgets what OpenStreetMap lets us do for the person, and tells it so there. When it does not answer we have forgotten
 * it all the same; the person can take it back on its own pages.
 */
export async function revokeOsmToken(
  deps: Pick<Deps, 'store' | 'osmSignIn' | 'log'>,
  person: string,
): Promise<void> {
  const kept = await takeToken(deps.store, person);
  if (kept) await revokeForgotten(deps, kept);
}

/** The same of a token that is forgotten already. */
export async function revokeForgotten(
  { osmSignIn, log }: Pick<Deps, 'osmSignIn' | 'log'>,
  kept: ForgottenToken,
): Promise<void> {
  if (!osmSignIn || kept.server !== osmSignIn.server.osmSignInUrl) return;
  const token = osmSignIn.seal.unseal(kept.token, sealedAs.token(kept.server, kept.subject));
  if (token === null) {
    log.warn('a token was not given back to OpenStreetMap: it was sealed with another SECRET_KEY');
    return;
  }
  await revokeAt(osmSignIn, token, log);
}

/** The same of one to upload with. */
export async function revokeUploadToken(
  { uploadSignIn, config, log }: Pick<Deps, 'uploadSignIn' | 'config' | 'log'>,
  person: string,
  { server, token: sealed }: Pick<UploadAccount, 'server' | 'token'>,
): Promise<void> {
  if (!uploadSignIn || server !== config.uploadUrl) return;
  const token = uploadSignIn.seal.unseal(sealed, sealedAs.uploadToken(server, person));
  if (token === null) log.warn('a token to upload was not given back: it was sealed with another SECRET_KEY');
  else await revokeAt(uploadSignIn, token, log);
}

/** Takes every use from a token, as far as the server answers. */
export async function revokeAt({ server }: OsmSignIn, token: string, log: Deps['log']): Promise<void> {
  try {
    await revokeToken({ ...server, limits: { time: PATIENCE } }, token);
  } catch (fault) {
    if (!(fault instanceof SignInFault)) throw fault;
    log.warn({ code: fault.code }, `a token was not revoked: ${fault.message}`);
  }
}
