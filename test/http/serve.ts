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

/** One person's browser: it keeps its cookies, and goes nowhere by itself. */
export class Visitor {
  readonly base: string;
  readonly #jar = new Map<string, string>();
  constructor(base: string) {
    this.base = base;
  }

  /** As every request carries them: `jalon=…; other=…`. */
  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  set cookie(text: string) {
    this.#jar.clear();
    for (const pair of text.split('; ').filter(Boolean)) this.#keep(pair);
  }

  /** Its value; empty where the browser has none of that name. */
  cookieNamed(name: string): string {
    return this.#jar.get(name) ?? '';
  }

  /** A line of `Set-Cookie`. */
  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(line) ?? [];
    const [, until] = /; *expires=([^;]+)/i.exec(line) ?? [];
    if (until !== undefined && Date.parse(until) <= Date.now()) this.#jar.delete(name);
    else this.#jar.set(name, value);
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const { cookie } = this;
    const response = await fetch(this.base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
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
