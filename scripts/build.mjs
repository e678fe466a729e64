import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkNode } from './check-node.mjs';
import { fingerprint, isStamped, putStamp } from './fingerprint.mjs';
import { inTurn } from './in-turn.mjs';
import { installIfNeeded } from './install.mjs';
import { runNode } from './run.mjs';
import { giveUp, toStderr, toStdout } from './say.mjs';

const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs'];

/** What is built, from what, and how. A type error stops `npm run typecheck`, not a start. */
const PARTS = {
  backend: {
    words: 'Building the server …',
    from: [
      ...['backend', 'jobs', 'challenges', 'bench', 'test/chaos/uploads'],
      // What benchmarks make worlds with.
      ...['test/servers', 'test/browser', 'test/handover', 'test/store', 'test/core/change'],
      ...['scripts/bundle.mjs', 'scripts/started.mjs', ...CONFIGURATION],
    ],
    command: ['scripts/bundle.mjs'],
  },
  frontend: {
    words: 'Building the interface …',
    from: ['frontend', 'backend/core', 'backend/http/contract', ...CONFIGURATION],
    command: ['node_modules/vite/bin/vite.js', 'build', 'frontend', '--logLevel', 'warn'],
  },
};

/** Builds the parts whose sources have changed since the last time. */
export async function buildIfNeeded({ say, stdio }, parts = Object.keys(PARTS), evenIfNot = false) {
  const due = () =>
    parts.filter(part => evenIfNot || !isStamped(`dist/.built-${part}`, fingerprint(PARTS[part].from)));
  if (due().length === 0) return;
  await inTurn(say, async () => {
    for (const part of due()) {
      const { words, from, command } = PARTS[part];
      // Taken before: what changes while it is built is built again the next time.
      const sources = fingerprint(from);
      say(words);
      if ((await runNode(command, { stdio })) !== 0) giveUp('The build failed; the reason is above.');
      putStamp(`dist/.built-${part}`, sources);
    }
  });
}

/** For vitest: before the first test, and when it watches, before each run. */
export const setup = project => {
  const build = () => buildIfNeeded(toStderr, ['backend']);
  project.onTestsRerun(build);
  return build();
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  checkNode();
  // --installed: the packages that are there are the right ones, as after npm ci.
  if (!process.argv.includes('--installed')) await installIfNeeded(toStdout);
  await buildIfNeeded(toStdout, undefined, true);
}
