import { spawn } from 'node:child_process';
import { built } from '../servers/built.ts';
import type { Place } from '../servers/setting.ts';

export type Called = Readonly<{ code: number | null; out: string; told: string }>;

/** Calls `jalon` as a person does, on a place. `out`: what it says on the standard output, `told`: on the other one. */
export async function callJalon(
  place: Place,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Called> {
  const env = {
    DATA_DIR: place.dataDir,
    DATABASE_URL: place.databaseUrl ?? '',
    REDIS_URL: place.redisUrl ?? '',
    INIT_CWD: place.dataDir,
  };
  const child = spawn(process.execPath, [built('backend/cli.js'), ...args], {
    env: { ...process.env, ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', told: '' };
  child.stdout.on('data', piece => {
    said.out += piece;
  });
  child.stderr.on('data', piece => {
    said.told += piece;
  });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, ...said };
}
