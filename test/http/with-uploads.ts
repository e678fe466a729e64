import { loadConfig } from '../../backend/config.ts';
import type { Uploading } from '../../backend/handover/upload/uploading.ts';
import type { Deps } from '../../backend/http/deps.ts';
import type { OsmSignIn } from '../../backend/http/people/osm-sign-in.ts';
import { sealWith } from '../../backend/seal.ts';
import { uploadTokens } from '../../backend/start/osm-sign-in-of.ts';
import type { Store } from '../../backend/store/connect.ts';
import { goOnWithUploads } from '../../jobs/rounds/go-on-uploads.ts';
import { QUICK } from '../handover/uploads.ts';
import type { OsmApiServer } from '../servers/osm-api/start-osm-api.ts';
import { pressConsent } from '../servers/press-consent.ts';
import { SECRET } from './osm-visitor.ts';
import { type Serving, serve, type Visitor } from './serve.ts';

export type ServingUploads = Serving &
  Readonly<{
    host: string;
    uploading: Uploading;
    /** As a worker's round. */
    round: () => Promise<number>;
  }>;

/** The app beside a map's server that it reads from and uploads to. */
export async function serveWithUploads(
  store: Store,
  osm: OsmApiServer,
  { deps = {} as Partial<Deps>, env = {} as Readonly<Record<string, string>> } = {},
): Promise<ServingUploads> {
  const config = loadConfig({
    LOG_LEVEL: 'silent',
    OSM_API_URL: osm.url,
    UPLOAD_URL: osm.url,
    UPLOAD_CLIENT_ID: osm.oauth.app.id,
    ...env,
  });
  const uploadSignIn: OsmSignIn = {
    server: {
      osmSignInUrl: config.uploadSignInUrl,
      osmClientId: osm.oauth.app.id,
      osmClientSecret: osm.oauth.app.secret,
      contact: config.contact,
    },
    seal: sealWith(SECRET),
  };
  const serving = await serve({ store, config, uploadSignIn, ...deps });
  osm.oauth.app.redirectUris.push(`${serving.url}/sign-in/callback`);
  const uploading: Uploading = {
    store,
    config,
    tokenOf: uploadTokens(store, config, uploadSignIn),
    now: () => new Date(),
    random: () => 0.5,
    waits: QUICK,
  };
  return {
    ...serving,
    host: new URL(osm.url).host,
    uploading,
    round: () => goOnWithUploads(uploading, () => false),
  };
}

type Connect = Readonly<{ as?: number; press?: 'allow' | 'deny'; returnTo?: string }>;

/** Begins to sign in there. @returns where that server sends the browser back to, as path and query */
export async function connectsBack(visitor: Visitor, { as = 101, press, ...body }: Connect = {}) {
  const begun = await visitor.post('/api/v1/me/upload-account', body);
  const back = new URL(await pressConsent(begun.json.location, { as, press }));
  return `${back.pathname}${back.search}`;
}

/** The whole way. @returns where the browser is led in the end */
export const connect = async (visitor: Visitor, how: Connect = {}) =>
  (await visitor.get(await connectsBack(visitor, how))).headers.get('location');
