import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FileFault } from '../../backend/sources/file-fault.ts';

export type Kept = Readonly<{
  /** Hex SHA-256 of the bytes. */
  hash: string;
  path: string;
  /** When the source says it was published, ISO 8601, where it is not in the bytes. */
  published?: string;
}>;

export const snapshotsIn = (dataDir: string): string => join(dataDir, 'snapshots');

/**
 * Writes bytes to `folder`/SHA-256 before anything looks into them: what a run compared can be read again, byte for
 * byte, and a source that changes while it is read does no harm. The name appears only once the bytes are on the disk.
 * @throws what the bytes throw; then nothing is left of them
 */
export async function keepBytes(bytes: AsyncIterable<Buffer>, folder: string): Promise<Kept> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.part`);
  try {
    const hash = await write(bytes, temporary);
    const path = join(folder, hash);
    // Also over the same bytes: whoever was about to remove the old ones sees that somebody wants them again.
    await rename(temporary, path);
    await sync(folder);
    return { hash, path };
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * The same of a file.
 * @param source relative to `root` or absolute
 * @throws FileFault when it cannot be read
 */
export async function keepFile(source: string, folder: string, root: string): Promise<Kept> {
  const path = resolve(root, source);
  const found = await stat(path).catch((fault: NodeJS.ErrnoException) => {
    throw new FileFault(source, 'file', fault.code === 'ENOENT' ? 'there is no such file' : fault.message);
  });
  if (!found.isFile()) throw new FileFault(source, 'file', 'is not a file');
  return keepBytes(piecesOf(source, path), folder);
}

async function* piecesOf(source: string, path: string): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      size += (piece as Buffer).length;
      yield piece as Buffer;
    }
  } catch (fault) {
    const { code, message } = fault as NodeJS.ErrnoException;
    throw new FileFault(source, `byte ${size}`, `cannot be read (${code ?? message})`, { cause: fault });
  }
}

async function write(bytes: AsyncIterable<Buffer>, to: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(to, 'wx');
  try {
    for await (const piece of bytes) {
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.sync();
  } finally {
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
