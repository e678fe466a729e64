import { setTimeout as pause } from 'node:timers/promises';
import { type JalonProcess, jalonProcess, type Program } from '../servers/jalon-process.ts';

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
  let current: JalonProcess | null = null;
  let words = () => '';
  let address: string | null = null;
  let wanted = false;

  const launch = async (): Promise<boolean> => {
    const begun = jalonProcess(program, { LOG_LEVEL: 'warn', ...settings });
    current = begun;
    words = () => `${begun.said.out}${begun.said.err}`.slice(-8000);
    void begun.ended.then(({ code, signal }) => {
      if (current !== begun) return;
      if (address !== null && wanted) crashes.push(`${name} ended (${code ?? signal}): ${words()}`);
      address = null;
    });
    const ready = await begun.ready.catch(() => null);
    if (ready !== null && current === begun) {
      address = ready;
      return true;
    }
    await begun.ended;
    return false;
  };
  const end = async (signal: NodeJS.Signals) => {
    wanted = false;
    address = null;
    const ending = current;
    current = null;
    if (!ending || ending.child.exitCode !== null || ending.child.signalCode !== null) return null;
    await ending.stop(signal);
    return (await ending.ended).code;
  };
  let starting: Promise<void> | null = null;
  const startAgain = async () => {
    if (address !== null) return;
    const until = performance.now() + PATIENCE;
    while (wanted && !(await launch())) {
      if (performance.now() > until) throw new Error(`${name} does not start: ${words()}`);
      await pause(AGAIN);
    }
  };
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
    stop: async () => ({ code: await end('SIGTERM'), said: words() }),
  };
}
