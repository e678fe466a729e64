import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStamped, putStamp } from './fingerprint.mjs';
import { inTurn } from './in-turn.mjs';
import { root } from './root.mjs';
import { run, runNode } from './run.mjs';
import { giveUp } from './say.mjs';

const STAMP = 'node_modules/.jalon-install';
/** The build tools are among the development packages: they are wanted even where NODE_ENV is production. */
const FLAGS = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the npm packages, when the list of them or the platform has changed since the last time. */
export async function installIfNeeded({ say, stdio }) {
  if (isStamped(STAMP, wanted())) return;
  await inTurn(say, async () => {
    if (isStamped(STAMP, wanted())) return;
    say('Installing the packages that Jalon is made with (a minute or two the first time) …');
    if (!(await install(stdio)))
      giveUp('The packages could not be installed; npm says why above. Is the network up?');
    putStamp(STAMP, wanted());
  });
}

async function install(stdio) {
  const npm = (args, stdio) => {
    const script = process.env.npm_execpath;
    if (script?.endsWith('.js')) return runNode([script, ...args], { stdio });
    return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { stdio });
  };
  // In an empty folder exactly what the lock file lists. Where npm finds a package of another platform missing from that
  // file, `npm ci` refuses it; `npm install` does not, and with --no-save leaves the file as it is.
  const packages = join(root, 'node_modules');
  const fresh = !existsSync(packages) || readdirSync(packages).length === 0;
  if (fresh && (await npm(['ci', ...FLAGS], ['ignore', stdio[1], 'ignore'])) === 0) return true;
  return (await npm(['install', '--no-save', ...FLAGS], stdio)) === 0;
}

function wanted() {
  const hash = createHash('sha256').update(
    `${process.platform} ${process.arch} ${process.versions.modules}\n`,
  );
  for (const name of ['package.json', 'package-lock.json'])
    if (existsSync(join(root, name))) hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}
