import { closeChangeset, isChangesetOpen } from '../../osm/write/changeset-requests.ts';
import type { WriteApi } from '../../osm/write/send.ts';
import { moveChangeset, type StoredChangeset } from '../../store/uploads/changesets.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { lookLater, putOff, type Unwanted } from './put-off.ts';
import { tokenOfSender, type Uploading, writeApi } from './uploading.ts';

/** Of a changeset that nothing was sent in: the server would close it by itself after an hour. */
export async function closeUnused(api: WriteApi, osmId: number): Promise<void> {
  await closeChangeset(api, osmId);
}

/** Whether the server says that it is closed; or what stands in the way of it. */
export type Closed = Readonly<{ closed: true }> | Readonly<{ closed: false; because: Unwanted }>;

/**
 * Closes it, until the server says that it is: one that is locked by a request under way is asked again later. Without a valid
 * sign-in it can only be waited for: the server closes it by itself.
 */
export async function sureToBeClosed(api: WriteApi, osmId: number): Promise<Closed> {
  const said = api.token === null ? null : await closeChangeset(api, osmId);
  if (said?.said === 'ok') return { closed: true };
  // A conflict is what one answers that is closed already; others say nothing about it.
  const open = await isChangesetOpen({ ...api, token: null }, osmId);
  if (open.said === 'ok' && !open.value) return { closed: true };
  const signedOut = { said: 'signed-out', status: null, words: 'nobody is signed in', wait: 0 } as const;
  return { closed: false, because: said ?? (open.said === 'ok' ? signedOut : open) };
}

/** All is there: nothing is lost while it stays open, which ends by itself after an hour. */
export async function closeApplied(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<boolean> {
  const token = await tokenOfSender(uploading, upload);
  const closed = await sureToBeClosed(writeApi(uploading, upload.server, token), changeset.osmId!);
  if (closed.closed)
    return moveChangeset(uploading.store, changeset.id, ['applied', 'closed'], uploading.now());
  const { said, words, wait } = closed.because;
  if (said === 'unclear' || said === 'slow-down') await putOff(uploading, changeset, { said, words, wait });
  else await lookLater(uploading, changeset, words);
  return false;
}
