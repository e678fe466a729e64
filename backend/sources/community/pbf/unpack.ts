import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { Damage } from './damage.ts';
import { BLOB_LIMIT } from './read-blobs.ts';
import { BYTES, Wire } from './wire.ts';

/** Fields of a Blob whose packing is not read, by number. */
const PACKINGS: Readonly<Record<number, string>> = { 4: 'LZMA', 5: 'bzip2', 6: 'LZ4', 7: 'Zstandard' };

/** In a thread of Node's own pool. */
const inflateAside = promisify<Uint8Array, object, Buffer>(inflate);

const inflated = async (packed: Uint8Array, size: number): Promise<Uint8Array> => {
  let bytes: Uint8Array;
  try {
    // One byte more than there may be, so that a blob of no bytes has room too.
    bytes = await inflateAside(packed, {
      chunkSize: Math.max(64, size + 1),
      maxOutputLength: Math.max(1, size),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new Damage(`unpacks to more than the ${size} bytes that it names`);
    throw new Damage('the packed bytes are damaged');
  }
  if (bytes.length !== size) throw new Damage(`unpacks to ${bytes.length} bytes and names ${size}`);
  return bytes;
};

/** The contents of a blob, as they are or packed with zlib; never more than the format allows. Throws Damage. */
export const unpack = async (blob: Uint8Array): Promise<Uint8Array> => {
  const wire = new Wire(blob);
  let size = -1;
  let raw: Uint8Array | null = null;
  let packed: Uint8Array | null = null;
  while (wire.pos < blob.length) {
    const key = wire.key();
    const field = key >>> 3;
    const packing = PACKINGS[field];
    if (field === 2) size = wire.number(key);
    else if ((field === 1 || field === 3) && (key & 7) === BYTES) {
      const to = wire.span(blob.length);
      const bytes = blob.subarray(wire.pos, to);
      if (field === 1) raw = bytes;
      else packed = bytes;
      wire.pos = to;
    } else if (packing !== undefined) {
      throw new Damage(
        `is packed with ${packing}, which is not read; \`osmium cat FILE -o extract.osm.pbf\` packs it with zlib`,
      );
    } else wire.skip(key, blob.length);
  }
  wire.ended(blob.length);
  if (raw !== null) return raw;
  if (packed === null) throw new Damage('the blob is empty');
  if (size < 0 || size > BLOB_LIMIT) {
    throw new Damage(`names ${size} bytes as its size, and 32 MiB are the most that the format allows`);
  }
  return inflated(packed, size);
};
