import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { FileFault } from '../backend/sources/file-fault.ts';
import { type FetchOptions, fetchSource, isUrl } from './fetch-source.ts';

export type Kept = Readonly<{ /** Hex SHA-256 of the bytes. */ hash: string; path: string }>;

export const KEEP_DEFAULTS = {
  /** bytes; an address that sends more is given up. A file of one's own may be as large as the disk. */
  largestDownload: 4 * 2 ** 30,
};

export const snapshotsIn = (dataDir: string): string => join(dataDir, 'snapshots');

/**
 * Copies a source to `folder`/SHA-256 before anything looks into it: what a run compared can be read again, byte for
 * byte, and a source that changes while it is read does no harm. The name appears only once the bytes are on the disk.
 * @param source file, relative to `root` or absolute, or http(s) address
 * @throws FileFault when it cannot be read
 */
export async function keepBytes(
  source: string,
  folder: string,
  root: string,
  options: Partial<typeof KEEP_DEFAULTS & FetchOptions> = {},
): Promise<Kept> {
  const { largestDownload } = { ...KEEP_DEFAULTS, ...options };
  const [bytes, limit] = isUrl(source)
    ? [await fetchSource(source, options), largestDownload]
    : [await openFile(source, root), Number.POSITIVE_INFINITY];
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.part`);
  try {
    const hash = await copy(source, bytes, temporary, limit);
    const path = join(folder, hash);
    // Also over the same bytes: whoever was about to remove the old ones sees that somebody wants them again.
    await rename(temporary, path);
    await sync(folder);
    return { hash, path };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function openFile(source: string, root: string): Promise<Readable> {
  const path = resolve(root, source);
  const found = await stat(path).catch((fault: NodeJS.ErrnoException) => {
    throw new FileFault(source, 'file', fault.code === 'ENOENT' ? 'there is no such file' : fault.message);
  });
  if (!found.isFile()) throw new FileFault(source, 'file', 'is not a file');
  return createReadStream(path, { highWaterMark: 2 ** 20 });
}

async function copy(source: string, bytes: Readable, to: string, limit: number): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(to, 'wx');
  let size = 0;
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) throw new FileFault(source, `byte ${limit}`, 'is larger than what is fetched');
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.sync();
  } catch (fault) {
    if (fault instanceof FileFault) throw fault;
    const { code, message } = fault as NodeJS.ErrnoException;
    // A full disk is ours, not the source's.
    if (code === 'ENOSPC' || code === 'EDQUOT') throw fault;
    throw new FileFault(source, `byte ${size}`, `breaks off (${code ?? message})`, { cause: fault });
  } finally {
    bytes.destroy();
    await file.close();
  }
  return hash.digest('hex');
}

/** The name of a file is on the disk once its folder is. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
