import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { columnsOf } from './columns-of.ts';

/** bytes read at once */
const PIECE = 2 ** 20;

/** Where runs keep the bytes of their sources, each file named by its hash; `jobs/bytes/keep-bytes.ts` writes them. */
export const sourcesIn = (dataDir: string): string => join(dataDir, 'snapshots');

/** Hashes of the bytes that a snapshot which still counts, or the next request to an address, refers to. */
export async function hashesNeeded(client: pg.ClientBase): Promise<string[]> {
  const fetched = (await columnsOf(client, 'fetched')).length > 0;
  const { rows } = await client.query<{ hash: string }>(
    `select hash from snapshots where state <> 'old' ${fetched ? 'union select hash from fetched' : ''} order by hash`,
  );
  return rows.map(({ hash }) => hash);
}

export type KeptSource = Readonly<{
  bytes: number;
  pieces(): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}>;

/**
 * A kept source, whole: it stays readable when a run forgets it now. Null: it is not there, or no longer what its name
 * says. Close it.
 */
export async function openSource(folder: string, hash: string): Promise<KeptSource | null> {
  const file = await open(join(folder, hash)).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT' || fault.code === 'ENOTDIR') return null;
    throw fault;
  });
  if (!file) return null;
  const found = createHash('sha256');
  let bytes = 0;
  for await (const piece of piecesOf(file)) {
    found.update(piece);
    bytes += piece.length;
  }
  if (found.digest('hex') !== hash) {
    await file.close();
    return null;
  }
  return { bytes, pieces: () => piecesOf(file), close: () => file.close() };
}

async function* piecesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
