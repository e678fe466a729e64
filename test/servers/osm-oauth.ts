import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OAuthApp, type OAuthDesk, oauthDesk } from './osm-oauth-desk.ts';

export type OsmOAuthServer = OAuthDesk & {
  readonly url: string;
  close(): Promise<void>;
};

/** A server that does nothing but sign people in, on a free port of this machine; `osm-api` has the same desk beside a map. */
export async function startOsmOAuth(app: Partial<OAuthApp> = {}): Promise<OsmOAuthServer> {
  const desk = oauthDesk(app);
  const http = createServer((request, response) => {
    bodyOf(request).then(
      text => desk.answer(request, response, text),
      () => request.socket.destroy(),
    );
  });
  await new Promise<void>(listening => http.listen(0, '127.0.0.1', listening));
  return Object.assign(desk, {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async close() {
      http.closeAllConnections();
      await new Promise(closed => http.close(closed));
    },
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
