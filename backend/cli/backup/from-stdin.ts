import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What comes in, as a file for the owner's eyes: a backup is read to its end before anything is touched. Removed at the end. */
export async function fromStdin(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-restore-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'backup');
  await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
  return file;
}
