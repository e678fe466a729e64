import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from './body-of.ts';
import { type Fault, randomFaults } from './faults.ts';
import type { OsmApiServer } from './start-osm-api.ts';

type Do = (server: OsmApiServer, body: string) => string | Promise<string>;

/** What a test does with a server that runs in another process: no addresses of the API's. */
const CONTROLS: Readonly<Record<string, Do>> = {
  'GET /test/map.osm': server => server.toOsmXml(),
  'GET /test/asked': server => JSON.stringify(server.asked),
  'GET /test/settled': async server => {
    await server.settled();
    return '';
  },
  /** A list of faults; a wait is in milliseconds. */
  'POST /test/faults': (server, body) => {
    server.faults.push(...(JSON.parse(body) as Fault[]));
    return '';
  },
  /** `{seed, share, on}`, or null for an end of it. */
  'POST /test/chaos': (server, body) => {
    const random = JSON.parse(body);
    server.setChaos(random && randomFaults(random));
    return '';
  },
  /** `{uid, scopes}` */
  'POST /test/tokens': (server, body) => {
    const { uid, scopes } = JSON.parse(body);
    return server.tokenFor(uid, scopes);
  },
  /** `{id, name, blocked, trusted}`, of a new account or one that is there. */
  'POST /test/accounts': (server, body) => {
    const account = JSON.parse(body);
    const { accounts } = server.world;
    accounts.set(account.id, { ...accounts.get(account.id), ...account });
    return '';
  },
};

/** Answers a request that is for the test's own ends, after `changed`; false where it is for the API. */
export function control(
  request: IncomingMessage,
  response: ServerResponse,
  server: OsmApiServer,
  changed: () => void,
): boolean {
  if (!request.url?.startsWith('/test/')) return false;
  const act = CONTROLS[`${request.method} ${request.url}`];
  const answer = async () => {
    if (!act) throw new Error('no such control');
    const text = await act(server, await bodyOf(request, server.world.rules.bodySize));
    if (request.method === 'POST') changed();
    return text;
  };
  answer().then(
    text => response.end(text),
    (fault: Error) => response.writeHead(400).end(fault.message),
  );
  return true;
}
