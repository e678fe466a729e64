import { isOver } from '../../core/changeset/machine.ts';
import { maySend } from '../../handover/upload/may-send.ts';
import type { Store } from '../../store/connect.ts';
import { uploadAccount } from '../../store/uploads/upload-accounts.ts';
import type { UploadRow } from '../../store/uploads/upload-queries.ts';
import { cancelUpload, resumeUpload } from '../../store/uploads/uploads.ts';
import { noAccount, senderLacksRole, uploadDone } from './refusals.ts';

/** Writes what belongs to it, in its transaction. */
type Within = (transaction: Store) => Promise<void>;

/** Goes on with what stood still. @throws Refusal 409 where what it waits for has not been done */
export async function resume(
  store: Store,
  upload: UploadRow,
  now: Date,
  within: Within = async () => {},
): Promise<void> {
  const { person, server, hold } = upload;
  if (hold === 'sign-in' && (person === null || !(await uploadAccount(store, person, server))))
    throw noAccount(new URL(server).host);
  if (hold === 'not-allowed' && !(await maySend(store, upload))) throw senderLacksRole();
  await store.transaction().execute(async transaction => {
    if (hold !== null) await resumeUpload(transaction, upload.id, now);
    await within(transaction);
  });
}

/** Lets nothing more of it begin. @throws Refusal 409 where nothing is left of it */
export async function cancel(
  store: Store,
  upload: UploadRow,
  now: Date,
  within: Within = async () => {},
): Promise<void> {
  if (upload.changesets.every(isOver) && upload.cancelledAt === null) throw uploadDone();
  await store.transaction().execute(async transaction => {
    await cancelUpload(transaction, upload.id, now);
    await within(transaction);
  });
}
