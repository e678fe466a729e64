import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { keepFile } from '../../../jobs/bytes/keep-bytes.ts';

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
    const kept = await keepFile('official.csv', folder, root);
    expect(kept).toEqual({ hash: sha256, path: join(folder, sha256) });
    expect(await readFile(kept.path, 'utf8')).toBe(bytes);
    expect(await readdir(folder)).toEqual([sha256]);
  });

  it('keeps the same content once', async () => {
    await writeFile(join(root, 'a.csv'), bytes);
    await writeFile(join(root, 'b.csv'), bytes);
    await keepFile('a.csv', folder, root);
    await keepFile(join(root, 'b.csv'), folder, '/elsewhere');
    expect(await readdir(folder)).toEqual([sha256]);
  });

  it('says which file is not there, or is none', async () => {
    await mkdir(join(root, 'sub'));
    await expect(keepFile('none.csv', folder, root)).rejects.toThrow('none.csv: file: there is no such file');
    await expect(keepFile('sub', folder, root)).rejects.toThrow('sub: file: is not a file');
  });
});
