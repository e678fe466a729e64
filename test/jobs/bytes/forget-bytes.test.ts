import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { forgetBytes } from '../../../jobs/bytes/forget-bytes.ts';
import { keepFile } from '../../../jobs/bytes/keep-bytes.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jalon-forget-'));
  folder = join(root, 'snapshots');
  return () => rm(root, { recursive: true, force: true });
});

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
const PART = '.00000000-0000-4000-8000-000000000000.part';
const using =
  (...hashes: string[]) =>
  async () =>
    new Set(hashes);

describe('forgetting bytes', () => {
  it('has nothing to do where there is no folder yet', async () => {
    expect(await forgetBytes(folder, using())).toBe(0);
  });

  it('removes what nobody uses and nobody finished, once, and nothing of others', async () => {
    await mkdir(folder);
    for (const name of [a, b, PART, 'README']) await writeFile(join(folder, name), '');
    await Promise.all([forgetBytes(folder, using(b)), forgetBytes(folder, using(b))]);
    expect((await readdir(folder)).sort()).toEqual(['README', b]);
    expect(await forgetBytes(folder, using(b))).toBe(0);
  });

  it('removes nothing while a run reads', async () => {
    await mkdir(folder);
    for (const name of [a, PART]) await writeFile(join(folder, name), '');
    expect(await forgetBytes(folder, async () => null)).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([PART, a]);
  });

  it('spares bytes that a run comes to between the look at the files and the look at the rows', async () => {
    await writeFile(join(root, 'old.csv'), 'a;b\n');
    await writeFile(join(root, 'new.csv'), 'a;b\n1;2\n');
    const old = await keepFile('old.csv', folder, root);
    const removed = await forgetBytes(folder, async () => {
      await keepFile('old.csv', folder, root);
      await keepFile('new.csv', folder, root);
      return new Set();
    });
    expect(removed).toBe(0);
    expect(await readdir(folder)).toHaveLength(2);
    expect(await readdir(folder)).toContain(old.hash);
  });
});
