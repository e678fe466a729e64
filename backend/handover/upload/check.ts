import { checkedTask, revertedTask } from '../../core/changeset/check-tasks.ts';
import { OsmApiFault } from '../../osm/osm-api-fault.ts';
import { readElements } from '../../osm/read-elements.ts';
import { refreshTasks } from '../../store/tasks/refresh-task.ts';
import { appliedEdits, markChecked, type StoredChangeset } from '../../store/uploads/changesets.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { challengeById } from './challenge-by-id.ts';
import { putOff, unread } from './put-off.ts';
import { readApi, type Uploading } from './uploading.ts';

/** Reads back what was sent, and decides by it what becomes of each task. */
export async function checkChangeset(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<boolean> {
  const { store } = uploading;
  const rows = await appliedEdits(store, changeset.id);
  const challenge = await challengeById(store, upload.challenge);
  const refs = [...new Set(rows.map(({ applied }) => applied.ref))];
  try {
    const read = await readElements(refs, readApi(uploading, upload.server));
    const now = uploading.now();
    const at = now.toISOString();
    const tasks = { ids: changeset.tasks, challenge: challenge.id };
    await refreshTasks(store, tasks, now, task =>
      upload.reverts ? revertedTask(task, at) : checkedTask(challenge, task, { rows, now: read, at }),
    );
    await markChecked(store, changeset.id, now);
  } catch (fault) {
    if (!(fault instanceof OsmApiFault)) throw fault;
    await putOff(uploading, changeset, unread(fault));
  }
  return false;
}
