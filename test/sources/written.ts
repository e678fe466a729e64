import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder of the test file's own, and a way to write a file there; it is removed at the end. */
export const writtenFiles = (): ((content: string | Uint8Array, name?: string) => string) => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-sources-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  // The name says nothing on purpose: formats are told from the content.
  return (content, name = `file-${count++}.dat`) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
};

/** `{reason: count}` */
export const reasonsOf = (rejected: readonly { reason: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { reason } of rejected) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};
