import { BackupFault } from './backup-fault.ts';
import type { BackupEnd, BackupHead } from './backup-lines.ts';
import type { BackupPart } from './read-backup.ts';

/** What a whole backup holds. */
export type BackupSurvey = Readonly<{
  head: BackupHead;
  /** Columns of each table. */
  tables: Readonly<Record<string, readonly string[]>>;
  end: BackupEnd;
}>;

/** Reads a backup to its end. @throws BackupFault where it is not whole */
export async function surveyBackup(parts: AsyncIterable<BackupPart>): Promise<BackupSurvey> {
  let head: BackupHead | null = null;
  const tables: Record<string, readonly string[]> = {};
  for await (const part of parts) {
    if (part.kind === 'head') head = part.head;
    else if (part.kind === 'table') tables[part.table] = part.columns;
    else if (part.kind === 'end' && head) return { head, tables, end: part.end };
  }
  throw new BackupFault('it ends too early');
}
