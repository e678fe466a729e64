// npm test [-- arguments for vitest]: installs what the tests need, builds, runs them, and ends with their totals.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode } from './check-node.mjs';

checkNode();
const { toStdout } = await import('./say.mjs');
const { installIfNeeded } = await import('./install.mjs');
const { buildIfNeeded } = await import('./build.mjs');
const { debianPackagesIfNeeded } = await import('./debian-packages.mjs');
const { runNode } = await import('./run.mjs');

await installIfNeeded(toStdout);
await debianPackagesIfNeeded(toStdout);
await buildIfNeeded(toStdout);

const folder = mkdtempSync(join(tmpdir(), 'jalon-totals-'));
const totalsFile = join(folder, 'totals.json');
const code = await runNode(
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=./scripts/totals-reporter.mjs',
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'inherit', 'inherit'], env: { JALON_TOTALS: totalsFile } },
);
const { passed, failed, skipped } = readTotals();
rmSync(folder, { recursive: true });
process.exitCode = code !== 0 || failed > 0 || passed === 0 ? code || 1 : 0;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

function readTotals() {
  try {
    return JSON.parse(readFileSync(totalsFile, 'utf8'));
  } catch {
    console.error('The tests ended without totals.');
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
