import type { Config } from '../../config.ts';

/** An OAuth 2.0 server as openstreetmap.org is one, and what we are there. */
export type SignInServer = Pick<Config, 'osmSignInUrl' | 'osmClientSecret' | 'contact'> &
  Readonly<{
    osmClientId: string;
    limits?: Partial<SignInLimits>;
  }>;

export const SIGN_IN_LIMITS = {
  /** milliseconds for one request, its body included: somebody waits for it */
  time: 10_000,
  /** bytes of one body, unpacked */
  bodySize: 256 * 1024,
};
type SignInLimits = Readonly<typeof SIGN_IN_LIMITS>;

/** OAuth scopes of openstreetmap.org: `read_prefs` is what it takes to know who it is. */
export type OsmScope = 'read_prefs' | 'write_api';
