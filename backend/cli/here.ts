import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { projectRoot } from '../project-root.ts';

/** Where the person is: npm runs its scripts in the project's folder, and says in INIT_CWD where it was called from. */
const called = (): string =>
  resolve(process.cwd()) === resolve(projectRoot) ? (process.env['INIT_CWD'] ?? '.') : '.';

/** A file to read, as the person meant it; one that is not there may be named as the project's own files are. Absolute. */
export function fromHere(path: string): string {
  const there = resolve(called(), path);
  const here = resolve(path);
  return !existsSync(there) && existsSync(here) ? here : there;
}

/** A file to write, as the person meant it. Absolute; `-`, the standard output, stays. */
export function toHere(path: string): string {
  return path === '-' ? path : resolve(called(), path);
}
