import { type Config, ConfigFault, loadConfig } from '../config.ts';
import { checkFolder, checkNode, checkPrograms, checkServers } from './doctor/checks.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkReach } from './doctor/reach.ts';
import { checkRedis } from './doctor/redis.ts';
import { checkToken } from './doctor/token.ts';
import { UsageFault } from './usage-fault.ts';

/**
 * One thing that was looked at. `missing`: it is needed and not there. `wrong`: it is there, and not as it must be. `look`: it
 * works, and somebody should see to it. `optional`: it is not there, and Jalon works without it.
 */
export type Check = Readonly<{
  state: 'ok' | 'missing' | 'wrong' | 'look' | 'optional';
  what: string;
  wayOut?: string;
}>;

const USAGE = `jalon doctor
  Says what is set up, what is missing or wrong, and the way out. Exit code 1 when something is missing or wrong.
`;

/** @returns the exit code: 1 when something needed is missing or wrong */
export async function doctor(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (args.length > 0) throw new UsageFault(`doctor takes nothing, not "${args[0]}"`);
  let toDo = 0;
  let toSee = 0;
  for await (const check of checks()) {
    process.stdout.write(`${lineOf(check)}\n`);
    if (check.state === 'missing' || check.state === 'wrong') toDo++;
    if (check.state === 'look') toSee++;
  }
  const seeTo = toSee > 0 ? ` ${toSee} to look at.` : '';
  process.stdout.write(
    `${toDo === 0 ? 'Everything that is needed is there.' : `${toDo} to put right.`}${seeTo}\n`,
  );
  return toDo === 0 ? 0 : 1;
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
  yield* checkToken(config.operatorToken);
  yield* checkReach(config);
  yield* checkFolder(config.dataDir);
  const found = { usesOverpass: false };
  yield* checkDatabase(config, found);
  yield* checkRedis(config.redisUrl);
  yield* await checkServers(config, found.usesOverpass);
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
