import { FileFault } from '../../file-fault.ts';
import { Damage } from './damage.ts';
import { type BlobPlace, placeOf } from './read-blobs.ts';

/** What is thrown for a blob: Damage becomes a FileFault that says where. */
export const faultIn = (file: string, blob: BlobPlace, error: unknown): unknown =>
  error instanceof Damage ? new FileFault(file, placeOf(blob), error.message, { cause: error }) : error;

/** Does something with a blob; Damage becomes a FileFault. */
export const inBlob = <T>(file: string, blob: BlobPlace, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw faultIn(file, blob, error);
  }
};
