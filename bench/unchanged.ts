import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { openQueues, type Queues } from '../backend/queue/connection.ts';
import { saveChallenge } from '../backend/store/challenges.ts';
import { connect, type Store } from '../backend/store/connect.ts';
import { openDatabase } from '../backend/store/opening/open-database.ts';
import { findRun, type RunRow } from '../backend/store/runs/runs.ts';
import type { Database } from '../backend/store/tables.ts';
import { requestRun } from '../jobs/enqueue.ts';
import { startPostgres } from '../test/servers/postgres.ts';
import { startRedis } from '../test/servers/redis.ts';
import type { Flags } from './flags.ts';
import { type JalonProcess, startJalon } from './jalon-process.ts';
import { forgetPeak, load, peakMemory, processorTime } from './proc.ts';
import type { Report } from './show.ts';
import { type SyntheticChallenge, syntheticChallenge } from './synthetic-challenge.ts';

/** Tasks, unless asked for otherwise. */
const COUNT = 100_000;
/** Tasks that a place a side makes: 1.3 minus the few pairs that nobody can tell apart. */
const TASKS_A_PLACE = 1.28;
/** milliseconds between two looks at the run, and between two questions to the API */
const LOOK = 50;

type Step = Readonly<{ step: string; wall: number; processor: number; peak: number }>;
type Watched = Readonly<{
  run: RunRow;
  wall: number;
  steps: readonly Step[];
  /** milliseconds that each question to the API took meanwhile */
  waits: readonly number[];
  /** Rows that the run wrote, by table. */
  written: Readonly<Record<string, number>>;
  /** Rows that there are fewer of; certain where none was added. */
  gone: number;
}>;

/** A first run, the same again, and one with a row changed, while somebody asks the API for tasks. */
export async function unchanged({ count = COUNT, setting = 'postgres' }: Flags): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-unchanged-'));
  const postgres = setting === 'embedded' ? null : await startPostgres({ durable: true });
  const redis = setting === 'redis' ? await startRedis() : null;
  let jalon: JalonProcess | null = null;
  try {
    const databaseUrl = (await postgres?.createDatabase()) ?? null;
    const dataDir = join(folder, 'data');
    const redisUrl = redis?.url ?? null;
    jalon = await startJalon({
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl ?? '',
      REDIS_URL: redisUrl ?? '',
    });
    const database = await openDatabase({ dataDir, databaseUrl }, { attach: true });
    const store = connect(database.url, { max: 2 });
    const queues = await openQueues(database.url, redisUrl, database.embedded);
    try {
      const made = syntheticChallenge(folder, 'bench', Math.ceil(count / TASKS_A_PLACE), 1);
      await saveChallenge(store, made.challenge, {});
      const first = await watch(jalon, store, queues, made);
      const again = await watch(jalon, store, queues, made);
      moveOne(made.inputs.official);
      const changed = await watch(jalon, store, queues, made);
      return report(setting, first, again, changed);
    } finally {
      await queues.close();
      await store.destroy();
    }
  } finally {
    await jalon?.stop();
    await postgres?.stop();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first official place, some 30 m to the north. */
function moveOne(file: string): void {
  const text = readFileSync(file, 'utf8');
  const north = (_: string, rest: string, lat: string) => `${rest}${(Number(lat) + 0.0003).toFixed(7)}`;
  writeFileSync(file, text.replace(/^(F1;.*;)([\d.]+)$/mu, north));
}

async function watch(
  jalon: JalonProcess,
  store: Store,
  queues: Queues,
  { challenge, inputs }: SyntheticChallenge,
): Promise<Watched> {
  const before = await rowCounts(store);
  const { rows } = await sql<{ xid: string }>`select pg_current_xact_id()::text as xid`.execute(store);
  const asking = new AbortController();
  const waits = askOnAndOn(`${jalon.address}/api/v1/challenges/fire-stations-sample/tasks`, asking.signal);
  const start = performance.now();
  const id = await requestRun(store, queues, challenge.id, inputs, new Date());
  const { run, steps } = await follow(jalon.pid, store, id);
  const wall = (performance.now() - start) / 1000;
  asking.abort();
  if (run.state !== 'done') throw new Error(`the run ${run.state}: ${run.error}`);
  const after = await rowCounts(store);
  const written = await writtenSince(store, rows[0]!.xid);
  let gone = 0;
  for (const [table, number] of Object.entries(before)) gone += Math.max(0, number - after[table]!);
  return { run, wall, steps, waits: await waits, written, gone };
}

/** Time, processor time and memory of each step, until the run has ended. */
async function follow(pid: number, store: Store, id: string): Promise<{ run: RunRow; steps: Step[] }> {
  const steps: Step[] = [];
  let step = 'snapshot';
  let since = { at: performance.now(), processor: processorTime(pid) };
  forgetPeak(pid);
  for (;;) {
    const run = await findRun(store, id);
    const ended = run !== null && run.state !== 'running' && run.state !== 'waiting';
    if (run && (ended || run.step !== step)) {
      const now = { at: performance.now(), processor: processorTime(pid) };
      const wall = (now.at - since.at) / 1000;
      steps.push({ step, wall, processor: now.processor - since.processor, peak: peakMemory(pid) });
      forgetPeak(pid);
      [step, since] = [run.step, now];
    }
    if (run && ended) return { run, steps };
    await pause(LOOK);
  }
}

/** @returns milliseconds of each question */
async function askOnAndOn(url: string, signal: AbortSignal): Promise<number[]> {
  const waits: number[] = [];
  while (!signal.aborted) {
    const start = performance.now();
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
    waits.push(performance.now() - start);
    await pause(LOOK);
  }
  return waits;
}

const tablesOf = async (store: Kysely<Database>): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename <> 'spatial_ref_sys' order by 1`.execute(store);
  return rows.map(({ name }) => name);
};

async function rowCounts(store: Store): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesOf(store)) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(store);
    counts[table] = rows[0]!.n;
  }
  return counts;
}

/** Rows of each table that a transaction from this one on has written: each row names the one that last wrote it. */
async function writtenSince(store: Store, xid: string): Promise<Record<string, number>> {
  const written: Record<string, number> = {};
  for (const table of await tablesOf(store)) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} where xmin::text::bigint >= ${xid}::bigint`.execute(
      store,
    );
    if (rows[0]!.n > 0) written[table] = rows[0]!.n;
  }
  return written;
}

function report(setting: string, first: Watched, again: Watched, changed: Watched): Report {
  const runs = Object.entries({ first, unchanged: again, 'one row changed': changed });
  const longest = ({ waits }: Watched) => Math.max(0, ...waits);
  const share = again.wall / first.wall;
  const tasks = first.run.summary.tasks!.opened;
  const rows = runs.flatMap(([name, watched]) => [
    ...watched.steps.map(({ step, wall, processor, peak }) => [
      `${name}: ${step}`,
      wall,
      processor,
      peak,
      '',
    ]),
    [`${name}: all`, watched.wall, '', Math.max(...watched.steps.map(({ peak }) => peak)), longest(watched)],
  ]);
  const list = ({ written, gone }: Watched) =>
    [...Object.entries(written).map(([table, n]) => `${table} ${n}`), `rows that are gone ${gone}`].join(
      ', ',
    );
  const others = Object.entries(again.written).filter(([table]) => table !== 'runs' && table !== 'processes');
  return {
    title: `An unchanged run over ${tasks.toLocaleString('en')} tasks, setting ${setting}`,
    columns: ['run and step', 'wall s', 'CPU s of Jalon', 'peak MB of Jalon', 'longest API wait ms'],
    rows,
    notes: [
      `The unchanged run took ${(100 * share).toFixed(2)} % of the first one's time.`,
      `Rows written by the unchanged run: ${list(again)}; rows gone: ${again.gone}.`,
      `Rows written by the run with one row changed: ${list(changed)}.`,
      `Load of the machine in the last minute: ${load()}. \`processes\` holds the signs of life of the process.`,
    ],
    figures: {
      ...{
        benchmark: 'unchanged',
        setting,
        tasks,
        first_wall_s: first.wall,
        unchanged_wall_s: again.wall,
        share,
      },
      unchanged_rows_written: others.reduce((sum, [, n]) => sum + n, 0) + again.gone,
      changed_wall_s: changed.wall,
      changed_tasks_written: changed.written.tasks ?? 0,
      first_peak_mb: Math.max(...first.steps.map(({ peak }) => peak)),
      ...{ first_longest_api_wait_ms: longest(first), changed_longest_api_wait_ms: longest(changed) },
    },
  };
}
