import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { BackupFault } from './backup-fault.ts';

/** bytes that gzip gives at once */
const PIECE = 2 ** 18;

/** The bytes gzipped, as they come. */
export async function* packed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gzip = createGzip({ chunkSize: PIECE });
  pipeline(Readable.from(bytes, { objectMode: false }), gzip, () => {});
  yield* gzip as AsyncIterable<Buffer>;
}

/**
 * The bytes of a gzipped file, as they come.
 * @param read told how many bytes of the file have been read
 * @throws BackupFault where it is not gzip, or broken
 */
export async function* unpacked(
  file: string,
  read: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE });
  pipeline(counted(file, read), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (fault) {
    throw wordsFor(fault as NodeJS.ErrnoException);
  }
}

function wordsFor(fault: NodeJS.ErrnoException): Error {
  if (fault.code === 'Z_BUF_ERROR') return new BackupFault('it ends too early');
  if (fault.code === 'Z_DATA_ERROR')
    return new BackupFault(
      fault.message.includes('header')
        ? 'it is no backup of Jalon: not gzip'
        : 'it is damaged: gzip cannot read it',
    );
  return fault;
}

async function* counted(file: string, read: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of createReadStream(file, { highWaterMark: PIECE }) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    read(bytes);
    yield piece;
  }
}
