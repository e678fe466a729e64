import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { type Serving, serve } from './serve.ts';

let folder: string;
let store: Store;
let app: Serving;
let unbuilt: Serving;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-frontend-'));
  mkdirSync(join(folder, 'public', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'public', '.hidden'), 'hidden');
  writeFileSync(join(folder, 'public', 'index.html'), '<!doctype html><title>Jalon</title>');
  writeFileSync(join(folder, 'public', 'assets', 'index-Ab12Cd34.js'), 'export {};');
  writeFileSync(join(folder, 'public', 'favicon.svg'), '<svg/>');
  // No route here asks the database.
  store = connect('postgres://127.0.0.1:9/none');
  app = await serve({ store, frontend: join(folder, 'public') });
  unbuilt = await serve({ store, frontend: join(folder, 'nothing') });
});
afterAll(async () => {
  await app.close();
  await unbuilt.close();
  await store.destroy();
  rmSync(folder, { recursive: true });
});

type Raw = { status: number; headers: Record<string, string | undefined>; text: string };
/** The path as it is, which fetch would tidy first. */
const get = (path: string, accept = '*/*', method = 'GET', base = app.url): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const asked = request({ hostname, port, path, method, headers: { accept } }, response => {
      let text = '';
      response.on('data', part => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Raw['headers'], text }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
const HTML = 'text/html,application/xhtml+xml';

describe('the interface', () => {
  it('is asked for each time, and its assets never again', async () => {
    const index = await get('/', HTML);
    expect([index.status, index.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect(index.headers['content-type']).toBe('text/html; charset=utf-8');
    const asset = await get('/assets/index-Ab12Cd34.js');
    expect([asset.status, asset.text]).toEqual([200, 'export {};']);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect((await get('/favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('answers a page of its own to a browser that goes there', async () => {
    for (const path of ['/challenges/fire-stations/tasks/x', '/me', '/x?y=1']) {
      const page = await get(path, HTML);
      expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Jalon</title>']);
    }
  });

  it('answers no page to whoever asks for a file that is not there', async () => {
    for (const path of ['/assets/gone.js', '/nothing.png', '/challenges/x']) {
      const missing = await get(path);
      expect([missing.status, missing.headers['content-type']]).toEqual([404, 'application/problem+json']);
    }
  });

  it('answers no page in place of the API', async () => {
    expect((await get('/api/v1/nothing', HTML)).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5c..%5csecret.txt',
    '//etc/passwd',
    '/%00',
    '/.hidden',
    '/%E0%A4%A',
  ])('lets nobody out of its folder by %s', async path => {
    const { status, text } = await get(path);
    expect([400, 403, 404]).toContain(status);
    expect(text).not.toMatch(/outside|hidden|root:/);
  });

  it('takes no other method', async () => {
    expect((await get('/', HTML, 'POST')).status).toBe(404);
    const head = await get('/', HTML, 'HEAD');
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('says what to do when it is not built', async () => {
    const { status, text } = await get('/', HTML, 'GET', unbuilt.url);
    expect([status, JSON.parse(text).code]).toEqual([503, 'not-built']);
  });
});
