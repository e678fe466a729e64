import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jalonProcess } from '../servers/jalon-process.ts';

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
  const jalon = jalonProcess('npm start', { HOST: '127.0.0.1', DATA_DIR: folder, ...settings });
  const stop = async () => {
    const last = setTimeout(() => jalon.child.kill('SIGKILL'), 15_000);
    await jalon.stop();
    clearTimeout(last);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const address = await jalon.ready;
    return { address, folder, said: () => jalon.said.out + jalon.said.err, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
