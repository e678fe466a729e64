import type { Applied } from '../../core/changeset/sent-and-applied.ts';
import { moveChangeset, type StoredChangeset, writeApplied } from '../../store/uploads/changesets.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { tell } from './tell.ts';
import type { Uploading } from './uploading.ts';

/** The server has the edits, as these elements. */
export async function arrived(
  { store, now }: Uploading,
  { id, tasks, osmId }: StoredChangeset,
  upload: StoredUpload,
  applied: readonly Applied[],
): Promise<boolean> {
  const at = now();
  return store.transaction().execute(async transaction => {
    if (!(await moveChangeset(transaction, id, ['sent', 'applied'], at))) return false;
    await writeApplied(transaction, id, applied);
    await tell(transaction, upload, tasks, 'upload-applied', {
      now: at,
      data: { changeset: id, osmChangeset: osmId },
    });
    return true;
  });
}
