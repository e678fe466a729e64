import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupFault } from '../../../backend/store/backup/backup-fault.ts';
import { unpacked } from '../../../backend/store/backup/packed.ts';
import { type BackupPart, readBackup } from '../../../backend/store/backup/read-backup.ts';
import { emptyStore } from '../empty-store.ts';
import { backUp } from './back-up.ts';
import { seedEverything } from './rows.ts';

const SOURCE = 'code;name\n1;well\n'.repeat(50);

let folder: string;
let whole: Buffer;
/** What is in it, without the packing. */
let text: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-damaged-'));
  const { store, url, close } = await emptyStore('postgres');
  await seedEverything(store);
  await sql`delete from features where length(id) > 3`.execute(store);
  const hash = createHash('sha256').update(SOURCE).digest('hex');
  await sql`update snapshots set hash = ${hash}`.execute(store);
  mkdirSync(join(folder, 'sources'));
  writeFileSync(join(folder, 'sources', hash), SOURCE);
  await backUp(url, join(folder, 'whole'), { sources: join(folder, 'sources') });
  await close();
  whole = readFileSync(join(folder, 'whole'));
  text = gunzipSync(whole);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that is read of such a file. @throws what reading it throws */
async function read(bytes: Uint8Array): Promise<BackupPart[]> {
  const file = join(folder, 'file');
  writeFileSync(file, bytes);
  const parts: BackupPart[] = [];
  for await (const part of readBackup(unpacked(file))) parts.push(part);
  return parts;
}
const flipped = (bytes: Uint8Array, at: number, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1 << bit;
  return copy;
};

/**
 * What zlib itself makes of a file. Some bits say nothing about what is in it: a time in gzip's header, what fills the last
 * packed byte up (RFC 1952), or how far back a repeated text is copied from, where it stands there twice (RFC 1951).
 */
const unzipped = (bytes: Uint8Array): Buffer | undefined => {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
};

describe('a file is refused', () => {
  it('that is cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async length => {
        await expect(read(whole.subarray(0, length))).rejects.toThrow(BackupFault);
      }),
      { numRuns: 200 },
    );
  });

  it('of which one bit is another, unless zlib reads the same from it', async () => {
    const parts = await read(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const damaged = flipped(whole, at, bit);
        if (unzipped(damaged)?.equals(text)) expect(await read(damaged)).toEqual(parts);
        else await expect(read(damaged)).rejects.toThrow(BackupFault);
      }),
      { numRuns: 500, examples: [...Array(10).keys()].map((at): [number, number] => [at, 0]) },
    );
  });

  it('of which one bit was another before it was packed anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: text.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        await expect(read(gzipSync(flipped(text, at, bit)))).rejects.toThrow(BackupFault);
      }),
      { numRuns: 300 },
    );
  });

  it('in which something was left out, doubled or added before it was packed anew', async () => {
    const lines = text.toString('latin1').split('\n');
    const again = (changed: readonly string[]) => gzipSync(Buffer.from(changed.join('\n'), 'latin1'));
    expect((await read(again(lines))).at(-1)?.kind).toBe('end');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: lines.length - 2 }), async at => {
        await expect(read(again(lines.toSpliced(at, 1)))).rejects.toThrow(BackupFault);
        await expect(read(again(lines.toSpliced(at, 0, lines[at]!)))).rejects.toThrow(BackupFault);
      }),
      { numRuns: 100 },
    );
    await expect(read(again([...lines, 'more']))).rejects.toThrow('something follows its end');
  });

  it.each<[string, Buffer, string?]>([
    ['is empty', Buffer.alloc(0), 'it ends too early'],
    ['is no gzip', Buffer.from('{"backup":"jalon"}\n')],
    ['is another gzip', gzipSync('code;name\n')],
    ['is gzip of nothing', gzipSync('')],
    ['is gzip of JSON', gzipSync('{"type":"FeatureCollection"}\n')],
  ])('that %s', async (_, bytes, words = 'it is no backup of Jalon') => {
    await expect(read(bytes)).rejects.toThrow(words);
  });

  it('that a newer Jalon wrote in another layout', async () => {
    await expect(
      read(gzipSync(Buffer.from(text.toString('latin1').replace('"format":1', '"format":2'), 'latin1'))),
    ).rejects.toThrow('update Jalon');
  });
});
