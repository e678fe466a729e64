import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** npm runs its scripts in the project's folder, and says where it was called from. */
const called = (): string => process.env['INIT_CWD'] ?? '.';

/** A file to read, as the person meant it. */
export function fromHere(path: string): string {
  const here = resolve(path);
  const there = resolve(called(), path);
  return !existsSync(here) && existsSync(there) ? there : here;
}

/** A file to write, as the person meant it. */
export function toHere(path: string): string {
  return resolve(called(), path);
}
