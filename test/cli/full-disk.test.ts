import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backup } from '../../backend/cli/backup.ts';
import { exportTo } from '../../backend/cli/export.ts';
import { run } from '../../backend/cli/run.ts';
import { schedule } from '../../backend/cli/schedule.ts';

vi.mock('node:fs', async original => ({
  ...(await original<typeof import('node:fs')>()),
  statfsSync: () => ({ bavail: 5, bsize: 1e6 }),
}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-full-'));
  mkdirSync(join(folder, 'db'));
  writeFileSync(join(folder, 'db', 'PG_VERSION'), '18\n');
  vi.stubEnv('DATA_DIR', folder);
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('REDIS_URL', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('on a full disk, before the embedded database is opened,', () => {
  const commands = {
    run: () => run(['fire-stations']),
    schedule: () => schedule([]),
    export: () => exportTo(['fire-stations', '--format', 'csv', '--out', '-']),
    backup: () => backup([join(folder, 'backup')]),
  };
  for (const [name, command] of Object.entries(commands))
    it(`${name} says so, and leaves nothing behind`, async () => {
      await expect(command()).rejects.toThrow(
        `the disk of ${folder} is full (5 MB free, 32 are needed): make room, or set DATA_DIR to another disk`,
      );
      expect(existsSync(join(folder, 'jalon.lock'))).toBe(false);
      expect(existsSync(join(folder, 'backup'))).toBe(false);
    });
});
