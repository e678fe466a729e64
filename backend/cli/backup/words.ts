import type { BackupEnd, BackupHead } from '../../store/backup/backup-lines.ts';
import type { Dropped } from '../../store/backup/drop-access.ts';
import type { Contents } from '../../store/backup/place.ts';

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "2 challenges, 31 tasks, 12 answers of 3 persons" */
export function contentsWords({ challenges, tasks, answers, persons }: Partial<Contents>): string {
  return [
    counted(challenges ?? 0, 'challenge'),
    counted(tasks ?? 0, 'task'),
    `${counted(answers ?? 0, 'answer')} of ${counted(persons ?? 0, 'person')}`,
  ].join(', ');
}

/** What was written. @param sources where the sources were looked for; null: they were not wanted */
export function backupWords(end: BackupEnd, lacking: readonly string[], sources: string | null): string {
  const lines = [
    `backed up: ${contentsWords(end.rows)}; ${sources === null ? 'no sources' : counted(end.sources, 'source')}`,
  ];
  if (lacking.length > 0)
    lines.push(
      `note: ${counted(lacking.length, 'source')} of the current data ${lacking.length === 1 ? 'is' : 'are'} not in ${sources}, or damaged there; the next run reads its sources anew`,
    );
  return lines.join('\n');
}

/** What was not restored, and what to look at. @param dropped null: everything was kept */
export function accessWords(dropped: Dropped | null): string {
  const roles = 'Roles are those of the backup, also ones that were taken away since: look at them.';
  if (dropped === null) return `Sessions, API keys and invitations of then are good again. ${roles}`;
  const { sessions, api_keys, invitations } = dropped;
  const ways = [
    counted(sessions, 'session'),
    counted(api_keys, 'API key'),
    counted(invitations, 'invitation'),
  ];
  return `not kept: ${ways.join(', ')}; people sign in again and make new ones. ${roles}`;
}

/** Which backup it is. */
export function headWords({ at, jalon, setting }: BackupHead): string {
  return `a backup of ${at.slice(0, 16).replace('T', ' ')} UTC (Jalon ${jalon}, ${setting})`;
}
