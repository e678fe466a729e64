import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { loadConfig } from '../../backend/config.ts';
import { openQueues, type Queues } from '../../backend/queue/connection.ts';
import { connect, type Store } from '../../backend/store/connect.ts';
import { migrate } from '../../backend/store/migrate.ts';
import { openDatabase } from '../../backend/store/opening/open-database.ts';
import { findRun, type RunRow } from '../../backend/store/runs.ts';
import type { RunInputs } from '../../backend/store/tables.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { startWorker } from '../../jobs/worker.ts';
import { emptyData } from '../store/empty-data.ts';

export type Jalon = Awaited<ReturnType<typeof openJalon>>;

/** A whole Jalon without its web server, on a data folder of its own or on one that is given. */
export async function openJalon(given?: string) {
  const folder = given ?? (await emptyData());
  const database = await openDatabase({ dataDir: folder, databaseUrl: null });
  const store = connect(database.url, { max: 2 });
  await migrate(store);
  const queues = await openQueues(database.url, null, true);
  let worker: Awaited<ReturnType<typeof startWorker>> | null = null;
  const work = async () => {
    const config = { ...loadConfig({}), dataDir: folder, redisUrl: null };
    worker = await startWorker({ config, databaseUrl: database.url, embedded: true });
  };
  const rest = async () => {
    await worker?.close();
    worker = null;
  };
  return {
    folder,
    store,
    queues,
    work,
    rest,
    close: async () => {
      await rest();
      await queues.close();
      await store.destroy();
      await database.close();
      if (!given) await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function ended(store: Store, run: string): Promise<RunRow> {
  for (;;) {
    const row = await findRun(store, run);
    if (row && row.state !== 'waiting' && row.state !== 'running') return row;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Asks for a run and waits for its end. */
export async function runOnce(
  { store, queues }: { store: Store; queues: Queues },
  challenge: string,
  inputs: RunInputs,
): Promise<RunRow> {
  return ended(store, await requestRun(store, queues, challenge, inputs, new Date()));
}

const TABLES = [
  'challenges',
  'snapshots',
  'features',
  'findings',
  'places',
  'tasks',
  'task_events',
  'answers',
];

/** Every row of every table but the runs, with the transaction that last wrote it. */
export async function everyRow(store: Store): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const table of TABLES) {
    const { rows: found } = await sql<{ row: string }>`
      select xmin::text || ' ' || t::text as row from ${sql.table(table)} t order by t::text`.execute(store);
    rows[table] = found.map(({ row }) => row);
  }
  return rows;
}

export type TaskLine = Readonly<{
  id: string;
  state: string;
  outcome: string | null;
  kinds: string[];
  official: string | null;
  community: string | null;
}>;

/** The tasks of a challenge in short, by id. */
export async function tasksOf(store: Store, challenge: string): Promise<TaskLine[]> {
  const { rows } = await sql<TaskLine>`
    select id, state, outcome, kinds, facts->'official'->>'id' as official, facts->'community'->>'id' as community
    from tasks where challenge_id = ${challenge} order by id collate "C"`.execute(store);
  return rows;
}
