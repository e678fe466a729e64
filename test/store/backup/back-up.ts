import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packed, unpacked } from '../../../backend/store/backup/packed.ts';
import { readBackup } from '../../../backend/store/backup/read-backup.ts';
import { type RestoreOptions, restoreBackup } from '../../../backend/store/backup/restore-backup.ts';
import { surveyBackup } from '../../../backend/store/backup/survey-backup.ts';
import { writeBackup } from '../../../backend/store/backup/write-backup.ts';

/** A backup of a database as a file, with the sources of a folder, if one is named. */
export async function backUp(
  url: string,
  file: string,
  { schema = 2, sources = null }: Readonly<{ schema?: number; sources?: string | null }> = {},
): Promise<void> {
  const head = { schema, jalon: 'test', setting: 'embedded', at: '2026-05-01T12:00:00.000Z' } as const;
  await writeFile(file, packed(writeBackup(url, head, sources)));
}

/** Fills a database with a backup, as `jalon restore` does. */
export async function restoreFrom(
  file: string,
  url: string,
  options: Partial<RestoreOptions> = {},
): Promise<void> {
  const survey = await surveyBackup(readBackup(unpacked(file)));
  await restoreBackup(url, survey, readBackup(unpacked(file)), {
    replace: false,
    alone: true,
    keepAccess: true,
    sources: join(file, '..', 'restored'),
    ...options,
  });
}
