import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A path as the person meant it: npm runs its scripts in the project's folder, and says where it was called from. */
export function fromHere(path: string): string {
  const called = process.env['INIT_CWD'];
  const here = resolve(path);
  if (called === undefined || existsSync(here)) return here;
  const there = resolve(called, path);
  return existsSync(there) ? there : here;
}
