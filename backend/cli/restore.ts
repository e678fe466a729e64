import pg from 'pg';
import { type Config, loadConfig } from '../config.ts';
import { emptyQueue } from '../queue/empty-queue.ts';
import { reachDatabase, reachRedis } from '../start/reach.ts';
import { deletedSince } from '../store/backup/deleted-since.ts';
import { sourcesIn } from '../store/backup/kept-sources.ts';
import { type Contents, contentsOf, refuseAlive } from '../store/backup/place.ts';
import { refuseNewer, restoreBackup } from '../store/backup/restore-backup.ts';
import { type BackupSurvey, surveyBackup } from '../store/backup/survey-backup.ts';
import { connect } from '../store/connect.ts';
import { type OpenDatabase, openDatabase, refuseHeld } from '../store/opening/open-database.ts';
import { refuseFullDisk } from '../store/opening/refuse-full-disk.ts';
import { forgetPersons } from '../store/people/leaving/forget-persons.ts';
import { auditCommand } from './audit-command.ts';
import { confirm } from './backup/confirm.ts';
import { fromStdin } from './backup/from-stdin.ts';
import { asFileFault, partsOf } from './backup/parts-of.ts';
import { accessWords, contentsWords, headWords } from './backup/words.ts';
import { flagsOf, HELP, oneFile } from './flags.ts';
import { fromHere } from './here.ts';
import { type Progress, progressOn } from './progress.ts';
import { UsageFault } from './usage-fault.ts';

const USAGE = `jalon restore FILE [--replace [--yes]] [--keep-access]

Fills an empty place of any setting with what jalon backup wrote. Stop Jalon first. The file is read to its end before
anything is touched; then all of it is restored, or nothing.

  --replace      puts the backup in the place of what is there, which is lost
  --yes          does not ask whether that is meant
  --keep-access  keeps sessions, API keys and invitations of the backup, also those that were ended since; without it
                 people sign in again. Roles are those of the backup in any case: look at them.

Who had deleted their account before it was replaced is deleted again; of others whom you know of, say so with jalon forget.

FILE may be - for the standard input. Settings as docs/settings.md has them.`;

/** Exit codes: 0 restored, 1 Jalon runs there or our fault, 2 the file or a word of the command cannot be used. */
export async function restore(args: readonly string[]): Promise<number> {
  const { values, positionals } = flagsOf({
    args: [...args],
    allowPositionals: true,
    options: {
      replace: { type: 'boolean' },
      yes: { type: 'boolean' },
      'keep-access': { type: 'boolean' },
      help: HELP,
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const named = oneFile(positionals, USAGE);
  const config = loadConfig();
  await refuseHeld(config);
  if (config.databaseUrl === null) refuseFullDisk(config.dataDir);
  const file = named === '-' ? await fromStdin() : fromHere(named);
  const bar = progressOn(process.stderr);
  try {
    const survey = await surveyBackup(partsOf(file, bar.step('checking the backup')));
    bar.end();
    refuseNewer(survey.head);
    await restoreInto(config, file, survey, values, bar);
  } catch (fault) {
    bar.end();
    throw asFileFault(file, fault);
  }
  return 0;
}

async function restoreInto(
  config: Config,
  file: string,
  survey: BackupSurvey,
  told: Readonly<{ replace?: boolean; yes?: boolean; 'keep-access'?: boolean }>,
  bar: Progress,
): Promise<void> {
  const { replace = false, yes = false, 'keep-access': keepAccess = false } = told;
  const { head, end } = survey;
  const { redisUrl } = config;
  if (redisUrl !== null) await reachRedis(redisUrl);
  const database = await openDatabase(config);
  try {
    const { there, deleted } = await lookAt(database, head.at);
    if (there && !replace)
      throw new UsageFault(
        `this place holds ${contentsWords(there)}; --replace puts ${headWords(head)} in their place`,
      );
    if (there && !yes)
      await confirm(
        `${contentsWords(there)} will be lost; ${headWords(head)} with ${contentsWords(end.rows)} takes their place.`,
      );
    const dropped = await restoreBackup(database.url, survey, partsOf(file, bar.step('restoring')), {
      replace,
      alone: database.embedded,
      keepAccess,
      sources: sourcesIn(config.dataDir),
      ...(redisUrl !== null && { emptyQueue: () => emptyQueue(redisUrl) }),
    });
    bar.end();
    // Told before it is done: who stops it here can do it by hand.
    if (deleted.length > 0)
      process.stderr.write(`deleted since the backup, and now again: ${deleted.join(' ')}\n`);
    await finish(database.url, deleted, { at: head.at, keepAccess });
    process.stderr.write(
      `restored ${headWords(head)}: ${contentsWords(end.rows)}\n${accessWords(dropped)}\nWhat was under way then goes on when Jalon starts.\n`,
    );
  } finally {
    await database.close();
  }
}

/** Who has gone since goes again; the log of the backup goes on from here. */
async function finish(
  databaseUrl: string,
  deleted: readonly string[],
  data: Readonly<{ at: string; keepAccess: boolean }>,
): Promise<void> {
  const store = connect(databaseUrl, { max: 1 });
  try {
    await forgetPersons(store, deleted, new Date());
    await auditCommand(store, { action: 'restore', challenge: null, data });
  } finally {
    await store.destroy();
  }
}

/** What is there, if anything, and who has deleted their account since. @throws StartFault while a Jalon runs on it */
async function lookAt(
  { url: databaseUrl, embedded }: OpenDatabase,
  since: string,
): Promise<Readonly<{ there: Contents | null; deleted: readonly string[] }>> {
  const store = connect(databaseUrl, { max: 1 });
  try {
    await reachDatabase(store, databaseUrl);
  } finally {
    await store.destroy();
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (!embedded) await refuseAlive(client);
    return { there: await contentsOf(client), deleted: await deletedSince(client, since) };
  } finally {
    await client.end();
  }
}
