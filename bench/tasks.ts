import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Dispatcher, Pool } from 'undici';
import { connect, type Store } from '../backend/store/connect.ts';
import { migrate } from '../backend/store/schema/migrate.ts';
import { foldTaskCells } from '../backend/store/tasks/task-cells.ts';
import { startPostgres } from '../test/servers/postgres.ts';
import { type RedisServer, startRedis } from '../test/servers/redis.ts';
import type { Flags } from './flags.ts';
import { type JalonProcess, startJalon } from './jalon-process.ts';
import { median } from './median.ts';
import { load, processorTime, processorTimeOfAll } from './proc.ts';
import { seeded } from './seeded.ts';
import type { Report } from './show.ts';
import { fill } from './tasks/fill.ts';

const COUNT = 1_000_000;
/** Of PostgreSQL: what its documentation advises on a machine with four times as much. */
const BUFFERS = '2GB';
/** Requests a second, and for how many seconds; each goes out when it is due, however slow those before it are. */
const RATE = { asked: 200, warm: 5, seconds: 10 };
/** Both questions in turns: what the machine does beside them for some seconds spoils one round. */
const ROUNDS = 5;
/** People who ask, in turns: each has a budget of its own. */
const PEOPLE = 300;
const CONNECTIONS = 100;
/** Times that the usual way is asked: one takes longer than a second of ours. */
const USUAL = 20;

type Times = readonly number[];
type Ask = (n: number) => Promise<Dispatcher.ResponseData>;
/** Seconds of processor time: of the API process, of PostgreSQL, of Redis, and of this one, which asks. */
type Spent = Readonly<{ jalon: number; postgres: number; redis: number; asking: number }>;
/** Milliseconds, by round. */
type Measured = Readonly<{ name: string; rounds: readonly Times[]; spent: Spent | null }>;

const at = (times: Times, share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))]!;

/** `next` and the window of a map with a million tasks, by an API process as in production, beside the usual queries. */
export async function tasks({ count = COUNT, quick = false }: Flags): Promise<Report> {
  const [rounds, seconds] = quick ? [2, 3] : [ROUNDS, RATE.seconds];
  const postgres = await startPostgres({ durable: true, buffers: BUFFERS });
  let redis: RedisServer | null = null;
  let jalon: JalonProcess | null = null;
  let pool: Pool | null = null;
  const url = await postgres.createDatabase();
  const store = connect(url, { max: 2 });
  try {
    redis = await startRedis();
    await migrate(store);
    const filled = performance.now();
    await fill(store, count);
    const counted = performance.now();
    await foldTaskCells(store);
    const done = performance.now();
    jalon = await startJalon({ ROLE: 'api', DATABASE_URL: url, REDIS_URL: redis.url, TRUST_PROXY: '1' });
    const { address, pid } = jalon;
    // Connections that stay, and no more than a browser's requests need of the processor that all share.
    const asks = new Pool(address, { connections: CONNECTIONS });
    pool = asks;
    const people = await guests(asks);
    // As autovacuum does in the hours that such a database takes to fill.
    await sql`vacuum analyze`.execute(store);
    // What was filled is not still being written to the disk.
    await sql`checkpoint`.execute(store);
    const random = seeded(7);
    const near = () => [-1 + 8 * random(), 43 + 7 * random()];
    const next: Ask = n => asks.request(nextFor({ near: near() }, people[n % PEOPLE]!));
    const view: Ask = n => {
      // From a street to the country: each zoom of a map as often as the others.
      const wide = 360 / 2 ** (5 + Math.floor(12 * random()));
      const [lon, lat] = near() as [number, number];
      const box = [lon - wide / 2, lat - wide / 3, lon + wide / 2, lat + wide / 3].join();
      const path = `/api/v1/challenges/bench/window?box=${box}`;
      return asks.request({ method: 'GET', path, headers: people[n % PEOPLE]! });
    };
    const { pid: redisPid } = redis;
    const spent = (): Spent => ({
      jalon: processorTime(pid),
      postgres: processorTimeOfAll(postgres.pid()),
      redis: processorTime(redisPid()),
      asking: processorTime(process.pid),
    });
    const questions = [
      { name: 'next task, the nearest', ask: next, rounds: [] as Times[], spent: NOTHING },
      { name: 'tasks in the window of a map', ask: view, rounds: [] as Times[], spent: NOTHING },
    ];
    for (const { ask } of questions) await atRate(ask, RATE.warm);
    for (let round = 0; round < rounds; round++)
      for (const question of questions) {
        const before = spent();
        question.rounds.push(await atRate(question.ask, seconds));
        question.spent = added(question.spent, before, spent());
      }
    const measured: Measured[] = [...questions, ...(await usual(store, near))];
    return report(count, measured, { fill_s: (counted - filled) / 1000, fold_s: (done - counted) / 1000 });
  } finally {
    await pool?.close();
    await jalon?.stop();
    await redis?.stop();
    await store.destroy();
    await postgres.dropDatabase(url);
    await postgres.stop();
  }
}

const NOTHING: Spent = { jalon: 0, postgres: 0, redis: 0, asking: 0 };
const added = (sum: Spent, from: Spent, to: Spent): Spent => ({
  jalon: sum.jalon + to.jalon - from.jalon,
  postgres: sum.postgres + to.postgres - from.postgres,
  redis: sum.redis + to.redis - from.redis,
  asking: sum.asking + to.asking - from.asking,
});

const nextFor = (body: object, headers: Record<string, string>): Dispatcher.RequestOptions => ({
  method: 'POST',
  path: '/api/v1/challenges/bench/next',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Cookies of people who have begun, each with an address of their own. */
async function guests(asks: Pool): Promise<Record<string, string>[]> {
  return Promise.all(
    Array.from({ length: PEOPLE }, async (_, n) => {
      const from = { 'accept-encoding': 'gzip, br', 'x-forwarded-for': `10.1.${n >> 8}.${n & 255}` };
      const { headers, body } = await asks.request(nextFor({}, from));
      await body.dump();
      const cookie = [headers['set-cookie']].flat()[0]?.split(';')[0] ?? '';
      return { ...from, cookie };
    }),
  );
}

/** Milliseconds from when each request was due to the end of its answer. @throws Error when one is refused */
async function atRate(ask: Ask, seconds: number): Promise<Times> {
  const begin = performance.now();
  const count = RATE.asked * seconds;
  const waits = Array.from({ length: count }, async (_, n) => {
    const due = begin + (1000 * n) / RATE.asked;
    await pause(Math.max(0, due - performance.now()));
    const { statusCode, body } = await ask(n);
    await body.arrayBuffer();
    if (statusCode !== 200) throw new Error(`A request was answered with ${statusCode}`);
    return performance.now() - due;
  });
  return Promise.all(waits);
}

/** What is written at first: any task by a random sort, and clusters made at each request. One at a time. */
async function usual(store: Store, near: () => number[]): Promise<Measured[]> {
  const times = async (query: () => Promise<unknown>): Promise<Times> => {
    const all: number[] = [];
    for (let n = 0; n < USUAL; n++) {
      const begin = performance.now();
      await query();
      all.push(performance.now() - begin);
    }
    return all;
  };
  const sorted = await times(() =>
    sql`select id from tasks where challenge_id = 'bench' and state = 'open' order by random() limit 1`.execute(
      store,
    ),
  );
  const clusters = await times(() => {
    const [lon, lat] = near() as [number, number];
    return sql`
      select st_x(st_centroid(st_collect(geom))), st_y(st_centroid(st_collect(geom))), count(*) from (
        select st_clusterkmeans(geom, 100) over () as cluster, geom from tasks
        where challenge_id = 'bench' and state = 'open' and geom && st_makeenvelope(${lon - 0.5}, ${lat - 0.35}, ${lon + 0.5}, ${lat + 0.35}, 4326)
      ) each group by cluster`.execute(store);
  });
  return [
    { name: 'the usual way: a random sort of the candidates', rounds: [sorted], spent: null },
    { name: 'the usual way: ST_ClusterKMeans over a window of a degree', rounds: [clusters], spent: null },
  ];
}

const list = (times: Times): string => times.map(time => time.toFixed(1)).join(', ');

function report(
  count: number,
  measured: readonly Measured[],
  made: Readonly<{ fill_s: number; fold_s: number }>,
): Report {
  const each = ({ rounds, spent }: Measured, part: keyof Spent) =>
    spent && Math.round((100_000 * spent[part]) / rounds.flat().length) / 100;
  const p99s = ({ rounds }: Measured) => rounds.map(times => at(times, 0.99));
  const row = (one: Measured) => {
    const times = one.rounds.flat();
    return [
      ...[one.name, times.length, at(times, 0.5), at(times, 0.95), at(times, 0.99), median(p99s(one))],
      ...[Math.max(...times), each(one, 'jalon') ?? '', each(one, 'postgres') ?? ''],
    ];
  };
  const [next, view, sorted, clusters] = measured as [Measured, Measured, Measured, Measured];
  const figures = (name: string, one: Measured) => ({
    [`${name}_p50_ms`]: at(one.rounds.flat(), 0.5),
    [`${name}_p99_ms`]: at(one.rounds.flat(), 0.99),
    [`${name}_p99_of_rounds_ms`]: median(p99s(one)),
    [`${name}_jalon_cpu_ms`]: each(one, 'jalon'),
    [`${name}_postgres_cpu_ms`]: each(one, 'postgres'),
  });
  return {
    title: `Finding work among ${count.toLocaleString('en')} tasks, ${RATE.asked} requests a second`,
    columns: [
      'question',
      'times',
      'median ms',
      '95 % ms',
      '99 % ms',
      'median of the rounds’ 99 %',
      'longest ms',
      'Jalon ms',
      'PostgreSQL ms',
    ],
    rows: measured.map(row),
    notes: [
      `Each question was asked in ${next.rounds.length} rounds, in turns; their 99 %: ${list(p99s(next))} and ${list(p99s(view))} ms.`,
      'Ours are requests to an API process, from when each was due to the end of its answer; the usual ways are queries alone, one at a time.',
      `Jalon, PostgreSQL: their processor time for each request. Redis takes ${each(next, 'redis')} and ${each(view, 'redis')} ms; whoever asks runs on the same machine and takes ${each(next, 'asking')} and ${each(view, 'asking')} ms.`,
      `The database was filled in ${made.fill_s.toFixed(0)} s; its tasks were counted by cells in ${made.fold_s.toFixed(0)} s. PostgreSQL has ${BUFFERS} for its tables. Load at the end ${load().toFixed(1)}.`,
    ],
    figures: {
      ...{ benchmark: 'tasks', tasks: count, requests_per_second: RATE.asked, ...made },
      ...figures('next', next),
      ...figures('window', view),
      ...{
        random_sort_p50_ms: at(sorted.rounds.flat(), 0.5),
        cluster_kmeans_p50_ms: at(clusters.rounds.flat(), 0.5),
      },
    },
  };
}
