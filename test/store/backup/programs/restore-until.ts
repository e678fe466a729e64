import { unpacked } from '../../../../backend/store/backup/packed.ts';
import { type BackupPart, readBackup } from '../../../../backend/store/backup/read-backup.ts';
import { restoreBackup } from '../../../../backend/store/backup/restore-backup.ts';
import { surveyBackup } from '../../../../backend/store/backup/survey-backup.ts';
import { openDatabase } from '../../../../backend/store/opening/open-database.ts';

/** Restores FILE into the place of DATA_DIR or DATABASE_URL up to a table, or up to the commit, says so and waits to be killed. */
const [file = '', until = '', dataDir = '', databaseUrl = ''] = process.argv.slice(2);
const wait = async (): Promise<void> => {
  process.stdout.write('reached\n');
  await new Promise(() => setInterval(() => {}, 60_000));
};
async function* parts(): AsyncGenerator<BackupPart> {
  for await (const part of readBackup(unpacked(file))) {
    yield part;
    if (part.kind === 'rows' && part.table === until) await wait();
  }
}
const database = await openDatabase({ dataDir, databaseUrl: databaseUrl || null });
await restoreBackup(database.url, await surveyBackup(readBackup(unpacked(file))), parts(), {
  replace: true,
  alone: true,
  keepAccess: true,
  sources: `${file}.restored`,
  emptyQueue: async () => {
    if (until === 'commit') await wait();
  },
});
await database.close();
