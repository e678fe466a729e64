import { StartFault } from '../store/opening/start-fault.ts';
import { folderId } from './sign-of-life.ts';

/** A worker that can keep no source fails every run. @throws StartFault */
export function refuseUnwritable(dataDir: string): void {
  if (folderId(dataDir) === null)
    throw new StartFault(
      `the data folder ${dataDir} cannot be written: change its owner, or set DATA_DIR to another folder`,
    );
}
