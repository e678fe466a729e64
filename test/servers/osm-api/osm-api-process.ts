import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../../backend/project-root.ts';
import type { Fault } from './faults.ts';

export type OsmApiProcess = Readonly<{
  url: string;
  /** No wait of theirs can be a promise. */
  push(...faults: Fault[]): Promise<void>;
  setChaos(random: Readonly<{ seed: number; share: number; on?: string }> | null): Promise<void>;
  tokenFor(uid: number, scopes?: readonly string[]): Promise<string>;
  setAccount(
    account: Readonly<{ id: number; name?: string; blocked?: boolean; trusted?: boolean }>,
  ): Promise<void>;
  toOsmXml(): Promise<string>;
  /** How many it has been asked of the API. */
  requests(): Promise<number>;
  settled(): Promise<void>;
  /** Ends it at once, wherever it is. */
  kill(): Promise<void>;
}>;

/** The server of `main.ts` in a process of its own, which ends with this one at the latest. @param args see its --help */
export async function startOsmApiProcess(args: readonly string[] = []): Promise<OsmApiProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/servers/osm-api/main.ts', ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'close').then(([code, signal]) => {
    process.off('exit', kill);
    return code ?? signal;
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', data => {
      said += data;
      const address = / at (http:\/\/[^,\s]+),/.exec(said)?.[1];
      if (address) resolve(address);
    });
    ended.then(how => reject(new Error(`the OSM API's server did not start: ${how} ${said}`)), reject);
  });

  async function ask(path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${url}/test/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return text;
  }
  const done = async (asked: Promise<string>) => void (await asked);
  return {
    url,
    push: (...faults) => done(ask('faults', faults)),
    setChaos: random => done(ask('chaos', random)),
    tokenFor: (uid, scopes) => ask('tokens', { uid, scopes }),
    setAccount: account => done(ask('accounts', account)),
    toOsmXml: () => ask('map.osm'),
    requests: async () => JSON.parse(await ask('asked')).length,
    settled: () => done(ask('settled')),
    kill: async () => {
      kill();
      await ended;
    },
  };
}
