import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BUDGETS, type Budget, type Line } from '../../backend/http/doors/limits/budgets.ts';
import { memoryCounters } from '../../backend/http/doors/limits/counters.ts';
import { makeLimits } from '../../backend/http/doors/limits/limits.ts';
import { OPERATIONS } from '../../backend/http/operations.ts';
import type { Store } from '../../backend/store/connect.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { ask } from './raw.ts';
import { type Serving, serve } from './serve.ts';
import { addVolunteer, sessionCookie } from './signed-in.ts';

/**
 * Every operation is sent what no page of ours sends, by somebody who may do everything: at the places of its path, of its
 * query and of its body. Whatever is refused is refused in words; nothing is a fault of the program.
 */
const UNLIMITED = makeLimits(
  memoryCounters,
  Object.fromEntries(
    Object.entries(BUDGETS as Record<Budget, Line>).map(([name, line]) => [
      name,
      { seconds: line.seconds, together: 1e9, shared: false },
    ]),
  ) as Record<Budget, Line>,
);

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202eevil\u2066',
  '\r\nSet-Cookie: jalon=evil',
  "'; drop table persons; --",
  '%',
  '$1',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  '-1',
  '1e400',
  '9'.repeat(400),
  'x'.repeat(3_000),
  '😀'.repeat(300),
];
const VALUES: readonly unknown[] = [
  ...TEXTS,
  null,
  true,
  0,
  -1,
  0.1,
  2 ** 53,
  1e308,
  [],
  {},
  [[[]]],
  { __proto__: null, toString: 1 },
  Array(300).fill('x'),
  JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{}}}'),
];

type Schema = Readonly<{
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  prefixItems?: readonly Schema[];
  items?: Schema;
}>;
/** Something that has the shape, as full as it can be. */
function sampleOf(schema: Schema): unknown {
  const one = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (one) return sampleOf(one);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, of]) => [key, sampleOf(of)]),
    );
  if (schema.type === 'array') return schema.prefixItems?.map(sampleOf) ?? [sampleOf(schema.items ?? {})];
  if (schema.type === 'number' || schema.type === 'integer') return 1;
  if (schema.type === 'boolean') return true;
  return 'something';
}

/** The sample with each of its places, and itself, put to each of the values. */
function* broken(sample: unknown): Generator<unknown> {
  yield* VALUES;
  if (typeof sample !== 'object' || sample === null) return;
  for (const key of Object.keys(sample)) {
    for (const inside of broken((sample as Record<string, unknown>)[key])) {
      const copy = Array.isArray(sample) ? [...sample] : { ...sample };
      (copy as Record<string, unknown>)[key] = inside;
      yield copy;
    }
  }
}

let opened: EmptyStore;
let store: Store;
let app: Serving;
beforeAll(async () => {
  opened = await emptyStore();
  store = opened.store;
  await seedChallenge(store, testChallenge('wells'));
  await seedTask(store, 'wells', 'something', movedFinding('1', [4.35, 50.85]));
  app = await serve({
    store,
    limits: UNLIMITED,
    requestRun: async () => 'a-run',
  });
});
afterAll(async () => {
  await app.close();
  await opened.close();
});

/** @throws what is not as it should be */
async function send(method: string, path: string, cookie: string, body?: unknown): Promise<void> {
  const json = body === undefined ? '' : JSON.stringify(body);
  const headers = { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) };
  const answer = await ask(app.url, method.toUpperCase(), path, headers, json);
  const text = answer.body.toString();
  const what = `${method} ${path.slice(0, 200)} ${json.slice(0, 300)}`;
  expect([answer.status === 500 ? text : answer.status, what]).toEqual([answer.status, what]);
  if (answer.status >= 400 && answer.status !== 503)
    expect([answer.headers['content-type'], what]).toEqual(['application/problem+json', what]);
}

describe.each(OPERATIONS.map(one => [one.id, one] as const))('%s', (_, one) => {
  // Some operations end the session, or the person.
  const cookie = async () =>
    sessionCookie(store, await addVolunteer(store, 'Vera Example', [{ role: 'admin' }]));
  const filled = one.path.replace(/:(\w+)/g, (_, name) => (name === 'id' ? 'wells' : 'something'));

  const itIf = (there: boolean) => (there ? it : () => {});

  itIf(one.path.includes(':'))('takes no harm from what stands in its path', async () => {
    for (const text of TEXTS) {
      if (/[\ud800-\udfff](?![\udc00-\udfff])/.test(text) && text.length === 1) continue;
      const path = one.path.replace(/:\w+/g, encodeURIComponent(text));
      if (path.length < 4_000) await send(one.method, path, await cookie(), one.body && {});
    }
  });

  it('takes no harm from what stands in its query', async () => {
    const schema = one.query ? (z.toJSONSchema(one.query, { io: 'input' }) as Schema) : {};
    const names = [...Object.keys(schema.properties ?? {}), 'unknown', '__proto__'];
    for (const name of names)
      for (const text of TEXTS) {
        if (text === '\ud800') continue;
        const value = encodeURIComponent(text);
        await send(one.method, `${filled}?${name}=${value}`, await cookie(), one.body && {});
        await send(
          one.method,
          `${filled}?${name}=${value}&${name}=2&${name}[a]=1`,
          await cookie(),
          one.body && {},
        );
      }
  });

  itIf(one.body !== undefined)('takes no harm from what stands in its body', async () => {
    if (!one.body) throw new Error('it has one');
    const sample = sampleOf(z.toJSONSchema(one.body, { io: 'input' }) as Schema);
    let who = await cookie();
    let sent = 0;
    for (const body of broken(sample)) {
      if (sent++ % 50 === 0) who = await cookie();
      await send(one.method, filled, who, body);
    }
  });
});
