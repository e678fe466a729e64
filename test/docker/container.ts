import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Image, moved } from './build-image.ts';

type Ended = Readonly<{ code: number | null; said: string }>;

export type Container = Readonly<{
  name: string;
  said: () => string;
  /** Runs a command beside it, as `docker exec` does. */
  exec(command: readonly string[]): Promise<Ended>;
  /** Asks as Docker asks, by the image's own command, until the answer is yes. @throws Error where it ended before */
  healthy(): Promise<void>;
  /** As `docker stop`. @returns its exit code */
  stop(): Promise<number | null>;
  kill(): void;
}>;

/** milliseconds between two health checks; the image's own interval would make the tests wait */
const INTERVAL = 300;

/** What `docker run` would start: the image's command as its user, with nothing of this process's environment. */
export function startContainer(
  name: string,
  image: Image,
  environment: Readonly<Record<string, string>>,
): Container {
  const start = (command: readonly string[]) => {
    const [program = '', ...args] = command.map(word => moved(word, image.root));
    return spawn(program === 'node' ? process.execPath : program, args, {
      cwd: join(image.root, image.workdir),
      env: { PATH: process.env['PATH'], ...image.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Only root may become somebody else.
      ...(process.getuid?.() === 0 && image.user),
    });
  };
  const main = start(image.command);
  const said = listen(main);
  const over = once(main, 'close');
  const exec = async (command: readonly string[]): Promise<Ended> => {
    const child = start(command);
    const heard = listen(child);
    const [code] = await once(child, 'close');
    return { code: code as number | null, said: heard() };
  };
  return {
    name,
    said,
    exec,
    healthy: async () => {
      for (;;) {
        const { code } = await exec(image.healthcheck);
        if (code === 0) return;
        if (main.exitCode !== null) throw new Error(`${name} ended with ${main.exitCode}:\n${said()}`);
        await pause(INTERVAL);
      }
    },
    stop: async () => {
      main.kill(image.stopSignal);
      await over;
      return main.exitCode;
    },
    kill: () => void main.kill('SIGKILL'),
  };
}

function listen({ stdout, stderr }: ChildProcess): () => string {
  let said = '';
  for (const stream of [stdout, stderr])
    stream?.on('data', data => {
      said += data;
    });
  return () => said;
}
