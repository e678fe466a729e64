import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Program = Readonly<{
  child: ChildProcess;
  /** Everything it has said. */
  said(): string;
  /** The first line that fits, as soon as it is said. */
  line(fits: RegExp): Promise<string>;
  kill(): Promise<void>;
}>;

/** Starts one of the programs beside this file as a process of its own. */
export function startProgram(name: string, ...args: readonly string[]): Program {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  let complaints = '';
  child.stdout.on('data', data => {
    text += data;
  });
  child.stderr.on('data', data => {
    complaints += data;
  });
  const lineIn = (fits: RegExp) =>
    text
      .split('\n')
      .slice(0, -1)
      .find(line => fits.test(line));
  return {
    child,
    said: () => text,
    line: fits =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lineIn(fits);
          if (found !== undefined) resolve(found);
        };
        child.stdout.on('data', look);
        child.on('exit', () => reject(new Error(`${name} ended: ${text}${complaints}`)));
        look();
      }),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
