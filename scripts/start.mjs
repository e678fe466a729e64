// npm start: installs, builds, runs. What is up to date is skipped.
import { checkNode } from './check-node.mjs';

checkNode();
const { toStdout } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
await installIfNeeded(toStdout);
await buildIfNeeded(toStdout);
// npm passes a SIGTERM on to the shell that it started this with, which ends without a word to its child.
const shell = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === shell) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, 500).unref();
if (!process.env.npm_lifecycle_event) clearInterval(watch);
// In this process: a signal and an exit code need nobody to pass them on.
await import('../dist/backend/main.js');
