import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** `folder`: where its data lies. */
export type Jalon = Readonly<{
  address: string;
  folder: string;
  said: () => string;
  stop: () => Promise<void>;
}>;

/** A real one: its own process, a free port, an empty data folder that goes with it. Throws what it said when it fails. */
export async function startJalon(settings: Readonly<Record<string, string>> = {}): Promise<Jalon> {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-browser-'));
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const address = await new Promise<string>((found, failed) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const ready = /Jalon is ready at (\S+)/.exec(said);
      if (ready?.[1]) found(ready[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', code => failed(new Error(`Jalon ended with ${code}:\n${said}`)));
  }).catch(async cause => {
    await stop();
    throw cause;
  });
  return { address, folder, said: () => said, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise(done => child.once('exit', done));
  child.kill('SIGTERM');
  const last = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await over;
  clearTimeout(last);
}
