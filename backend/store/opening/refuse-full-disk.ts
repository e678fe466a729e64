import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartFault } from './start-fault.ts';

/** bytes: an embedded database with its extension and some data; and what one that is there writes at least, a segment of its log */
const ROOM = { made: 100e6, opened: 32e6 };

/**
 * The embedded database, which ends without a word of its own where it cannot write, is not opened on a full disk.
 * @param free bytes of a folder's disk that this user may fill
 * @throws StartFault
 */
export function refuseFullDisk(dataDir: string, free: (folder: string) => number = freeOn): void {
  const room = free(dataDir);
  const needed = existsSync(join(dataDir, 'db', 'PG_VERSION')) ? ROOM.opened : ROOM.made;
  if (room < needed)
    throw new StartFault(
      `the disk of ${dataDir} is full (${Math.floor(room / 1e6)} MB free, ${needed / 1e6} are needed): make room, or set DATA_DIR to another disk`,
    );
}

/** Of the first folder on the way up that is there: what is below it is still to be made. */
export function freeOn(folder: string): number {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}
