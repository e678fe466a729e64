import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packed } from '../../backend/http/doors/packed.ts';
import { ask } from './raw.ts';

const sizes = { small: 1_000, middle: 20_000, large: 200_000 } as const;
const textOf = (size: number) => 'jalon '.repeat(size).slice(0, size);

const app = new Koa();
app.use(packed);
app.use(ctx => {
  ctx.body = textOf(sizes[ctx.path.slice(1) as keyof typeof sizes]);
  ctx.type = 'application/json';
});
const server = createServer(app.callback());
let url: string;
beforeAll(async () => {
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const read = (path: string, encodings: string) => ask(url, 'GET', path, { 'accept-encoding': encodings }, '');

describe('an answer that is made whole', () => {
  it.each([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['deflate, gzip', 'gzip'],
    ['deflate', undefined],
    ['identity', undefined],
    ['', undefined],
  ])('for who reads "%s" comes as %s', async (encodings, encoding) => {
    const { headers, body } = await read('/middle', encodings);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(headers['content-length']).toBe(String(body.length));
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync, none: (as: Buffer) => as };
    expect(unpack[(encoding as 'br' | 'gzip' | undefined) ?? 'none'](body).toString()).toBe(
      textOf(sizes.middle),
    );
  });

  it('is left as it is where packing saves nothing, or would hold up others', async () => {
    for (const size of ['small', 'large'] as const) {
      const { headers, body } = await read(`/${size}`, 'br, gzip');
      expect(headers['content-encoding']).toBeUndefined();
      expect(body).toHaveLength(sizes[size]);
    }
  });
});
