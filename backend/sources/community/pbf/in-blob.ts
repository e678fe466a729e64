import { FileFault } from '../../file-fault.ts';
import { Damage } from './damage.ts';
import { type BlobPlace, placeOf } from './read-blobs.ts';

/** Does something with a blob; Damage becomes a FileFault that says where. */
export const inBlob = <T>(file: string, blob: BlobPlace, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    throw new FileFault(file, placeOf(blob), error.message, { cause: error });
  }
};
