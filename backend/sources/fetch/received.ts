import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Passing } from '../../net/passing.ts';
import { megabytes } from '../bytes/limits.ts';
import { FileFault } from '../file-fault.ts';

/** What a server may send a body as. */
export const ENCODINGS = 'gzip, deflate, br';

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The bytes of an answer after its Content-Encoding, at most `limit` of them.
 * @throws Passing where it breaks off, FileFault where it is too large or in an encoding that nobody asked for
 */
export async function* received(
  source: string,
  body: Readable,
  encoding: string | string[] | undefined,
  limit: number,
): AsyncGenerator<Buffer> {
  const name = String(encoding ?? '')
    .trim()
    .toLowerCase();
  const plain = name === '' || name === 'identity';
  const decoder = plain ? null : DECODERS[name];
  if (decoder === undefined) {
    body.destroy();
    throw new FileFault(source, 'Content-Encoding', `is sent as "${name}", which is not read`);
  }
  const bytes: Readable = decoder === null ? body : pipeline(body, decoder(), () => {});
  let size = 0;
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit)
        throw new FileFault(
          source,
          `byte ${limit}`,
          `is larger than the ${megabytes(limit)} that are fetched`,
        );
      yield piece;
    }
  } catch (fault) {
    if (fault instanceof FileFault || fault instanceof Passing) throw fault;
    throw new Passing(`the answer breaks off after ${size} bytes (${reasonOf(fault)})`, 0, { cause: fault });
  } finally {
    bytes.destroy();
    body.destroy();
  }
}

function reasonOf(fault: unknown): string {
  const { code, message } = fault as NodeJS.ErrnoException;
  if (code === 'UND_ERR_BODY_TIMEOUT') return 'the server fell silent';
  if (code?.startsWith('Z_')) return 'the compressed data is cut off or damaged';
  return code ?? message;
}
