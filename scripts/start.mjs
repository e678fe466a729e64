// npm start: installs, builds, runs. What is up to date is skipped.
import { checkNode } from './check-node.mjs';

checkNode();
const { toStdout } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
await installIfNeeded(toStdout);
await buildIfNeeded(toStdout);
// In this process: a signal and an exit code need nobody to pass them on.
await import('../dist/backend/main.js');
