import { requestRun } from '../../jobs/enqueue.ts';
import { loadChallenge } from '../../jobs/load-challenges.ts';
import { recover } from '../../jobs/rounds/recover.ts';
import { startWorker } from '../../jobs/worker.ts';
import { type Config, loadConfig, ownVersion } from '../config.ts';
import { inLanguage } from '../core/challenge/localised.ts';
import { openQueues } from '../queue/connection.ts';
import { refuseUnwritable } from '../start/refuse-unwritable.ts';
import { signsOfLife } from '../start/sign-of-life.ts';
import { findChallenge } from '../store/challenges.ts';
import type { Store } from '../store/connect.ts';
import type { OpenDatabase } from '../store/opening/open-database.ts';
import { firstLine } from '../store/opening/start-fault.ts';
import { lastRun, type RunRow } from '../store/runs/runs.ts';
import { auditCommand } from './audit-command.ts';
import { challengeNamed } from './challenge-named.ts';
import { flagsOf, HELP, oneChallenge, READING, TEXT } from './flags.ts';
import { followRun } from './run/follow.ts';
import { inputsOf, type Told } from './run/inputs.ts';
import { runWords } from './run/words.ts';
import { withStore } from './with-store.ts';

const USAGE = `jalon run CHALLENGE [--official FILE_OR_URL] [--community FILE_OR_URL_OR_OVERPASS] [--accept]
    [--official-id COLUMN] [--map name=NAAM,ref=CODE] [--crs EPSG:31370] [--x COLUMN --y COLUMN]
    [--filter amenity=fire_station]

Reads both sources, compares them and brings the tasks up to date. What is not told is as in the last run, and before the
first as the challenge has it.

  --official, --community  a file or an http(s) address each
  --community overpass:AREA  the map as it is now, by the challenge's filter: overpass:LI or overpass:BE-BRU (ISO 3166),
                           overpass:relation/ID of a boundary, overpass:W,S,E,N in degrees
  --official-id COLUMN     the column that identifies a row
  --map KEY=COLUMN,…       which column is which OSM key; may be given several times
  --crs, --x, --y          the coordinate system of the official source, and the columns that hold it
  --filter FILTER          which elements of the community source belong; given several times, one of them must hold
  --accept                 takes a source that the last run held back because it had changed too much

Exit code 0: done; 2: a source or a word cannot be used; 3: held for a person to look. Settings as docs/settings.md has them.`;

/** Exit codes: 0 done, 1 our fault, 2 a source or a word of the command cannot be used, 3 held for a person to look. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = flagsOf({
    args: [...args],
    allowPositionals: true,
    options: { ...READING, official: TEXT, community: TEXT, accept: { type: 'boolean' }, help: HELP },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const id = oneChallenge(positionals, USAGE);
  const config = loadConfig();
  return withStore(config, async (store, database) => {
    const ended = await runOn(config, database, store, id, values);
    const challenge = await findChallenge(store, ended.challenge_id);
    const title = challenge ? inLanguage(challenge.definition.title, []).text : id;
    process.stderr.write(`${runWords(title, ended)}\n`);
    return codeOf(ended);
  });
}

async function runOn(
  config: Config,
  database: OpenDatabase,
  store: Store,
  id: string,
  told: Told,
): Promise<RunRow> {
  const { definition, template } = await challengeNamed(store, id);
  const last = await lastRun(store, id, ['done', 'held']);
  const inputs = inputsOf(definition, told, last);
  if (template) await loadChallenge(store, template);
  const queues = await openQueues(database.url, config.redisUrl, database.embedded);
  let worker: { close(): Promise<unknown> } | null = null;
  try {
    // A Jalon that runs on this data has a worker of its own.
    if (!database.shared) worker = await startOwn();
    const run = await requestRun(store, queues, id, inputs, new Date(), {
      within: (transaction, run) =>
        auditCommand(transaction, { action: 'startRun', challenge: id, data: { run } }),
    });
    return await followRun(store, run, process.stderr);
  } finally {
    await worker?.close();
    await queues.close();
  }

  async function startOwn() {
    const { url: databaseUrl, embedded } = database;
    if (!embedded) refuseUnwritable(config.dataDir);
    const leave = await signsOfLife(
      store,
      { role: 'worker', dataDir: config.dataDir },
      {
        version: ownVersion(),
        alone: embedded,
        onFault: fault => process.stderr.write(`a sign of life failed: ${firstLine(fault)}\n`),
      },
    );
    try {
      await recover(store, queues, embedded ? { silence: 0, evenReady: true } : {});
      const worker = await startWorker({ config, databaseUrl, embedded });
      return { close: () => worker.close().finally(leave) };
    } catch (fault) {
      await leave();
      throw fault;
    }
  }
}

function codeOf({ state, summary }: RunRow): number {
  if (state === 'done') return 0;
  if (state === 'held') return 3;
  return summary.fault === 'input' ? 2 : 1;
}
