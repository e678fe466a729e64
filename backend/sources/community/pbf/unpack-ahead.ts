import { faultIn } from './in-blob.ts';
import type { Blob } from './read-blobs.ts';
import { unpack } from './unpack.ts';

/** `bytes`: what was packed. Empty where the blob is of a kind that nobody reads. */
type Unpacked = Readonly<{ blob: Blob; bytes: Uint8Array }>;

/** Blobs that are unpacked at once, while the one before them is read: as many as Node's own pool has threads. */
const AHEAD = 4;
const NOTHING = new Uint8Array();
const READ = new Set(['OSMHeader', 'OSMData']);

/**
 * Unpacks blobs in other threads, some ahead of whoever reads them, and gives them in their order. Throws FileFault for the first
 * blob that is damaged.
 */
export async function* unpackAhead(file: string, blobs: AsyncIterable<Blob>): AsyncGenerator<Unpacked> {
  const waiting: Promise<Unpacked>[] = [];
  const begin = async (blob: Blob): Promise<Unpacked> => {
    try {
      return { blob, bytes: READ.has(blob.kind) ? await unpack(blob.bytes) : NOTHING };
    } catch (error) {
      throw faultIn(file, blob, error);
    }
  };
  const source = blobs[Symbol.asyncIterator]();
  let ended = false;
  let fault: unknown = null;
  const fill = async (): Promise<void> => {
    while (!ended && waiting.length < AHEAD) {
      const next = await source.next();
      if (next.done === true) {
        ended = true;
        return;
      }
      const one = begin(next.value);
      // It is thrown in its turn.
      one.catch(() => undefined);
      waiting.push(one);
    }
  };
  try {
    for (;;) {
      await fill().catch(error => {
        // What is wrong with an earlier blob is told before.
        ended = true;
        fault = error;
      });
      const one = waiting.shift();
      if (one === undefined) break;
      yield await one;
    }
    if (fault !== null) throw fault;
  } finally {
    await source.return?.();
  }
}
