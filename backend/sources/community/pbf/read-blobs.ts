import { FileFault } from '../../file-fault.ts';
import { Damage } from './damage.ts';
import { BYTES, Wire } from './wire.ts';

/** bytes; the format's own limits (https://wiki.openstreetmap.org/wiki/PBF_Format#File_format) */
const HEADER_LIMIT = 64 * 1024;
export const BLOB_LIMIT = 32 * 1024 * 1024;

/** Where a blob lies in the file; `number` counts from 1, `at` is the byte where its length is written. */
export type BlobPlace = Readonly<{ number: number; at: number; dataAt: number; size: number }>;
/** `kind`: `OSMHeader`, `OSMData` or one that nobody knows. `bytes`: still packed. */
export type Blob = BlobPlace & Readonly<{ kind: string; bytes: Uint8Array }>;

/** Where a fault is, for people. */
export const placeOf = ({ number, at }: Pick<BlobPlace, 'number' | 'at'>): string =>
  `blob ${number}, byte ${at}`;

/** Takes so many bytes at a time off a stream of chunks; fewer only at its end. */
const taker = (chunks: AsyncIterator<Buffer>): ((size: number) => Promise<Buffer>) => {
  let left: Buffer = Buffer.alloc(0);
  return async size => {
    const pieces: Buffer[] = [];
    let missing = size;
    while (left.length < missing) {
      pieces.push(left);
      missing -= left.length;
      const next = await chunks.next();
      left = Buffer.alloc(0);
      if (next.done === true) return Buffer.concat(pieces);
      left = next.value;
    }
    const last = left.subarray(0, missing);
    left = left.subarray(missing);
    return pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
  };
};

const headerOf = (bytes: Uint8Array): Readonly<{ kind: string; size: number }> => {
  const wire = new Wire(bytes);
  let kind = '';
  let size = -1;
  while (wire.pos < bytes.length) {
    const key = wire.key();
    if (key >>> 3 === 1 && (key & 7) === BYTES) {
      const to = wire.span(bytes.length);
      kind = Buffer.from(bytes.subarray(wire.pos, to)).toString('latin1');
      wire.pos = to;
    } else if (key >>> 3 === 3) size = wire.number(key);
    else wire.skip(key, bytes.length);
  }
  wire.ended(bytes.length);
  if (kind === '' || size < 0) throw new Damage('the header of a blob names no kind or no size');
  if (size > BLOB_LIMIT)
    throw new Damage(`a blob of ${size} bytes, and 32 MiB are the most that the format allows`);
  return { kind, size };
};

/** All blobs in their order. Throws FileFault where the file is cut off or something else than a blob begins. */
export async function* readBlobs(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Blob> {
  const take = taker(chunks[Symbol.asyncIterator]());
  let at = 0;
  for (let number = 1; ; number++) {
    const fault = (reason: string, cause?: unknown): FileFault =>
      new FileFault(file, placeOf({ number, at }), reason, { cause });
    const cut = () => fault('the file is cut off in the middle of a blob');
    const prefix = await take(4);
    if (prefix.length === 0) return;
    if (prefix.length < 4) throw cut();
    const length = prefix.readUInt32BE(0);
    if (length > HEADER_LIMIT) {
      throw fault('no blob begins here: its header would be longer than the 64 KiB that the format allows');
    }
    const header = await take(length);
    if (header.length < length) throw cut();
    let told: ReturnType<typeof headerOf>;
    try {
      told = headerOf(header);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      throw fault(`no blob begins here: ${error.message}`, error);
    }
    const bytes = await take(told.size);
    if (bytes.length < told.size) throw cut();
    yield { number, at, dataAt: at + 4 + length, size: told.size, kind: told.kind, bytes };
    at += 4 + length + told.size;
  }
}
