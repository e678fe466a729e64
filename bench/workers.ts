import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { openQueues } from '../backend/queue/connection.ts';
import { saveChallenge } from '../backend/store/challenges.ts';
import { connect, type Store } from '../backend/store/connect.ts';
import { migrate } from '../backend/store/schema/migrate.ts';
import { requestRun } from '../jobs/enqueue.ts';
import { type PostgresServer, startPostgres } from '../test/servers/postgres.ts';
import { type RedisServer, startRedis } from '../test/servers/redis.ts';
import { FlagFault, type Flags } from './flags.ts';
import { type JalonProcess, startJalon } from './jalon-process.ts';
import { load, parentOf, processorTime, processorTimeOfAll } from './proc.ts';
import type { Report } from './show.ts';
import { type SyntheticChallenge, syntheticChallenge, TASKS } from './synthetic-challenge.ts';

/** Places a side of each challenge, unless asked for otherwise. */
const COUNT = 8_000;
const CHALLENGES = 10;
/** Challenges that each worker reads first: a worker runs for weeks, and V8 compiles what is hot in the first seconds. */
const WARM = 3;
/** Times that one and two workers are measured, in turns. */
const REPEAT = 3;
/** milliseconds between two looks whether all runs have ended */
const LOOK = 20;

type Servers = Readonly<{
  postgres: PostgresServer;
  redis: RedisServer | null;
  folder: string;
  warm: readonly SyntheticChallenge[];
}>;
type Measured = Readonly<{ wall: number; node: number; postgres: number; load: number; tasks: number }>;

/** Ten challenges by one worker process and by two, each with one thread, on PostgreSQL as in production. */
export async function workers({
  count = COUNT,
  repeat = REPEAT,
  setting = 'postgres',
}: Flags): Promise<Report> {
  if (setting === 'embedded')
    throw new FlagFault('On the embedded database there is one process: --setting postgres or redis');
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-workers-'));
  const make = (name: string, number: number, first: number) =>
    Array.from({ length: number }, (_, n) =>
      syntheticChallenge(folder, `${name}-${n + 1}`, count, first + n, TASKS.usual),
    );
  const challenges = make('bench', CHALLENGES, 1);
  const warm = make('warm', 2 * WARM, 1 + CHALLENGES);
  const postgres = await startPostgres({ durable: true });
  const redis = setting === 'redis' ? await startRedis() : null;
  try {
    const servers = { postgres, redis, folder, warm };
    const template = await emptyDatabase(postgres, [...challenges, ...warm]);
    // The first start of a process reads its files from the disk: nobody is measured by that.
    await measure(servers, template, challenges.slice(0, 1), 1);
    const [one, two]: [Measured[], Measured[]] = [[], []];
    for (let n = 0; n < repeat; n++) {
      one.push(await measure(servers, template, challenges, 1));
      two.push(await measure(servers, template, challenges, 2));
    }
    return report(count, setting, one, two);
  } finally {
    await postgres.stop();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the name of a database with the challenges, which nobody is connected to */
async function emptyDatabase(
  server: PostgresServer,
  challenges: readonly SyntheticChallenge[],
): Promise<string> {
  const url = await server.createDatabase();
  const store = connect(url);
  await migrate(store);
  for (const { challenge } of challenges) await saveChallenge(store, challenge, {});
  const queues = await openQueues(url, null, false);
  await queues.close();
  await store.destroy();
  return new URL(url).pathname.slice(1);
}

/** From the first run asked for to the last that is done. */
async function measure(
  { postgres, redis, folder, warm }: Servers,
  template: string,
  challenges: readonly SyntheticChallenge[],
  processes: number,
): Promise<Measured> {
  await redis?.wipe();
  const url = await postgres.createDatabase(template);
  const store = connect(url, { max: 1 });
  const queues = await openQueues(url, redis?.url ?? null, false);
  const started: JalonProcess[] = [];
  try {
    const settings = {
      ...{ ROLE: 'worker', WORKER_THREADS: '1', DATABASE_URL: url, REDIS_URL: redis?.url ?? '' },
      DATA_DIR: join(folder, 'data'),
    };
    while (started.length < processes) started.push(await startJalon(settings, started.length));
    const ask = async (all: readonly SyntheticChallenge[]) => {
      const now = new Date();
      for (const { challenge, inputs } of all) await requestRun(store, queues, challenge.id, inputs, now);
      await noneUnfinished(store);
    };
    await ask(warm.slice(0, WARM * processes));
    const server = parentOf(await backendOf(store));
    const node = () => started.reduce((sum, { pid }) => sum + processorTime(pid), 0);
    const before = { node: node(), postgres: processorTimeOfAll(server), at: performance.now() };
    await ask(challenges);
    return {
      wall: (performance.now() - before.at) / 1000,
      node: node() - before.node,
      postgres: processorTimeOfAll(server) - before.postgres,
      load: load(),
      tasks: await tasksOfDone(store, challenges),
    };
  } finally {
    await Promise.all(started.map(one => one.stop()));
    await queues.close();
    await store.destroy();
    await postgres.dropDatabase(url);
  }
}

async function noneUnfinished(store: Store): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from runs where state in ('waiting', 'running')`.execute(store);
    if (rows[0]!.n === 0) return;
    await pause(LOOK);
  }
}

async function backendOf(store: Store): Promise<number> {
  return (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(store)).rows[0]!.pid;
}

/** @throws Error when a run did not end well: what it took would say nothing */
async function tasksOfDone(store: Store, challenges: readonly SyntheticChallenge[]): Promise<number> {
  const ids = challenges.map(({ challenge }) => challenge.id);
  const { rows } = await sql<{ done: number; tasks: number }>`
    select (select count(*) from runs where challenge_id = any(${ids}) and state = 'done' and attempt = 1) as done,
      (select count(*) from tasks where challenge_id = any(${ids})) as tasks`.execute(store);
  if (rows[0]!.done !== ids.length)
    throw new Error(`${rows[0]!.done} of ${ids.length} runs were done at once`);
  return rows[0]!.tasks;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function report(count: number, setting: string, one: readonly Measured[], two: readonly Measured[]): Report {
  const ratios = one.map(({ wall }, n) => wall / two[n]!.wall);
  const row = (processes: string, n: number, { wall, node, postgres, load, tasks }: Measured) => [
    ...[processes, n + 1, wall, node, postgres, tasks, load],
  ];
  const rows = one.flatMap((measured, n) => [row('one', n, measured), row('two', n, two[n]!)]);
  const [one_wall_s, two_wall_s] = [median(one.map(({ wall }) => wall)), median(two.map(({ wall }) => wall))];
  return {
    title: `Workers: ${CHALLENGES} challenges of ${count.toLocaleString('en')} × ${count.toLocaleString('en')} places, setting ${setting}, one thread each`,
    columns: ['worker processes', 'time', 'wall s', 'workers’ CPU s', 'PostgreSQL’s CPU s', 'tasks', 'load'],
    rows,
    notes: [
      `Two workers are ${ratios.map(ratio => ratio.toFixed(2)).join(', ')} times faster than one; by the medians ${(one_wall_s / two_wall_s).toFixed(2)}.`,
      'Wall time from the first run asked for to the last one done; load is the machine’s of the last minute.',
    ],
    figures: {
      ...{ benchmark: 'workers', setting, challenges: CHALLENGES, places: count, repeat: one.length },
      ...{ one_wall_s, two_wall_s, ratio: one_wall_s / two_wall_s, best_ratio: Math.max(...ratios) },
    },
  };
}
