import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../backend/config.ts';

export type JalonProcess = Readonly<{
  pid: number /** Of its web server. */;
  address: string;
  stop(): Promise<void>;
}>;

/**
 * A Jalon as an operator starts it, from what was built, on a free port; here once it is ready.
 * @param core the one that all its threads keep to, as in a container of one CPU; absent: any
 */
export async function startJalon(
  settings: Readonly<Record<string, string>>,
  core?: number,
): Promise<JalonProcess> {
  const command = [process.execPath, join(projectRoot, 'dist', 'backend', 'main.js')];
  const [program, ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const child = spawn(program!, args, {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', data => {
    errors = `${errors}${data}`.slice(-4000);
  });
  process.once('exit', () => void child.kill('SIGKILL'));
  const gone = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const [address] = / ready.*?(?<address>http:\/\/[^/\s]+)/u.exec(line)?.slice(1) ?? [];
    if (address === undefined) continue;
    // Read on, or it would wait for room in the pipe.
    child.stdout.resume();
    const stop = async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await gone;
    };
    return { pid: child.pid!, address, stop };
  }
  throw new Error(`Jalon did not start: ${said.join(' / ')}\n${errors}`);
}
