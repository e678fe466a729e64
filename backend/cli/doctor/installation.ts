import type { Config } from '../../config.ts';
import { commandWords } from '../../core/command-words.ts';
import { knownFolderId } from '../../start/sign-of-life.ts';
import type { Store } from '../../store/connect.ts';
import {
  clockDifference,
  overdueSchedules,
  overpassChallenges,
  type ServerFacts,
  silentRunning,
  stuckWaiting,
  troubledRuns,
} from '../../store/watch/installation.ts';
import { liveProcesses, type ProcessRow } from '../../store/watch/processes.ts';
import type { Check } from '../doctor.ts';

/** Connections that a process opens at most: its pools, and those of the queue where that lives in the database too. */
const CONNECTIONS = { web: 10, limits: 2, work: 5, queue: 7, queueOfWorker: 10 };
/** Kept by PostgreSQL for its administrators (superuser_reserved_connections). */
const RESERVED = 3;
/** seconds that a run waits at most where a worker has nothing else of its challenge to do */
const LONG = 300;
/** milliseconds; undo windows, leases and schedules go by the clocks of machines and database alike */
const APART = 2_000;

/** How the installation on a database of this schema is: who is alive, what is stuck, what waits for a person. */
export async function* checkInstallation(
  store: Store,
  config: Config,
  facts: ServerFacts,
  found: { usesOverpass: boolean },
): AsyncGenerator<Check> {
  const live = await liveProcesses(store);
  const workers = live.filter(({ role }) => role !== 'api');
  yield* checkProcesses(live, workers);
  yield* checkFolders(workers, knownFolderId(config.dataDir));
  if (config.databaseUrl) {
    yield* checkConnections(live, facts, config.redisUrl !== null);
    yield* checkClock(await clockDifference(store));
  }
  yield* await checkRuns(store, workers.length > 0);
  const asking = await overpassChallenges(store);
  found.usesOverpass = asking.length > 0;
  if (asking.length > 0 && config.contact === '')
    yield {
      state: 'wrong',
      what: `${asking.join(', ')}: read through Overpass, whose servers ask for a contact`,
      wayOut: 'set CONTACT to an e-mail or web address of yours',
    };
}

function* checkProcesses(live: readonly ProcessRow[], workers: readonly ProcessRow[]): Generator<Check> {
  if (live.length === 0) yield { state: 'ok', what: 'no Jalon runs on this database now' };
  else if (workers.length === 0)
    yield {
      state: 'missing',
      what: `${count(live.length, 'process', 'processes')} alive, none of them works on jobs`,
      wayOut: 'start one with ROLE=worker, or see its log if there should be one',
    };
  else
    yield {
      state: 'ok',
      what: `${count(live.length, 'process', 'processes')} alive, ${workers.length} of them at work: ${live.map(named).join(', ')}`,
    };
  const versions = [...new Set(live.map(({ version }) => version))].sort();
  if (versions.length > 1)
    yield {
      state: 'look',
      what: `processes of versions ${versions.join(' and ')} work together`,
      wayOut: 'bring the older ones up to date',
    };
}

const named = ({ role, host, pid }: ProcessRow) => `${role} ${pid} on ${host}`;
const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** What one worker has read another compares: all of them need the same folder. */
export function* checkFolders(workers: readonly ProcessRow[], own: string | null): Generator<Check> {
  for (const worker of workers.filter(({ folder_id }) => folder_id === null))
    yield {
      state: 'wrong',
      what: `the data folder of ${named(worker)} cannot be written`,
      wayOut: 'change its owner, or set DATA_DIR there',
    };
  const folders = new Map<string, ProcessRow[]>();
  for (const worker of workers)
    if (worker.folder_id !== null)
      folders.set(worker.folder_id, [...(folders.get(worker.folder_id) ?? []), worker]);
  if (folders.size > 1)
    yield {
      state: 'wrong',
      what: `workers have different data folders: ${[...folders.values()].map(ones => ones.map(named).join(' and ')).join('; ')}`,
      wayOut: 'let all of them have the same folder as DATA_DIR, on a disk that they share',
    };
  else if (own !== null && folders.size === 1 && !folders.has(own))
    yield {
      state: 'look',
      what: 'the workers have another data folder than this command',
      wayOut: 'set DATA_DIR to theirs before you name files to jalon run',
    };
}

export function* checkConnections(
  live: readonly Pick<ProcessRow, 'role'>[],
  { maxConnections }: Pick<ServerFacts, 'maxConnections'>,
  onRedis: boolean,
): Generator<Check> {
  const each = live.length > 0 ? live : [{ role: 'all' as const }];
  let needed = 0;
  for (const { role } of each) {
    needed += CONNECTIONS.web + (onRedis ? 0 : CONNECTIONS.queue);
    if (role !== 'worker' && !onRedis) needed += CONNECTIONS.limits;
    if (role !== 'api') needed += CONNECTIONS.work + (onRedis ? 0 : CONNECTIONS.queueOfWorker);
  }
  const there = maxConnections - RESERVED;
  const what = `${there} database connections for ${needed} that ${count(each.length, 'process', 'processes')} may open`;
  yield needed <= there
    ? { state: 'ok', what }
    : {
        state: 'wrong',
        what,
        wayOut: `raise max_connections to ${needed + RESERVED + 10} or more, or run fewer processes`,
      };
}

export function* checkClock(ahead: number): Generator<Check> {
  if (Math.abs(ahead) <= APART) return;
  const words = `${(Math.abs(ahead) / 1000).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'}`;
  yield {
    state: 'wrong',
    what: `the clock of the database is ${words} this machine's`,
    wayOut: 'set both by NTP (chrony, systemd-timesyncd)',
  };
}

async function checkRuns(store: Store, working: boolean): Promise<Check[]> {
  const late = working ? 'wrong' : 'look';
  const goesOn = working
    ? "see the workers' logs; stop and start them if they say nothing"
    : 'it goes on when a worker starts';
  const minutes = (seconds: number) => count(Math.max(1, Math.round(seconds / 60)), 'minute', 'minutes');
  return [
    ...(await silentRunning(store)).map(
      ({ run, challenge, silence, attempt }): Check => ({
        state: late,
        what: `run ${run} of ${challenge} gave no sign of life for ${minutes(silence)} (attempt ${attempt})`,
        wayOut: goesOn,
      }),
    ),
    ...(await stuckWaiting(store, LONG)).map(
      ({ run, challenge, age }): Check => ({
        state: late,
        what: `run ${run} of ${challenge} waits for ${minutes(age)}, and nothing holds it up`,
        wayOut: goesOn,
      }),
    ),
    ...(await overdueSchedules(store)).map(
      (challenge): Check => ({
        state: late,
        what: `the schedule of ${challenge} is overdue`,
        wayOut: goesOn,
      }),
    ),
    ...(await troubledRuns(store)).map(
      ({ challenge, state, error }): Check =>
        state === 'held'
          ? {
              state: 'look',
              what: `the last run of ${challenge} is held: ${error ?? 'no reason given'}`,
              wayOut: `look at the source; to go on with it: ${commandWords(`run ${challenge} --accept`)}`,
            }
          : {
              state: 'look',
              what: `the last run of ${challenge} failed: ${error ?? 'no reason given'}`,
              wayOut: `put that right, then: ${commandWords(`run ${challenge}`)}`,
            },
    ),
  ];
}
