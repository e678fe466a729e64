// npm run pictures [-- WORD]: the pictures of the documentation, of every page in every state whose name holds the word.
import { checkNode } from './check-node.mjs';

checkNode();
const { toStderr } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
const { runNode } = await import('./run.mjs');
await installIfNeeded(toStderr);
await buildIfNeeded(toStderr);
process.exitCode = await runNode(
  ['--import', 'tsx', 'test/states/take-pictures.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
