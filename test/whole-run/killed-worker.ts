import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FetchingOptions } from '../../jobs/bytes/fetching.ts';
import type { Place } from '../servers/setting.ts';

const program = fileURLToPath(new URL('./programs/work-until-killed.ts', import.meta.url));

/** A worker process that is killed as soon as something has come about. */
export async function killOne(
  { dataDir, databaseUrl, redisUrl }: Pick<Place, 'dataDir' | 'databaseUrl' | 'redisUrl'>,
  env: Readonly<Record<string, string>>,
  fetching: FetchingOptions,
  cameAbout: () => boolean,
): Promise<void> {
  const told = JSON.stringify({ dataDir, databaseUrl, redisUrl, env, fetching });
  const child = spawn(process.execPath, ['--import', 'tsx', program, told], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exit = once(child, 'exit');
  while (!cameAbout()) {
    if (child.exitCode !== null) throw new Error(`the worker ended by itself (${child.exitCode})`);
    await pause(20);
  }
  child.kill('SIGKILL');
  await exit;
}
