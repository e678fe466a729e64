import { buildIfNeeded } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { toStderr } from './say.mjs';

/** Installs and builds what is not up to date, then runs a file of dist/. Its stdout is its own: all else goes to stderr. */
export async function runBuilt(file) {
  await installIfNeeded(toStderr);
  await buildIfNeeded(toStderr, ['backend']);
  await import(`../dist/${file}`);
}
