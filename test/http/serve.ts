import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect } from 'vitest';
import { type Config, loadConfig } from '../../backend/config.ts';
import { createApp } from '../../backend/http/app.ts';
import { problem } from '../../backend/http/contract/problem.ts';
import type { Deps } from '../../backend/http/deps.ts';
import { memoryCounters } from '../../backend/http/doors/limits/counters.ts';
import { makeLimits } from '../../backend/http/doors/limits/limits.ts';
import { makeMetrics } from '../../backend/http/metrics/metrics.ts';
import { OPERATIONS } from '../../backend/http/operations.ts';

export const testConfig = (): Config => ({
  ...loadConfig({ LOG_LEVEL: 'silent', OSM_API_URL: 'http://127.0.0.1:9' }),
});

export type Serving = Readonly<{ url: string; close(): Promise<void> }>;

/** The app on a free port of 127.0.0.1. */
export async function serve(deps: Partial<Deps> & Pick<Deps, 'store'>): Promise<Serving> {
  const queues = {} as Deps['queues'];
  const metrics = makeMetrics({ store: deps.store, queue: deps.queueView, role: 'api', version: 'test' });
  const limits = makeLimits(memoryCounters);
  const log = pino({ level: 'silent' });
  const app = createApp({ config: testConfig(), queues, metrics, limits, log, ...deps });
  const server = await new Promise<Server>(resolve => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whatever a test asks, the answer is one that the operation promises, without a field more. */
function keepsContract(method: string, path: string, status: number, json: unknown): void {
  const [address = ''] = path.split('?');
  const one = OPERATIONS.find(
    operation =>
      operation.method === method.toLowerCase() &&
      new RegExp(`^${operation.path.replace(/:\w+/g, '[^/]+')}$`).test(address),
  );
  const schema = status >= 400 && status !== 503 ? problem : one?.answers[status]?.schema;
  if (schema) expect(json).toEqual(schema.parse(json));
  if (one && status < 400 && status !== 304) expect(Object.keys(one.answers)).toContain(String(status));
}

/** One person's browser: it keeps its cookie. */
export class Visitor {
  cookie = '';
  readonly base: string;
  constructor(base: string) {
    this.base = base;
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const set = response.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
    keepsContract(method, path, response.status, json);
    return { status: response.status, headers: response.headers, text, json };
  }

  get = (path: string, headers?: Record<string, string>) => this.ask('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers?: Record<string, string>) =>
    this.ask('POST', path, body, headers);
  put = (path: string, body?: unknown) => this.ask('PUT', path, body);
  delete = (path: string) => this.ask('DELETE', path);
}
