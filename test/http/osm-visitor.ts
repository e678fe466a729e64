import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../backend/config.ts';
import type { Deps } from '../../backend/http/deps.ts';
import type { OsmSignIn } from '../../backend/http/people/osm-sign-in.ts';
import { sealWith } from '../../backend/seal.ts';
import type { Store } from '../../backend/store/connect.ts';
import { addPerson } from '../../backend/store/people/persons.ts';
import { type OsmOAuthServer, startOsmOAuth } from '../servers/osm-oauth.ts';
import type { OAuthApp } from '../servers/osm-oauth-desk.ts';
import { pressConsent } from '../servers/press-consent.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { sessionCookie } from './signed-in.ts';

export const SECRET = 'a secret key of some thirty-two characters';

/** The app beside an OAuth server that knows it. @param time milliseconds that the app waits for that server */
export async function serveWithOsm(
  deps: Partial<Deps> & Pick<Deps, 'store'>,
  {
    app = {},
    time = 10_000,
    publicUrl = '',
  }: Readonly<{ app?: Partial<OAuthApp>; time?: number; publicUrl?: string }> = {},
): Promise<Serving & Readonly<{ oauth: OsmOAuthServer }>> {
  const oauth = await startOsmOAuth(app);
  const env = { LOG_LEVEL: 'silent', OSM_API_URL: 'http://127.0.0.1:9' };
  const config = loadConfig({
    ...env,
    OSM_SIGN_IN_URL: oauth.url,
    OSM_CLIENT_ID: oauth.app.id,
    PUBLIC_URL: publicUrl,
    TRUST_PROXY: publicUrl && '1',
  });
  const { osmSignInUrl, contact } = config;
  const osmSignIn: OsmSignIn = {
    server: {
      osmSignInUrl,
      osmClientId: oauth.app.id,
      osmClientSecret: oauth.app.secret,
      contact,
      limits: { time },
    },
    seal: sealWith(SECRET),
  };
  const serving = await serve({ config, osmSignIn, ...deps });
  oauth.app.redirectUris.push(`${serving.url}/sign-in/callback`);
  return {
    ...serving,
    oauth,
    close: async () => {
      await serving.close();
      await oauth.close();
    },
  };
}

type SignIn = Readonly<{
  /** Id of the user at the OAuth server. */
  as?: number;
  press?: 'allow' | 'deny';
  returnTo?: string;
  keepAnswers?: boolean;
}>;

/** Begins a sign-in. @returns where the OAuth server sends the browser back to, as path and query */
export async function comesBack(visitor: Visitor, { as, press, ...body }: SignIn = {}): Promise<string> {
  const begun = await visitor.post('/api/v1/sign-in', body);
  const back = new URL(await pressConsent(begun.json.location, { as, press }));
  return `${back.pathname}${back.search}`;
}

/** The whole way of a browser. @returns the answer to the callback */
export const signIn = async (visitor: Visitor, how: SignIn = {}) =>
  visitor.get(await comesBack(visitor, how));

/** A browser in which that user of the OAuth server is signed in. */
export async function signedInAs(base: string, as: number): Promise<Visitor> {
  const visitor = new Visitor(base);
  await signIn(visitor, { as });
  return visitor;
}

/** A browser with a guest's session, in which nothing was done. */
export async function guestVisitor(base: string, store: Store): Promise<Visitor & { person: string }> {
  const { id } = await addPerson(store, randomUUID(), new Date());
  const visitor = new Visitor(base);
  visitor.cookie = await sessionCookie(store, id);
  return Object.assign(visitor, { person: id });
}
