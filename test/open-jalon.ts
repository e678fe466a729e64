import { sql } from 'kysely';
import { loadConfig } from '../backend/config.ts';
import { openQueues, type Queues } from '../backend/queue/connection.ts';
import { BACKUP_TABLES } from '../backend/store/backup/backup-tables.ts';
import { connect, type Store } from '../backend/store/connect.ts';
import { openDatabase } from '../backend/store/opening/open-database.ts';
import { findRun, type RunRow } from '../backend/store/runs/runs.ts';
import { migrate } from '../backend/store/schema/migrate.ts';
import type { RunInputs } from '../backend/store/tables.ts';
import type { FetchingOptions } from '../jobs/bytes/fetching.ts';
import { requestRun } from '../jobs/enqueue.ts';
import { startWorker } from '../jobs/worker.ts';
import { emptyPlace, type Place, type Setting } from './servers/setting.ts';

export type Jalon = Awaited<ReturnType<typeof openJalon>>;

/** Settings beside those of the place, and how patiently sources are fetched. */
type More = Readonly<{ env?: Readonly<Record<string, string>>; fetching?: FetchingOptions }>;

/** A whole Jalon without its web server, in an empty place of a setting or in one that is given. */
export async function openJalon(given: Place | Setting = 'embedded', more: More = {}) {
  const place = typeof given === 'string' ? await emptyPlace(given) : given;
  const config = {
    ...loadConfig(more.env ?? {}),
    dataDir: place.dataDir,
    databaseUrl: place.databaseUrl,
    redisUrl: place.redisUrl,
  };
  const database = await openDatabase(config);
  const store = connect(database.url, { max: 2 });
  await migrate(store);
  const queues = await openQueues(database.url, config.redisUrl, database.embedded);
  let worker: Awaited<ReturnType<typeof startWorker>> | null = null;
  const work = async () => {
    const { url: databaseUrl, embedded } = database;
    worker = await startWorker({ config, databaseUrl, embedded, fetching: more.fetching });
  };
  const rest = async () => {
    await worker?.close();
    worker = null;
  };
  return {
    place,
    folder: place.dataDir,
    config,
    url: database.url,
    store,
    queues,
    work,
    rest,
    close: async () => {
      await rest();
      await queues.close();
      await store.destroy();
      await database.close();
      if (place !== given) await place.remove();
    },
  };
}

/** Everything that the queue knows is gone. */
export async function loseQueue({ store, place }: Jalon): Promise<void> {
  if (place.redis) await place.redis.wipe();
  else
    for (const table of ['job', 'scheduler'])
      await sql`delete from ${sql.table(`bullmq.${table}`)}`.execute(store);
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

/** Every row of every table that a backup holds, but the runs, with the transaction that last wrote it. */
export async function everyRow(store: Store): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const table of BACKUP_TABLES) {
    if (table === 'runs') continue;
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
