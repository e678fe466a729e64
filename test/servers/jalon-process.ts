import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../backend/project-root.ts';

/** From what `npm run build` made, which starts faster; from the sources, which are never out of date; or as a person starts it. */
export type Program = keyof typeof PROGRAMS;

/** What Node.js is told by `npm start`. */
export function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  return scripts.start.split(' ').filter((word: string) => word.startsWith('--'));
}

const PROGRAMS = {
  built: [...startFlags(), 'dist/backend/main.js'],
  sources: ['--import', 'tsx', 'backend/main.ts'],
  'npm start': ['scripts/start.mjs'],
} as const;
/** characters kept of what a process says on each of its outputs: one that runs for hours says more */
const KEPT = 200_000;

/** What it said so far. */
export type Said = { out: string; err: string };
export type JalonProcess = Readonly<{
  child: ChildProcess;
  said: Readonly<Said>;
  /** Its address, once it says that it is ready. @throws Error with what it said, where it ended before */
  ready: Promise<string>;
  ended: Promise<Readonly<Said & { code: number | null; signal: NodeJS.Signals | null }>>;
  /** Asks it to end, unless it has, and waits for that. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}>;

/**
 * A Jalon in a process of its own, on a free port unless told otherwise, which ends with this process at the latest.
 * @param core the one that all its threads keep to, as in a container of one CPU; absent: any
 */
export function jalonProcess(
  program: Program,
  settings: Readonly<Record<string, string>>,
  core?: number,
): JalonProcess {
  const command = [process.execPath, ...PROGRAMS[program]];
  const [file, ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const child = spawn(file!, args, {
    cwd: projectRoot,
    env: { ...process.env, PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const said = { out: '', err: '' };
  child.stdout.on('data', data => {
    said.out = `${said.out}${data}`.slice(-KEPT);
  });
  child.stderr.on('data', data => {
    said.err = `${said.err}${data}`.slice(-KEPT);
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    process.off('exit', kill);
    return { code, signal, ...said };
  });
  const ready = new Promise<string>((resolve, reject) => {
    const look = () => {
      const address = / is ready.*?(http:\/\/[^/\s]+)[/\s]/.exec(said.out)?.[1];
      if (!address) return;
      child.stdout.off('data', look);
      resolve(address);
    };
    child.stdout.on('data', look);
    ended.then(end => reject(new Error(`Jalon did not start: ${JSON.stringify(end)}`)), reject);
  });
  // Not everybody waits for it.
  ready.catch(() => {});
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { child, said, ready, ended, stop };
}
