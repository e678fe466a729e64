import { statSync } from 'node:fs';
import { FileFault } from '../../sources/file-fault.ts';
import { BackupFault } from '../../store/backup/backup-fault.ts';
import { unpacked } from '../../store/backup/packed.ts';
import { type BackupPart, readBackup } from '../../store/backup/read-backup.ts';

/** The parts of a backup's file. @param show told the share that was read, from 0 to 1 */
export function partsOf(file: string, show: (share: number) => void): AsyncIterable<BackupPart> {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return readBackup(unpacked(file, bytes => show(bytes / size)));
}

/** A fault of the file, said with its name; any other as it is. */
export function asFileFault(file: string, fault: unknown): unknown {
  if (fault instanceof BackupFault) return new FileFault(file, 'backup', fault.message, { cause: fault });
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'is a folder, not a file',
    EACCES: 'may not be read by this user',
  };
  const reason = reasons[(fault as NodeJS.ErrnoException).code ?? ''];
  return reason ? new FileFault(file, 'file', reason, { cause: fault }) : fault;
}
