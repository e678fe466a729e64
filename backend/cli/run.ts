import { parseArgs } from 'node:util';
import { bundled } from '../../challenges/bundled.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { loadChallenge } from '../../jobs/load-challenges.ts';
import { recover } from '../../jobs/recover.ts';
import { startWorker } from '../../jobs/worker.ts';
import { type Config, loadConfig } from '../config.ts';
import { openQueues } from '../queue/connection.ts';
import { challengeIds, findChallenge } from '../store/challenges.ts';
import { connect, type Store } from '../store/connect.ts';
import { migrate } from '../store/migrate.ts';
import { type OpenDatabase, openDatabase } from '../store/open-database.ts';
import { lastRun, type RunRow } from '../store/runs.ts';
import { followRun } from './follow-run.ts';
import { inputsOf, type Told } from './run-inputs.ts';
import { runWords } from './run-words.ts';
import { UsageFault } from './usage-fault.ts';

export const RUN_USAGE = `jalon run CHALLENGE [--official FILE_OR_URL] [--community FILE_OR_URL] [--accept]
    [--official-id COLUMN] [--map name=NAAM,ref=CODE] [--crs EPSG:31370 --x X --y Y] [--filter amenity=fire_station]

Reads both sources, compares them and brings the tasks up to date. Sources that are not named are those of the last
run. --accept takes a source that the last run held back because it had changed too much.`;

/** Exit codes: 0 done, 1 our fault, 2 a source or a word of the command cannot be used, 3 held for a person to look. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    process.stderr.write(`${RUN_USAGE}\n`);
    return 0;
  }
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0) throw new UsageFault(`one challenge is needed\n${RUN_USAGE}`);
  const config = loadConfig();
  const database = await openDatabase(config, { attach: true });
  const store = connect(database.url, { max: 3 });
  try {
    if (!database.shared) await migrate(store);
    const ended = await runOn(config, database, store, id, values);
    const title = (await findChallenge(store, ended.challenge_id))?.definition.title.en ?? id;
    process.stderr.write(`${runWords(title, ended)}\n`);
    return codeOf(ended);
  } finally {
    await store.destroy();
    await database.close();
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        official: text,
        community: text,
        'official-id': text,
        map: text,
        crs: text,
        x: text,
        y: text,
        filter: { type: 'string', multiple: true },
        accept: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (fault) {
    throw new UsageFault((fault as Error).message);
  }
}

async function runOn(
  config: Config,
  database: OpenDatabase,
  store: Store,
  id: string,
  told: Told,
): Promise<RunRow> {
  const template = bundled.find(challenge => challenge.id === id);
  const definition = (await findChallenge(store, id))?.definition ?? template;
  if (!definition) {
    const known = new Set([...bundled.map(challenge => challenge.id), ...(await challengeIds(store))]);
    throw new UsageFault(`there is no challenge ${id}; there are ${[...known].sort().join(', ')}`);
  }
  const last = await lastRun(store, id, ['done', 'held']);
  const inputs = inputsOf(definition, told, last);
  if (template) await loadChallenge(store, template);
  const queues = await openQueues(database.url, config.redisUrl, database.embedded);
  // A Jalon that runs on this data has a worker of its own.
  const worker = database.shared ? null : await startOwn();
  try {
    const run = await requestRun(store, queues, id, inputs, new Date());
    return await followRun(store, run, process.stderr);
  } finally {
    await worker?.close();
    await queues.close();
  }

  async function startOwn() {
    await recover(store, queues, database.embedded ? { silence: 0, evenHeld: true } : {});
    return startWorker({ config, databaseUrl: database.url, embedded: database.embedded });
  }
}

function codeOf({ state, summary }: RunRow): number {
  if (state === 'done') return 0;
  if (state === 'held') return 3;
  return summary.fault === 'input' ? 2 : 1;
}
