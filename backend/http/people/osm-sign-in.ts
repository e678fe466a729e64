import type { Context } from 'koa';
import type { SignInServer } from '../../osm/sign-in/sign-in-server.ts';
import type { Seal } from '../../seal.ts';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';

/** What signing in with OpenStreetMap takes: the server that is asked, and what keeps its tokens. */
export type OsmSignIn = Readonly<{ server: SignInServer; seal: Seal }>;

/** @throws Refusal 503 where nobody signs in with OpenStreetMap */
export function osmSignIn({ osmSignIn }: Pick<Deps, 'osmSignIn'>): OsmSignIn {
  if (osmSignIn) return osmSignIn;
  throw new Refusal(
    503,
    'no-sign-in',
    'Nobody signs in with OpenStreetMap here',
    'The operator has not set OSM_CLIENT_ID.',
  );
}

/** At the server that uploads go to. @throws Refusal 503 where nothing is uploaded */
export function uploadSignIn({ uploadSignIn }: Pick<Deps, 'uploadSignIn'>): OsmSignIn {
  if (uploadSignIn) return uploadSignIn;
  throw new Refusal(
    503,
    'no-uploads',
    'Nothing is uploaded from here',
    'The operator has not set UPLOAD_CLIENT_ID. The changes can be downloaded as a file.',
  );
}

/** As the application is registered: only names of ours get as far as this. */
export const callbackOf = (ctx: Context): string => `${ctx.protocol}://${ctx.host}/sign-in/callback`;

/** What a text is sealed as: it opens as nothing else, and for nobody else. */
export const sealedAs = {
  verifier: (stateHash: string): string => `verifier of ${stateHash}`,
  token: (server: string, subject: string): string => `token of ${subject} at ${server}`,
  uploadToken: (server: string, person: string): string => `token to upload of ${person} at ${server}`,
};
