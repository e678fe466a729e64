// npm run -s jalon -- COMMAND …: the command line. Its stdout belongs to the command, so all else goes to stderr.
import { checkNode } from './check-node.mjs';

checkNode();
const { toStderr } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
await installIfNeeded(toStderr);
await buildIfNeeded(toStderr, ['backend']);
await import('../dist/backend/cli.js');
