import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../backend/config.ts';

/** From what `npm run build` made, which starts faster, or from the sources, which are never out of date. */
export type Program = 'built' | 'sources';

/** A Jalon process that is started again whenever it was killed, as a service manager does. */
export type KeptProcess = Readonly<{
  name: string;
  /** Of its web server; null while it is not ready. */
  address(): string | null;
  /** Starts it and waits until it is ready; while a server that it needs is away it ends at once and is tried again. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to end, and tells how it did. */
  stop(): Promise<{ code: number | null; said: string }>;
  /** What it said each time when it ended unasked after it had been ready. */
  crashes: readonly string[];
}>;

const COMMANDS: Readonly<Record<Program, readonly string[]>> = {
  built: [join(projectRoot, 'dist/backend/main.js')],
  sources: ['--import', 'tsx', join(projectRoot, 'backend/main.ts')],
};
/** milliseconds until a process that could not start is started again */
const AGAIN = 300;
/** milliseconds after which one that still cannot start never will */
const PATIENCE = 60_000;

export function keptProcess(
  name: string,
  settings: Readonly<Record<string, string>>,
  program: Program,
): KeptProcess {
  const crashes: string[] = [];
  let child: ChildProcess | null = null;
  let address: string | null = null;
  let said = '';
  let wanted = false;

  const launch = (): Promise<boolean> => {
    const begun = spawn(process.execPath, COMMANDS[program], {
      cwd: projectRoot,
      env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = begun;
    said = '';
    for (const stream of [begun.stdout, begun.stderr])
      stream?.on('data', data => {
        said = `${said}${data}`.slice(-8000);
      });
    return new Promise(resolve => {
      begun.stdout?.on('data', () => {
        const ready = /ready.*?(http:\/\/\S+?)(\/readyz)?\n/.exec(said)?.[1];
        if (!ready || child !== begun) return;
        address = ready;
        resolve(true);
      });
      begun.once('exit', (code, signal) => {
        if (child === begun && address !== null && wanted)
          crashes.push(`${name} ended (${code ?? signal}): ${said}`);
        if (child === begun) address = null;
        resolve(false);
      });
    });
  };
  const end = async (signal: NodeJS.Signals) => {
    wanted = false;
    address = null;
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return null;
    const gone = once(ending, 'close');
    ending.kill(signal);
    const [code] = await gone;
    return code as number | null;
  };
  let starting: Promise<void> | null = null;
  const startAgain = async () => {
    if (address !== null) return;
    const until = performance.now() + PATIENCE;
    while (wanted && !(await launch())) {
      if (performance.now() > until) throw new Error(`${name} does not start: ${said}`);
      await pause(AGAIN);
    }
  };
  process.once('exit', () => child?.kill('SIGKILL'));
  return {
    name,
    crashes,
    address: () => address,
    start: () => {
      wanted = true;
      // Two blows may hit one process: whoever sets right the second finds it being started.
      starting ??= startAgain().finally(() => {
        starting = null;
      });
      return starting;
    },
    kill: async () => {
      await end('SIGKILL');
    },
    stop: async () => ({ code: await end('SIGTERM'), said }),
  };
}
