import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { makeFolder } from '../store/opening/make-folder.ts';
import { firstLine, StartFault } from '../store/opening/start-fault.ts';

/**
 * What this installation seals with: SECRET_KEY, else `secret.key` in DATA_DIR, which only its owner may read and which the
 * first start makes. Two starts at once get the same.
 * @throws StartFault where the file cannot be made, read or used
 */
export function secretKey({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): string {
  if (secretKey !== null) return secretKey;
  const file = join(dataDir, 'secret.key');
  try {
    makeFolder(dataDir);
    return kept(file) ?? madeOnce(file);
  } catch (fault) {
    if (fault instanceof StartFault) throw fault;
    throw new StartFault(`${file} cannot be used: ${firstLine(fault)}`, { cause: fault });
  }
}

/** Null: there is none. */
function kept(file: string): string | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
  if (text.length < 32)
    throw new StartFault(
      `${file} holds no key: put the kept one back, or remove the file; tokens that were sealed with it can then not be given back to OpenStreetMap`,
    );
  return text;
}

function madeOnce(file: string): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  try {
    // The name appears with the whole key behind it, and never replaces one that is there.
    linkSync(draft, file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = kept(file);
  if (made === null) throw new Error('it was removed as soon as it was made');
  return made;
}
