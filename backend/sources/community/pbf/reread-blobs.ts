import { open, stat } from 'node:fs/promises';
import { type OpenBytes, openBytes } from '../../bytes/open-bytes.ts';
import { FileFault } from '../../file-fault.ts';
import { type Blob, type BlobPlace, readBlobs } from './read-blobs.ts';

/** Reads some blobs of a file again, in their order. Throws FileFault where it is no longer the file that was read. */
export type Reread = (places: readonly BlobPlace[]) => AsyncGenerator<Blob>;

const changed = (file: string): FileFault =>
  new FileFault(file, 'file', 'was changed while it was being read; read it again');

/** Which file a path means, and in which state. */
const stateOf = ({ dev, ino, size, mtimeMs }: Awaited<ReturnType<typeof stat>>): string =>
  [dev, ino, size, mtimeMs].join();

/**
 * To be called before a file is read for the first time. The blobs of a plain file are read straight from their places,
 * those of a gzipped one by unpacking it again.
 */
export const openReread = async (
  file: string,
  { gzipped, hash }: Pick<OpenBytes, 'gzipped' | 'hash'>,
): Promise<Reread> => {
  const before = stateOf(await stat(file));

  async function* inPlace(places: readonly BlobPlace[]): AsyncGenerator<Blob> {
    const handle = await open(file).catch(() => {
      throw changed(file);
    });
    try {
      for (const place of places) {
        const bytes = Buffer.allocUnsafe(place.size);
        const { bytesRead } = await handle.read(bytes, 0, place.size, place.dataAt);
        if (bytesRead < place.size || stateOf(await handle.stat()) !== before) throw changed(file);
        yield { ...place, kind: 'OSMData', bytes };
      }
    } finally {
      await handle.close();
    }
  }

  async function* unpacked(places: readonly BlobPlace[]): AsyncGenerator<Blob> {
    const wanted = new Set(places.map(({ number }) => number));
    const again = await openBytes(file);
    for await (const blob of readBlobs(file, again.chunks)) if (wanted.has(blob.number)) yield blob;
    if (again.hash() !== hash()) throw changed(file);
  }

  return gzipped ? unpacked : inPlace;
};
