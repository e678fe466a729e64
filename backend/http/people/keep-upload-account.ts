import type { OsmUser } from '../../osm/sign-in/read-user.ts';
import { resumeSignedIn, saveUploadAccount, takeUploadAccount } from '../../store/uploads/upload-accounts.ts';
import type { ConnectProblem } from '../contract/sign-in.ts';
import type { Call } from '../frame/operation.ts';
import { type OsmSignIn, sealedAs } from './osm-sign-in.ts';
import { revokeAt, revokeUploadToken } from './revoke-osm-token.ts';
import { personOf } from './who.ts';

type Given = OsmUser & Readonly<{ token: string; scopes: readonly string[] }>;

/**
 * Keeps the account under which a person uploads, in the place of an earlier one there; what waited for it goes on.
 * @returns why nothing was kept; null: it was
 */
export async function keepUploadAccount(
  asked: Pick<Call, 'ctx' | 'deps' | 'now'>,
  osm: OsmSignIn,
  person: string,
  { id, name, token, scopes }: Given,
): Promise<ConnectProblem | null> {
  const { deps, now } = asked;
  const here = await personOf(asked);
  const problem = here?.id !== person ? 'other-person' : scopes.includes('write_api') ? null : 'no-write';
  if (problem !== null) {
    await revokeAt(osm, token, deps.log);
    return problem;
  }
  const server = deps.config.uploadUrl;
  const sealed = osm.seal.seal(token, sealedAs.uploadToken(server, person));
  const before = await deps.store.transaction().execute(async transaction => {
    const earlier = await takeUploadAccount(transaction, person, server);
    await saveUploadAccount(transaction, person, { server, osmId: id, name, scopes, token: sealed }, now);
    await resumeSignedIn(transaction, person, server, now);
    return earlier;
  });
  // The server gives one account the same token each time: what is kept now must not be revoked.
  if (before && before.osmId !== id) await revokeUploadToken(deps, person, before);
  return null;
}
