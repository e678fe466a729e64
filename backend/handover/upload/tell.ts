import type { Store } from '../../store/connect.ts';
import { type Told, tellTasks, type UploadEvent } from '../../store/uploads/upload-tasks.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';

/** Tells tasks what became of their edits. Those of a revert belong to no upload: they hear of it when it was read back. */
export async function tell(
  transaction: Store,
  { reverts }: Pick<StoredUpload, 'reverts'>,
  tasks: readonly string[],
  event: UploadEvent,
  told: Told,
): Promise<void> {
  if (reverts === null) await tellTasks(transaction, tasks, event, told);
}
