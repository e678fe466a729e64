import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

/** Folders of what others made, or benchmarks: nothing is built from them. */
const MADE = new Set(['node_modules', 'results']);

/** Of names, sizes and times: a hash of the contents would take too long to be asked at each command. */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  const visit = path => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (!found) return;
    if (!found.isDirectory()) {
      hash.update(`${path}\0${found.size}\0${found.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(join(root, path)).sort()) if (!MADE.has(name)) visit(`${path}/${name}`);
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}

/** Whether the stamp holds this text; a missing one holds none. */
export function isStamped(stamp, text) {
  try {
    return readFileSync(join(root, stamp), 'utf8') === text;
  } catch {
    return false;
  }
}

export function putStamp(stamp, text) {
  mkdirSync(dirname(join(root, stamp)), { recursive: true });
  writeFileSync(join(root, stamp), text);
}
