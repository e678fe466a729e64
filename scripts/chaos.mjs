// npm run chaos -- runs|uploads [--count N] [--seed S]: kills what runs, and looks whether anything is lost.
import { checkNode } from './check-node.mjs';

checkNode();
const { toStderr } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
const { runNode } = await import('./run.mjs');
await installIfNeeded(toStderr);
await buildIfNeeded(toStderr, ['backend']);
process.exitCode = await runNode(['--import', 'tsx', 'test/chaos/main.ts', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
