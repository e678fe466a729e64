import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';

it('counts what passed, failed and was skipped, and a file that does not load as failed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-totals-'));
  const totals = join(folder, 'totals.json');
  const { status } = spawnSync(
    process.execPath,
    [
      join(projectRoot, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      join(projectRoot, 'test/fixtures/totals'),
      '--reporter',
      join(projectRoot, 'scripts/totals-reporter.mjs'),
    ],
    { env: { ...process.env, JALON_TOTALS: totals }, stdio: 'ignore' },
  );
  expect(status).not.toBe(0);
  expect(JSON.parse(readFileSync(totals, 'utf8'))).toEqual({ passed: 2, failed: 2, skipped: 2 });
  rmSync(folder, { recursive: true });
});
