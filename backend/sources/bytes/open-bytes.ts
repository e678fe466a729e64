import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileFault } from '../file-fault.ts';
import { BOMB, isBomb } from './limits.ts';

export type OpenBytes = Readonly<{
  /** The first bytes after decompression, at most HEAD of them unless one chunk brought more. */
  head: Buffer;
  gzipped: boolean;
  /** All bytes after decompression, the head included; to be read once. */
  chunks: AsyncIterable<Buffer>;
  /** Hex SHA-256 of the file's own bytes; known once `chunks` has ended. */
  hash: () => string;
}>;

/** bytes; what the format is told from */
const HEAD = 256 * 1024;
/** bytes; one read of the disk */
const CHUNK = 1024 * 1024;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08;

const diskFault = (file: string, error: NodeJS.ErrnoException): FileFault => {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EACCES: 'may not be read by this user',
    EISDIR: 'is a folder, not a file',
  };
  return new FileFault(file, 'file', reasons[error.code ?? ''] ?? error.message, { cause: error });
};

/** The chunks after one that was already taken. */
async function* resumed(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* unzipped(
  file: string,
  zipped: AsyncIterable<Buffer>,
  read: () => number,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const source = Readable.from(zipped);
  source.on('error', error => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    let unpacked = 0;
    for await (const chunk of gunzip) {
      unpacked += (chunk as Buffer).length;
      if (isBomb(read(), unpacked)) throw new FileFault(file, `byte ${read()}`, BOMB);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof FileFault) throw error;
    const cut = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    const reason = cut ? 'the gzip stream ends too early, the file is cut off' : 'the gzip stream is damaged';
    throw new FileFault(file, `byte ${read()}`, reason, { cause: error });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/**
 * Opens a file, plain or gzipped (told from its first bytes), hashing what it reads. `progress` is the share of the
 * file's bytes read so far, 0 to 1. Throws FileFault where there is no such file, or nothing in it.
 */
export const openBytes = async (file: string, progress?: (share: number) => void): Promise<OpenBytes> => {
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw diskFault(file, error);
  });
  if (info.isDirectory()) throw new FileFault(file, 'file', 'is a folder, not a file');
  const sha = createHash('sha256');
  let digest: string | null = null;
  let read = 0;
  async function* onDisk(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
        sha.update(chunk as Buffer);
        read += (chunk as Buffer).length;
        if (info.size > 0) progress?.(Math.min(1, read / info.size));
        yield chunk as Buffer;
      }
    } catch (error) {
      throw error instanceof FileFault ? error : diskFault(file, error as NodeJS.ErrnoException);
    }
  }
  const disk = onDisk();
  const first = await disk.next();
  if (first.done === true) throw new FileFault(file, 'byte 0', 'the file is empty');
  const gzipped = isGzip(first.value);
  const whole = resumed(first.value, disk);
  const content = gzipped ? unzipped(file, whole, () => read) : whole;
  const opening = await content.next();
  if (opening.done === true) throw new FileFault(file, 'byte 0', 'the file is empty once decompressed');
  const pieces = [opening.value];
  let length = opening.value.length;
  while (length < HEAD) {
    const next = await content.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(pieces);
  return {
    head,
    gzipped,
    chunks: resumed(head, content),
    hash: () => {
      digest ??= sha.digest('hex');
      return digest;
    },
  };
};
