import type { Hold, UploadAnswer } from '../../core/changeset/machine.ts';
import { waitAfter } from '../../net/backoff.ts';
import type { OsmApiFault } from '../../osm/osm-api-fault.ts';
import type { Said } from '../../osm/write/send.ts';
import { postpone, type StoredChangeset } from '../../store/uploads/changesets.ts';
import { holdUpload } from '../../store/uploads/uploads.ts';
import { type Uploading, waitsOf } from './uploading.ts';

/** What the server said instead of what was asked for. */
export type Unwanted = Exclude<Said<unknown>, { said: 'ok' }>;

/** When it is tried again after so many failures. @param wait milliseconds that the server asks for */
export const nextTry = (uploading: Uploading, tries: number, wait = 0): Date =>
  new Date(uploading.now().getTime() + waitAfter(tries, wait, waitsOf(uploading), uploading.random));

/** Failures that are left after any patience. */
const LEFT = 3;

/** Counts a failure. A server that asks for patience is given longer waits, and fails by nothing of it. */
export function triesAfter(uploading: Uploading, tries: number, said: UploadAnswer | undefined): number {
  if (said !== 'slow-down') return tries + 1;
  return Math.max(tries, Math.min(tries + 1, waitsOf(uploading).tries - LEFT));
}

/** What a map that could not be read said, for `putOff`. */
export const unread = ({ status, message }: OsmApiFault): Readonly<{ said?: UploadAnswer; words: string }> =>
  status === 429 ? { said: 'slow-down', words: message } : { words: message };

/** It goes on later by itself; after too many failures a person is asked. A server that asks for patience does not fail. */
export async function putOff(
  uploading: Uploading,
  changeset: Pick<StoredChangeset, 'id' | 'upload' | 'tries'>,
  { said, words, wait = 0 }: Readonly<{ said?: UploadAnswer; words: string; wait?: number }>,
): Promise<void> {
  const most = waitsOf(uploading).tries;
  const tries = triesAfter(uploading, changeset.tries, said);
  await postpone(uploading.store, changeset.id, { until: nextTry(uploading, tries, wait), tries, words });
  if (tries >= most) await holdFor(uploading, changeset, 'server', words);
}

/** Nothing goes on until a person has done something. */
export async function holdFor(
  { store }: Pick<Uploading, 'store'>,
  { upload }: Pick<StoredChangeset, 'upload'>,
  hold: Hold,
  said: string,
): Promise<void> {
  await holdUpload(store, upload, hold, said);
}

/** It is looked at again then: only time, or a person, can change something. */
export async function lookLater(
  uploading: Uploading,
  changeset: Pick<StoredChangeset, 'id' | 'tries'>,
  words: string,
): Promise<void> {
  const until = new Date(uploading.now().getTime() + waitsOf(uploading).look);
  await postpone(uploading.store, changeset.id, { until, tries: changeset.tries, words });
}

/** A request that changed nothing has failed: what follows from the answer alone. */
export async function failed(
  uploading: Uploading,
  changeset: Pick<StoredChangeset, 'id' | 'upload' | 'tries'>,
  { said, words, wait }: Unwanted,
): Promise<void> {
  if (said === 'signed-out') return holdFor(uploading, changeset, 'sign-in', words);
  if (said === 'forbidden') return holdFor(uploading, changeset, 'account', words);
  if (said === 'unclear' || said === 'slow-down') return putOff(uploading, changeset, { said, words, wait });
  return holdFor(uploading, changeset, 'server', words);
}
