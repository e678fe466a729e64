import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileFault } from '../../backend/sources/file-fault.ts';
import { keepBytes } from '../../jobs/keep-bytes.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jalon-keep-'));
  folder = join(root, 'snapshots');
  return () => rm(root, { recursive: true, force: true });
});

const bytes = 'id;name\n1;Post\n';
const sha256 = createHash('sha256').update(bytes).digest('hex');

describe('keeping the bytes of a file', () => {
  it('names the copy after its content, and leaves nothing else behind', async () => {
    await writeFile(join(root, 'official.csv'), bytes);
    const kept = await keepBytes('official.csv', folder, root);
    expect(kept).toEqual({ hash: sha256, path: join(folder, sha256) });
    expect(await readFile(kept.path, 'utf8')).toBe(bytes);
    expect(await readdir(folder)).toEqual([sha256]);
  });

  it('keeps the same content once', async () => {
    await writeFile(join(root, 'a.csv'), bytes);
    await writeFile(join(root, 'b.csv'), bytes);
    await keepBytes('a.csv', folder, root);
    await keepBytes(join(root, 'b.csv'), folder, '/elsewhere');
    expect(await readdir(folder)).toEqual([sha256]);
  });

  it('says which file is not there, or is none', async () => {
    await mkdir(join(root, 'sub'));
    await expect(keepBytes('none.csv', folder, root)).rejects.toThrow(
      'none.csv: file: there is no such file',
    );
    await expect(keepBytes('sub', folder, root)).rejects.toThrow('sub: file: is not a file');
  });
});

describe('fetching from an address', () => {
  let server: Server;
  let base: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/file') response.end(bytes);
      else if (request.url === '/inside') response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
      else if (request.url === '/moved') response.writeHead(301, { location: '/file' }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else if (request.url === '/script') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (request.url === '/broken') {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('a');
        setTimeout(() => response.destroy(), 50);
      } else response.writeHead(404).end('not here');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));
  const may = (address: string) => address === '127.0.0.1';

  it('refuses this machine and the network it stands in', async () => {
    const fault = await keepBytes(`${base}/file`, folder, root).catch(error => error);
    expect(fault).toBeInstanceOf(FileFault);
    expect(fault.message).toContain('private network');
    await expect(keepBytes(base.replace('127.0.0.1', 'localhost'), folder, root)).rejects.toThrow(
      'private network',
    );
    await expect(keepBytes('http://[::1]:1/', folder, root)).rejects.toThrow('private network');
  });

  it('keeps what was sent, redirects followed', async () => {
    expect((await keepBytes(`${base}/moved`, folder, root, { may })).hash).toBe(sha256);
  });

  it('checks the address behind a redirect too', async () => {
    await expect(keepBytes(`${base}/inside`, folder, root, { may })).rejects.toThrow('10.0.0.1 is inside');
    await expect(keepBytes(`${base}/script`, folder, root, { may })).rejects.toThrow('only http and https');
    await expect(keepBytes(`${base}/round`, folder, root, { may })).rejects.toThrow('more than 5 times');
  });

  it('looks at the status before the body', async () => {
    await expect(keepBytes(`${base}/none`, folder, root, { may })).rejects.toThrow('status 404');
  });

  it('gives up what is too large, and leaves no part of it', async () => {
    await expect(keepBytes(`${base}/file`, folder, root, { may, largestDownload: 5 })).rejects.toThrow(
      'larger',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('says where an answer breaks off', async () => {
    await expect(keepBytes(`${base}/broken`, folder, root, { may })).rejects.toThrow('breaks off');
    expect(await readdir(folder)).toEqual([]);
  });
});
