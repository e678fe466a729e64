import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refOf } from '../../backend/core/change/element-ref.ts';
import { elementXml } from '../../backend/core/change/element-xml.ts';
import { tag, XML_HEAD } from '../../backend/core/change/xml.ts';
import type { ElementType, OsmElement } from '../../backend/core/feature.ts';

/** What goes wrong with one request; the next request meets the next fault, then none. */
export type Fault =
  | Readonly<{ kind: 'status'; status: number; headers?: Readonly<Record<string, string>> }>
  /** The connection is closed in the middle of the body. */
  | Readonly<{ kind: 'half-body' }>
  /** A body that ends too early, as if it were whole. */
  | Readonly<{ kind: 'cut-body' }>
  /** Never answers. */
  | Readonly<{ kind: 'silent' }>
  /** Says 200 and stops talking before the body ends. */
  | Readonly<{ kind: 'slow-body' }>
  | Readonly<{ kind: 'no-connection' }>;

export type OsmApiServer = Readonly<{
  url: string;
  /** Addresses that were asked, in order, with their User-Agent. */
  asked: readonly Readonly<{ path: string; userAgent: string }>[];
  faults: Fault[];
  close(): Promise<void>;
}>;

export type OsmApiData = Readonly<{
  elements: readonly OsmElement[];
  /** Refs that were there once: they come with `visible="false"`. */
  deleted?: readonly string[];
  /** An old server that has no JSON. */
  xmlOnly?: boolean;
  /** Leaves unknown ids out of a multi-fetch, as some implementations do, where OSM's own answers 404. */
  lenient?: boolean;
  /** Characters of an address that are answered with 414 when exceeded. */
  addressLength?: number;
}>;

const SINGULAR: Readonly<Record<string, ElementType>> = { nodes: 'node', ways: 'way', relations: 'relation' };

function looseJson(element: OsmElement | string): unknown {
  if (typeof element === 'string') {
    const [type, id] = element.split('/');
    return { type, id: Number(id), version: 9, visible: false };
  }
  if (element.type === 'node') {
    const { at, ...rest } = element;
    return { ...rest, lat: at[1], lon: at[0] };
  }
  return element;
}

function looseXml(element: OsmElement | string): string {
  if (typeof element !== 'string') return elementXml(element, { visible: 'true' });
  const [type = '', id = ''] = element.split('/');
  return tag(type, { id, version: 9, visible: 'false' });
}

/** The parts of OSM API 0.6 that reading needs, on a free port of this machine (https://wiki.openstreetmap.org/wiki/API_v0.6). */
export async function startOsmApi(data: OsmApiData): Promise<OsmApiServer> {
  const known = new Map<string, OsmElement | string>([
    ...data.elements.map(element => [refOf(element), element] as const),
    ...(data.deleted ?? []).map(ref => [ref, ref] as const),
  ]);
  const asked: { path: string; userAgent: string }[] = [];
  const faults: Fault[] = [];

  /** The status without a body, or what is found. */
  function find(url: URL): number | readonly (OsmElement | string)[] {
    const [, several] = /^\/api\/0\.6\/(nodes|ways|relations)$/.exec(url.pathname) ?? [];
    if (several) {
      const ids = url.searchParams.get(several)?.split(',') ?? [];
      if (ids.length === 0 || !ids.every(id => /^\d+$/.test(id))) return 400;
      const found = ids.map(id => known.get(`${SINGULAR[several]}/${id}`));
      if (!data.lenient && found.includes(undefined)) return 404;
      return found.filter(one => one !== undefined);
    }
    const [, ref = '', users] =
      /^\/api\/0\.6\/((?:node|way|relation)\/\d+)(?:\/(ways|relations))?$/.exec(url.pathname) ?? [];
    const one = known.get(ref);
    if (one === undefined) return 404;
    if (!users) return typeof one === 'string' ? 410 : [one];
    const id = Number(ref.split('/')[1]);
    return data.elements.filter(
      element =>
        (users === 'ways' && element.type === 'way' && element.nodes.includes(id)) ||
        (users === 'relations' &&
          element.type === 'relation' &&
          element.members.some(member => `${member.type}/${member.ref}` === ref)),
    );
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    asked.push({ path, userAgent: request.headers['user-agent'] ?? '' });
    const fault = faults.shift();
    if (fault?.kind === 'no-connection') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end('not now');
      return;
    }
    const found = path.length > (data.addressLength ?? 8000) ? 414 : find(new URL(path, 'http://localhost'));
    if (typeof found === 'number') {
      response.writeHead(found, { 'content-type': 'text/plain' }).end();
      return;
    }
    const json = !data.xmlOnly && (request.headers.accept ?? '').includes('application/json');
    const body = json
      ? JSON.stringify({ version: '0.6', elements: found.map(looseJson) })
      : `${XML_HEAD}${tag('osm', { version: '0.6' }, found.map(looseXml))}\n`;
    const type = json ? 'application/json; charset=utf-8' : 'application/xml; charset=utf-8';
    const half = body.slice(0, Math.floor(body.length / 2));
    const length = fault ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    response.writeHead(200, { 'content-type': type, ...length });
    if (fault?.kind === 'cut-body') response.end(half);
    else if (fault?.kind === 'half-body') response.write(half, () => request.socket.destroy());
    else if (fault?.kind === 'slow-body') response.write(half);
    else response.end(body);
  }

  const server = createServer(answer);
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
    },
  };
}
