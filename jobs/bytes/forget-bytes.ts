import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What `keepBytes` writes: whole files by their hash, and those that are being written. */
const OURS = /^([0-9a-f]{64}|\.[0-9a-f-]{36}\.part)$/;

/**
 * Removes the bytes that no snapshot is made of any more, and what a killed process left half written. The files are
 * listed before the rows are asked (`hashesInUse`): a run that came to its bytes earlier either has its row by then, or still reads, and
 * then nothing is removed; one that comes later writes its bytes anew. Harmless twice, and at once.
 * @returns how many files were removed
 */
export async function forgetBytes(
  folder: string,
  inUse: () => Promise<ReadonlySet<string> | null>,
): Promise<number> {
  const files = await listed(folder);
  if (files.length === 0) return 0;
  const used = await inUse();
  if (!used) return 0;
  let removed = 0;
  for (const { name, written } of files) {
    if (used.has(name)) continue;
    const now = await writtenAt(join(folder, name));
    if (now === null || now !== written) continue;
    await rm(join(folder, name), { force: true });
    removed++;
  }
  return removed;
}

async function listed(folder: string): Promise<{ name: string; written: string }[]> {
  const names = await readdir(folder).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return [];
    throw fault;
  });
  const files: { name: string; written: string }[] = [];
  for (const name of names.filter(one => OURS.test(one))) {
    const written = await writtenAt(join(folder, name));
    if (written !== null) files.push({ name, written });
  }
  return files;
}

/** Another value for bytes that were written anew, under the same name too; null when the file has gone. */
async function writtenAt(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null;
    throw fault;
  });
  return found && `${found.ino} ${found.mtimeNs}`;
}
