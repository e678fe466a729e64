import { type Config, ConfigFault, loadConfig } from '../config.ts';
import {
  checkDatabase,
  checkFolder,
  checkNode,
  checkPrograms,
  checkRedis,
  checkServers,
} from './doctor/checks.ts';
import { UsageFault } from './usage-fault.ts';

/** One thing that was looked at. `optional`: it is not there, and Jalon works without it. */
export type Check = Readonly<{ state: 'ok' | 'missing' | 'optional'; what: string; wayOut?: string }>;

const USAGE = `jalon doctor
  Says what is set up, what is missing, and how to get it. Exit code 1 when something that is needed is missing.
`;

/** @returns the exit code: 1 when something needed is missing */
export async function doctor(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (args.length > 0) throw new UsageFault(`doctor takes nothing, not "${args[0]}"`);
  let missing = 0;
  for await (const check of checks()) {
    process.stdout.write(`${lineOf(check)}\n`);
    if (check.state === 'missing') missing++;
  }
  process.stdout.write(
    missing === 0 ? 'Everything that is needed is there.\n' : `${missing} to put right.\n`,
  );
  return missing === 0 ? 0 : 1;
}

export function lineOf({ state, what, wayOut }: Check): string {
  return `${state.padEnd(8)}  ${what}${wayOut ? `: ${wayOut}` : ''}`;
}

async function* checks(): AsyncGenerator<Check> {
  yield checkNode();
  const config = settings();
  if (Array.isArray(config)) {
    yield* config;
    return;
  }
  yield { state: 'ok', what: 'settings' };
  if (!config.databaseUrl) yield* checkFolder(config.dataDir);
  yield await checkDatabase(config);
  yield await checkRedis(config.redisUrl);
  yield* await checkServers(config);
  yield* checkPrograms();
}

function settings(): Config | Check[] {
  try {
    return loadConfig();
  } catch (fault) {
    if (!(fault instanceof ConfigFault)) throw fault;
    return fault.problems.map(problem => ({
      state: 'missing',
      what: problem,
      wayOut: 'see docs/settings.md',
    }));
  }
}
