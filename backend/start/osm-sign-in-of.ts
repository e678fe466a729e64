import type { Config } from '../config.ts';
import { type OsmSignIn, sealedAs } from '../http/people/osm-sign-in.ts';
import { sealWith } from '../seal.ts';
import type { Store } from '../store/connect.ts';
import { uploadAccount } from '../store/uploads/upload-accounts.ts';
import { secretKey } from './secret-key.ts';

/** Undefined where nobody signs in with OpenStreetMap: then nothing is sealed for it, either. @throws StartFault */
export function osmSignInOf(config: Config): OsmSignIn | undefined {
  const { osmSignInUrl, osmClientId, osmClientSecret, contact } = config;
  if (osmClientId === null) return undefined;
  return {
    server: { osmSignInUrl, osmClientId, osmClientSecret, contact },
    seal: sealWith(secretKey(config)),
  };
}

/** The same at the server that uploads go to; undefined where nothing is uploaded. @throws StartFault */
export function uploadSignInOf(config: Config): OsmSignIn | undefined {
  const { uploadSignInUrl, uploadClientId, uploadClientSecret, contact } = config;
  if (uploadClientId === null) return undefined;
  return {
    server: {
      osmSignInUrl: uploadSignInUrl,
      osmClientId: uploadClientId,
      osmClientSecret: uploadClientSecret,
      contact,
    },
    seal: sealWith(secretKey(config)),
  };
}

/**
 * Tokens of people at the server that uploads go to; null where there is none any more. What was begun on another server stands
 * still: the settings decide which map is written to.
 */
export const uploadTokens =
  (store: Store, { uploadUrl }: Pick<Config, 'uploadUrl'>, signIn: OsmSignIn | undefined) =>
  async (person: string, server: string): Promise<string | null> => {
    if (!signIn || server !== uploadUrl) return null;
    const account = await uploadAccount(store, person, server);
    return account && signIn.seal.unseal(account.token, sealedAs.uploadToken(server, person));
  };
