import { createHash } from 'node:crypto';

/** Numbers from 0 to below 1, the same series for the same seed on every machine: digests of the seed and a count. */
export function seeded(seed: number): () => number {
  let block = Buffer.alloc(0);
  let at = 0;
  let blocks = 0;
  return () => {
    if (at === block.length) {
      block = createHash('sha256').update(`${seed} ${blocks++}`).digest();
      at = 0;
    }
    const number = block.readUInt32LE(at) / 2 ** 32;
    at += 4;
    return number;
  };
}
