// npm run bench -- NAME [--count N]: one benchmark: a table for people, its last line one of JSON.
import { checkNode } from './check-node.mjs';

checkNode();
const { toStderr } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
await installIfNeeded(toStderr);
await buildIfNeeded(toStderr, ['backend']);
await import('../dist/bench/main.js');
