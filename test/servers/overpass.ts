import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { OsmElement } from '../../backend/core/feature.ts';
import { evaluate, ParseError } from './overpass-query.ts';

/** What goes wrong with one query; the next query meets the next fault, then none. */
export type Fault =
  | Readonly<{ kind: 'status'; status: number; headers?: Readonly<Record<string, string>> }>
  /** Status 200, no elements, and these words at the end. */
  | Readonly<{ kind: 'remark'; remark: string }>
  /** A page in HTML with status 200. */
  | Readonly<{ kind: 'page'; words: string }>
  /** The connection is closed in the middle of the body. */
  | Readonly<{ kind: 'half-body' }>
  /** A body that ends too early, as if it were whole. */
  | Readonly<{ kind: 'cut-body' }>
  | Readonly<{ kind: 'garbage' }>
  /** A good answer, in so many pieces with a pause (milliseconds) after each. */
  | Readonly<{ kind: 'slow'; pieces: number; pause: number }>
  /** One byte after the other, for ever. */
  | Readonly<{ kind: 'trickle' }>
  /** Says 200 and stops talking before the body ends. */
  | Readonly<{ kind: 'stuck' }>
  /** Never answers. */
  | Readonly<{ kind: 'silent' }>
  | Readonly<{ kind: 'no-connection' }>;

/** One query. Times in milliseconds since 1970; `ended` is when its last byte was sent or its connection closed. */
export type Query = { text: string; userAgent: string; began: number; ended: number | null };

export type OverpassServer = Readonly<{
  /** Of its interpreter. */
  url: string;
  host: string;
  queries: readonly Query[];
  faults: Fault[];
  /** What /api/status was asked for, how often. */
  statusAsked: () => number;
  /** Seconds until a slot is free, as /api/status tells. */
  set: (state: Partial<State>) => void;
  close(): Promise<void>;
}>;
type State = {
  elements: readonly OsmElement[];
  /** ISO 8601 */
  base: string;
  slotIn: number;
  /** milliseconds that a query takes */
  work: number;
};

const page = (words: string) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
<head>
  <meta http-equiv="content-type" content="text/html; charset=utf-8" lang="en"/>
  <title>OSM3S Response</title>
</head>
<body>

<p>The data included in this document is from www.openstreetmap.org. The data is made available under ODbL.</p>
<p><strong style="color:#FF0000">Error</strong>: ${words} </p>

</body>
</html>
`;

/** An Overpass API server of our own on a free port of this machine (https://wiki.openstreetmap.org/wiki/Overpass_API). */
export async function startOverpass(elements: readonly OsmElement[] = []): Promise<OverpassServer> {
  const state: State = { elements, base: '2026-01-01T00:00:00Z', slotIn: 0, work: 0 };
  const queries: Query[] = [];
  const faults: Fault[] = [];
  let statusAsked = 0;

  function bodyOf(found: readonly object[], remark?: string): string {
    const head = {
      version: 0.6,
      generator: 'Overpass API 0.7.62',
      osm3s: {
        timestamp_osm_base: state.base,
        copyright:
          'The data included in this document is from www.openstreetmap.org. The data is made available under ODbL.',
      },
      elements: found,
      ...(remark !== undefined && { remark }),
    };
    return `${JSON.stringify(head, null, 2)}\n`;
  }

  async function interpret(query: Query, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = faults.shift();
    if (state.work > 0) await pause(state.work);
    if (fault?.kind === 'no-connection') return void request.socket.destroy();
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'status') {
      const words =
        fault.status === 429
          ? 'runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::rate_limited. Please check /api/status for the quota of your IP address.'
          : 'runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::timeout. The server is probably too busy to handle your request.';
      return void response
        .writeHead(fault.status, { 'content-type': 'text/html; charset=utf-8', ...fault.headers })
        .end(page(words));
    }
    if (fault?.kind === 'page')
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(page(fault.words));
    let found: object[];
    try {
      found = evaluate(query.text, state.elements);
    } catch (wrong) {
      if (!(wrong instanceof ParseError)) throw wrong;
      return void response
        .writeHead(400, { 'content-type': 'text/html; charset=utf-8' })
        .end(page(wrong.message));
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    if (fault?.kind === 'remark') return void response.end(bodyOf([], fault.remark));
    if (fault?.kind === 'garbage') return void response.end(Buffer.from('8f00ff1e7c2a'.repeat(500), 'hex'));
    const body = bodyOf(found);
    const half = body.slice(0, Math.floor(body.length / 2));
    if (fault?.kind === 'cut-body') return void response.end(half);
    if (fault?.kind === 'half-body') return void response.write(half, () => request.socket.destroy());
    if (fault?.kind === 'stuck') return void response.write(half);
    if (fault?.kind === 'trickle') {
      for (const byte of body.repeat(1000)) {
        if (response.destroyed) return;
        response.write(byte);
        await pause(20);
      }
    }
    if (fault?.kind === 'slow') {
      const size = Math.ceil(body.length / fault.pieces);
      for (let from = 0; from < body.length; from += size) {
        response.write(body.slice(from, from + size));
        await pause(fault.pause);
      }
      return void response.end();
    }
    response.end(body);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/api/status') {
      statusAsked++;
      const slot =
        state.slotIn > 0
          ? `Slot available after: ${new Date(Date.now() + state.slotIn * 1000).toISOString().slice(0, 19)}Z, in ${state.slotIn} seconds.`
          : '2 slots available now.';
      return void response.end(
        `Connected as: 1\nCurrent time: ${new Date().toISOString().slice(0, 19)}Z\nAnnounced endpoint: none\nRate limit: 2\n${slot}\nCurrently running queries (pid, space limit, time limit, start time):\n`,
      );
    }
    if (request.url !== '/api/interpreter' || request.method !== 'POST')
      return void response.writeHead(404).end('not here');
    const pieces: Buffer[] = [];
    const began = Date.now();
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = new URLSearchParams(Buffer.concat(pieces).toString()).get('data') ?? '';
    const query: Query = { text, userAgent: request.headers['user-agent'] ?? '', began, ended: null };
    queries.push(query);
    response.once('close', () => {
      query.ended = Date.now();
    });
    await interpret(query, request, response);
  }

  const server = createServer((request, response) => {
    // A connection that is given up is no fault of this server.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/api/interpreter`,
    host,
    queries,
    faults,
    statusAsked: () => statusAsked,
    set: more => void Object.assign(state, more),
    async close() {
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
    },
  };
}
