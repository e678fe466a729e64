import type { Config } from '../config.ts';
import type { OsmSignIn } from '../http/people/osm-sign-in.ts';
import { sealWith } from '../seal.ts';
import { secretKey } from './secret-key.ts';

/** Undefined where nobody signs in with OpenStreetMap: then nothing is sealed, either. @throws StartFault */
export function osmSignInOf(config: Config): OsmSignIn | undefined {
  const { osmSignInUrl, osmClientId, osmClientSecret, contact } = config;
  if (osmClientId === null) return undefined;
  return {
    server: { osmSignInUrl, osmClientId, osmClientSecret, contact },
    seal: sealWith(secretKey(config)),
  };
}
