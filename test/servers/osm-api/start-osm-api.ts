import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OAuthApp, type OAuthDesk, oauthDesk } from '../osm-oauth-desk.ts';
import { bodyOf } from './body-of.ts';
import { type Asked, type Fault, faultQueue, type What, waited } from './faults.ts';
import { osmXml } from './render.ts';
import { answerOf } from './routes.ts';
import type { Rules } from './rules.ts';
import { refused, send } from './send.ts';
import { type Kept, type Seed, World } from './world.ts';
import { bearerOf, writerOf } from './writer-of.ts';

export type OsmApiData = Seed &
  Readonly<{
    /** How it was left, instead of a seed. */
    kept?: Kept;
    rules?: Partial<Rules>;
    now?: () => Date;
    app?: Partial<OAuthApp>;
    port?: number;
    /** An old server that has no JSON. */
    xmlOnly?: boolean;
    /** Leaves unknown ids out of a multi-fetch, as some implementations do, where OSM's own answers 404. */
    lenient?: boolean;
    /** Characters of an address that are answered with 414 when exceeded. */
    addressLength?: number;
    /** Called when something may have changed, before that is answered. */
    onChange?: () => void;
    /** Answers what is no address of the API's; false where it does not either. */
    beside?: (request: IncomingMessage, response: ServerResponse, server: OsmApiServer) => boolean;
  }>;

export type OsmApiServer = Readonly<{
  url: string;
  /** What was asked, in order, when its head came. */
  asked: readonly (Asked & Readonly<{ userAgent: string }>)[];
  /** What is to go wrong: push to it. */
  faults: Fault[];
  /** Faults for requests that none of `faults` fits; null: none. */
  setChaos(choose: ((asked: Asked) => What | null) | null): void;
  /** The map, the changesets and the accounts, to look into and to edit as somebody else would. */
  world: World;
  /** The desk that signs people in, on the same address. */
  oauth: OAuthDesk;
  /** A token as from a sign-in. @param uid 101 to 103, or an account that was added */
  tokenFor(uid: number, scopes?: readonly string[]): string;
  /** All that is visible now, as an OSM file. */
  toOsmXml(): string;
  /** When everything is done that was asked: also what goes on after its connection was gone. */
  settled(): Promise<void>;
  close(): Promise<void>;
}>;

/**
 * A server that keeps to what is documented of OSM API 0.6 (https://wiki.openstreetmap.org/wiki/API_v0.6), with a map in
 * memory and faults on demand, on this machine.
 */
export async function startOsmApi(data: OsmApiData = {}): Promise<OsmApiServer> {
  const world = new World(data.kept ?? data, data.rules, data.now);
  const desk = oauthDesk(data.app, id => world.accounts.get(id)?.blocked ?? false);
  const asked: (Asked & { userAgent: string })[] = [];
  const { faults, next } = faultQueue();
  let chaos: ((asked: Asked) => What | null) | null = null;
  const underWay = new Set<Promise<void>>();

  async function replyTo(request: IncomingMessage, path: string, body: string, fault: What | null) {
    if (path.length > (data.addressLength ?? 8000))
      return { status: 414, headers: { 'content-type': 'text/plain' }, body: '' };
    const url = new URL(path, 'http://localhost');
    const wantsJson =
      url.pathname.endsWith('.json') || /application\/json/.test(request.headers.accept ?? '');
    const held =
      (fault?.kind === 'delay' && fault.when === 'locked') ||
      (fault?.kind === 'late' && fault.from === 'locked');
    const bearer = bearerOf(desk, world, request.headers.authorization);
    return answerOf(world, {
      method: request.method ?? '',
      url,
      json: wantsJson && !data.xmlOnly,
      body,
      lenient: data.lenient ?? false,
      writer: () => writerOf(world, bearer),
      hold: async () => (held ? waited(fault.for) : undefined),
    });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '/' } = request;
    if (data.beside?.(request, response, server)) return;
    asked.push({ method, path, userAgent: request.headers['user-agent'] ?? '' });
    const fault = next({ method, path }) ?? chaos?.({ method, path }) ?? null;
    if (fault?.kind === 'no-connection') return void request.socket.destroy();
    if (fault?.kind === 'half-request') return breakOff(request, fault.bytes ?? 1);
    const read = await bodyOf(request, world.rules.bodySize).then(
      text => ({ text }),
      (fault: unknown) => ({ fault }),
    );
    // The body did not come to its end: nothing was asked.
    if (!request.complete) return;
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'status') return sendStatus(response, fault);
    if (fault?.kind === 'late') request.socket.destroy();
    if (fault?.kind === 'late' && fault.from === 'queued') await waited(fault.for);
    if (fault?.kind === 'delay' && fault.when === 'before') await waited(fault.for);
    if ('text' in read && /^\/(oauth2\/|api\/0\.6\/user\/)/.test(path)) {
      desk.answer(request, response, read.text);
      return data.onChange?.();
    }
    const reply = await ('text' in read
      ? replyTo(request, path, read.text, fault)
      : Promise.reject(read.fault)
    ).catch(refused);
    if (method !== 'GET') data.onChange?.();
    if (fault?.kind === 'delay' && fault.when === 'after') await waited(fault.for);
    if (fault?.kind === 'late' || fault?.kind === 'silent-after') return;
    if (fault?.kind === 'no-reply') return void request.socket.destroy();
    if (fault?.kind === 'status-after') return sendStatus(response, fault);
    send(request, response, reply, fault);
  }

  const http = createServer((request, response) => {
    const done = serve(request, response)
      .catch((fault: unknown) => {
        // A fault of this server, not one that was asked for: a test must not take it for the network's.
        if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' });
        response.end(`the test server failed: ${fault instanceof Error ? fault.stack : fault}`);
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  });
  await new Promise<void>(listening => http.listen(data.port ?? 0, '127.0.0.1', listening));

  const server: OsmApiServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    faults,
    setChaos: choose => {
      chaos = choose;
    },
    world,
    oauth: desk,
    tokenFor(uid, scopes = ['read_prefs', 'write_api']) {
      const user = world.accounts.get(uid);
      if (!user) throw new Error(`there is no account ${uid}`);
      const token = randomBytes(32).toString('base64url');
      desk.tokens.set(token, { user, scopes });
      return token;
    },
    toOsmXml: () => osmXml(world.map.visible(), world.names),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      http.closeAllConnections();
      await new Promise(closed => http.close(closed));
    },
  };
  return server;
}

/** Closes the connection while a request still comes. */
function breakOff(request: IncomingMessage, bytes: number): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size >= bytes) request.socket.destroy();
  });
  request.on('end', () => request.socket.destroy());
}

function sendStatus(response: ServerResponse, fault: What & { status: number }): void {
  const {
    status,
    headers,
    body = 'not now',
  } = fault as What & {
    status: number;
    headers?: Record<string, string>;
    body?: string;
  };
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body);
}
