import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, loadConfig, ownVersion } from '../config.ts';
import { reachDatabase } from '../start/reach.ts';
import { copyRunning } from '../store/backup/copy-running.ts';
import { sourcesIn } from '../store/backup/kept-sources.ts';
import { packed } from '../store/backup/packed.ts';
import { type Written, writeBackup } from '../store/backup/write-backup.ts';
import { connect } from '../store/connect.ts';
import { type OpenDatabase, openDatabase } from '../store/opening/open-database.ts';
import { StartFault } from '../store/opening/start-fault.ts';
import { currentVersion } from '../store/schema/migrate.ts';
import { MIGRATIONS } from '../store/schema/migrations/migrations.ts';
import { backupWords } from './backup/words.ts';
import { flagsOf, HELP, oneFile } from './flags.ts';
import { toHere } from './here.ts';
import { progressOn } from './progress.ts';
import { UsageFault } from './usage-fault.ts';
import { checkWritable, writeWhole } from './write-whole.ts';

const USAGE = `jalon backup FILE [--without-sources]

Writes everything that Jalon knows at this moment into one file, also while it runs. Any setting can restore it, and a later
Jalon too. Keep it as you keep a password: it holds what identifies volunteers, and the secrets of this installation.

  --without-sources  leaves out the files that the current data was read from

FILE may be - for the standard output. Settings as docs/settings.md has them.`;

/** Exit code 0; faults are thrown. */
export async function backup(args: readonly string[]): Promise<number> {
  const { values, positionals } = flagsOf({
    args: [...args],
    allowPositionals: true,
    options: { 'without-sources': { type: 'boolean' }, help: HELP },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const file = toHere(oneFile(positionals, USAGE));
  if (file === '-' && process.stdout.isTTY)
    throw new UsageFault('a backup is no text for a terminal: name a file, or send it on with | or >');
  checkWritable(file);
  const config = loadConfig();
  if (config.databaseUrl === null && !existsSync(join(config.dataDir, 'db')))
    throw new UsageFault(`there is nothing in ${config.dataDir} yet: DATA_DIR names the folder of a Jalon`);
  const database = await openDatabase(config, { attach: true });
  try {
    const sources = values['without-sources'] ? null : sourcesIn(config.dataDir);
    const { end, lacking } = await backUp(config, database, file, sources);
    process.stderr.write(`${backupWords(end, lacking, sources)}\n`);
  } finally {
    await database.close();
  }
  return 0;
}

async function backUp(
  config: Config,
  database: OpenDatabase,
  file: string,
  sources: string | null,
): Promise<Written> {
  const schema = await schemaOf(database.url);
  const at = new Date().toISOString();
  const setting = config.databaseUrl === null ? 'embedded' : config.redisUrl === null ? 'postgres' : 'redis';
  const bar = progressOn(process.stderr);
  if (database.shared) bar.step('copying the database');
  const copy = database.shared ? await copyRunning(config.dataDir, database.url) : null;
  try {
    let written: Written | null = null;
    const head = { schema, jalon: ownVersion(), setting, at } as const;
    const url = copy?.url ?? database.url;
    async function* parts(): AsyncGenerator<Buffer> {
      written = yield* writeBackup(url, head, sources, bar.step);
    }
    await writeWhole(file, packed(parts()), { mode: 0o600, needed: true });
    return written!;
  } finally {
    bar.end();
    await copy?.close();
  }
}

/** @throws StartFault where there is no Jalon, or one of a newer schema, whose tables this one does not know */
async function schemaOf(databaseUrl: string): Promise<number> {
  const store = connect(databaseUrl, { max: 1 });
  try {
    await reachDatabase(store, databaseUrl);
    const schema = await currentVersion(store);
    const newest = MIGRATIONS.at(-1)!.version;
    if (schema === null) throw new StartFault('there is no Jalon in this database yet: nothing to back up');
    if (schema > newest)
      throw new StartFault(
        `the database was made by a newer Jalon (schema ${schema}, this is ${newest}): update Jalon`,
      );
    return schema;
  } finally {
    await store.destroy();
  }
}
